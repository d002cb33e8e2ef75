import { isIP } from 'node:net'
import { resolve } from 'node:path'
import type { Deployment } from '../../model/graph.ts'
import type { Identity } from '../../model/want.ts'
import { issue } from '../../pki/leaf.ts'
import type { Certified } from '../../pki/types.ts'
import { contextOf, lifeOf, storeOf } from '../ca/context.ts'
import { deliver } from '../ca/deliver.ts'
import { replacedBy } from '../ca/issue.ts'
import { passphrases, unlocked } from '../ca/passphrase.ts'
import type { IssuedRecord } from '../ca/state.ts'
import { issuingOf, trustOf } from '../ca/state.ts'
import { commit } from '../ca/store.ts'
import type { Io } from '../io.ts'
import type { Issuer } from './authority.ts'

/** Days of a certificate that can be renewed, as `ringwall ca issue` has them. */
const days = 90

/** Where the authority keeps what it issued, as `ringwall ca issue` does. */
const out = 'certificates'

/** An authority of `ringwall ca` that issues for plans. */
export interface GivenAuthority {
  /** Certificates (PEM) of its roots. */
  readonly trust: string
  readonly issuerFor: (deployment: Deployment) => Issuer
  /** Puts on record what was issued and is used, by the text of the certificate, and delivers it where the authority renews it. */
  readonly record: (isUsed: (chain: string) => boolean) => void
}

/**
 * @param options `ca`: its folder; `passphrase`: the source of the passphrase of its issuing key, which is asked for when something is issued
 * @param now ISO 8601
 */
export function givenAuthority(options: Readonly<Record<string, unknown>>, io: Io, now: string): GivenAuthority {
  const context = { ...contextOf(io), now: new Date(now) }
  const store = storeOf(options, context)
  const { state } = store
  const authority = issuingOf(state)
  const made: { readonly record: IssuedRecord; readonly certified: Certified }[] = []
  let opened: ReturnType<typeof unlocked> | undefined

  async function identity(name: string, names: readonly string[], usage: 'server' | 'client'): Promise<Identity> {
    opened ??= unlocked(store, authority, passphrases(options, context))
    const issuing = await opened
    const asked = { dns: names.filter((each) => isIP(each) === 0), addresses: names.filter((each) => isIP(each) !== 0) }
    const life = lifeOf(context.now, days, issuing.notAfter)
    const request = { name, names: asked, usage: [usage], ...life, revocationUrl: state.revocationUrl }
    const certified = await issue(issuing, request, context.random)
    const { serial, notBefore, notAfter, chain, key } = certified
    const dates = { notBefore: notBefore.toISOString(), notAfter: notAfter.toISOString() }
    made.push({ certified, record: { serial, name, issuer: authority.id, names: asked, usage: [usage], ...dates, key: 'p256', out } })
    return {
      certificate: chain,
      key: { name: `${name}-key`, value: String(key.export({ type: 'pkcs8', format: 'pem' })) },
      authority: trustOf(state),
    }
  }

  return {
    trust: trustOf(state),
    issuerFor(deployment) {
      const known = new Map<string, Promise<Identity>>()
      return {
        identity(component, names, usage = 'server') {
          const id = JSON.stringify([component, usage, names.toSorted()])
          const name = [deployment.name, component, ...(usage === 'client' ? ['client'] : [])].join('-').replace(/[^A-Za-z0-9._-]+/g, '-')
          const found = known.get(id) ?? identity(name.replace(/^[.-]+/, '').slice(0, 64), names, usage)
          known.set(id, found)
          return found
        },
      }
    },
    record(isUsed) {
      const used = made.filter(({ certified }) => isUsed(certified.chain))
      if (used.length === 0) return
      const records = used.map(({ record }) => record)
      commit(store, { ...state, issued: [...replacedBy(state.issued, records, context.now), ...records] }, {}, context.disk)
      for (const { certified, record } of used) {
        const { key, chain, serial } = certified
        deliver(resolve(store.folder, out), { name: record.name, serial, key, chain, trust: trustOf(state), stores: {} }, context.disk)
      }
    },
  }
}
