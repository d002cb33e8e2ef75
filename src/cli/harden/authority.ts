import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import type { Deployment } from '../../model/graph.ts'
import type { Identity } from '../../model/want.ts'
import { createAuthority } from '../../pki/authority.ts'
import { issue } from '../../pki/leaf.ts'
import { isHostName, notPermitted } from '../../pki/names.ts'
import type { Authority, Names } from '../../pki/types.ts'

/** Days of a certificate, and of an authority whose key nobody keeps. */
const days = 365

export interface Issuer {
  /** @param names host names and addresses */
  readonly identity: (component: string, names: readonly string[], usage?: 'server' | 'client') => Promise<Identity>
}

/**
 * Makes an authority for one plan, which may name what the deployment has and nothing else. Its keys never leave this process: when the plan
 * is made, nobody can issue with them any more, and what is to be renewed gets an authority of its own.
 * @param now ISO 8601
 */
export function issuerFor(now: string, deployment: Deployment): Issuer {
  const made: Promise<Authority>[] = []
  const known = new Map<string, Promise<Identity>>()
  // a clock that is a little behind still finds them in force
  const notBefore = new Date(Date.parse(now) - 60 * 60 * 1000)
  const notAfter = new Date(Date.parse(now) + days * 24 * 60 * 60 * 1000)

  async function authorityFor(names: Names): Promise<Authority> {
    for (const each of made) {
      const authority = await each
      if (authority.permitted !== undefined && notPermitted(names, authority.permitted).length === 0) return authority
    }
    const own = namesIn(deployment)
    const permitted = {
      dns: [...new Set([...own, ...(names.dns ?? [])])],
      networks: [...new Set(['127.0.0.1', '::1', ...(names.addresses ?? [])])].map((address) => `${address}/${isIP(address) === 4 ? 32 : 128}`),
    }
    const name = `Ringwall ${commonName(deployment.name, 46)}`
    const authority = createAuthority({ name: `${name} root`, notBefore, notAfter, permitted, pathLength: 1 }, randomBytes).then((root) =>
      createAuthority({ name: `${name} issuing`, notBefore, notAfter, issuer: root }, randomBytes),
    )
    made.push(authority)
    return authority
  }

  async function identity(component: string, names: readonly string[], usage: 'server' | 'client'): Promise<Identity> {
    const asked = { dns: names.filter((name) => isHostName(name.toLowerCase())), addresses: names.filter((name) => isIP(name) !== 0) }
    const authority = await authorityFor(asked)
    const leaf = await issue(authority, { name: commonName(component, 64), names: asked, usage: [usage], notBefore, notAfter }, randomBytes)
    const key = leaf.key.export({ type: 'pkcs8', format: 'pem' }).toString()
    return { certificate: leaf.chain, key: { name: `${component}-key`, value: key }, authority: authority.trust }
  }

  return {
    identity(component, names, usage = 'server') {
      const id = JSON.stringify([component, usage, names.toSorted()])
      const found = known.get(id) ?? identity(component, names, usage)
      known.set(id, found)
      return found
    },
  }
}

/** A name as a certificate may hold it: at most 64 characters all together (RFC 5280, upper bounds), none of them a control character. */
function commonName(name: string, most: number): string {
  const shown = name.replace(/\p{C}/gu, '').trim()
  return Array.from(shown).slice(0, most).join('').trim() || 'deployment'
}

/** Every name of a component here. */
function namesIn({ components }: Deployment): readonly string[] {
  const names = components.flatMap(({ id, input }) => [id, ...input.names.map(({ name }) => name)])
  return ['localhost', ...names].map((name) => name.toLowerCase()).filter(isHostName)
}
