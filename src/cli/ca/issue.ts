import { relative, resolve } from 'node:path'
import { RingwallError } from '../../model/error.ts'
import { keystore, truststore } from '../../pki/keystore.ts'
import { issue } from '../../pki/leaf.ts'
import type { Authority, Certified, Usage } from '../../pki/types.ts'
import { exit } from '../io.ts'
import { listOption, textOption } from '../options.ts'
import { secretFrom } from '../secret-source.ts'
import type { CaContext, Options } from './context.ts'
import { dateText, lifeOf, say, storeOf } from './context.ts'
import { checkFree, deliver } from './deliver.ts'
import { daysOption, keyOption, ownerOption } from './numbers.ts'
import { passphrases, unlocked } from './passphrase.ts'
import type { CaState, IssuedRecord } from './state.ts'
import { issuingOf, rootsOf, trustOf } from './state.ts'
import type { Store } from './store.ts'
import { commit } from './store.ts'

/** What is asked for, now and at every renewal. */
export type Wish = Pick<IssuedRecord, 'name' | 'names' | 'usage' | 'key' | 'out' | 'owner' | 'stores'>

/** `ringwall ca issue`: a certificate with its key for one component, in a folder of its own. */
export async function runIssue(name: string, options: Options, context: CaContext): Promise<number> {
  const store = storeOf(options, context)
  const wish = wishOf(name, options, store, context)
  const before = store.state.issued.find((each) => each.name === name && each.out === wish.out && each.replaced === undefined)
  if (before !== undefined && options['force'] !== true)
    throw new RingwallError('usage', `${name}: it has a certificate until ${dateText(before.notAfter)}`, {
      hint: `"ringwall ca renew ${name}" makes the next one; --force issues one with other names in its place`,
    })
  checkFree(resolve(store.folder, wish.out), name, shownOut(options))
  const days = daysOption(options, 'days', '--days')
  const issuing = await unlocked(store, issuingOf(store.state), passphrases(options, context))
  await issueAll(store, issuing, [{ wish, days }], context)
  return exit.clean
}

function shownOut(options: Options): string {
  return textOption(options['out']) ?? 'certificates'
}

function wishOf(name: string, options: Options, store: Store, { io }: CaContext): Wish {
  if (!/^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/.test(name))
    throw new RingwallError('usage', `"${name}" is no name of a component: letters, digits, ".", "-" and "_", 64 at most`)
  const usage: readonly Usage[] = (['server', 'client'] as const).filter((each) => options[each] === true)
  const names = { dns: listOption(options['dns']), addresses: listOption(options['ip']), uris: listOption(options['spiffe']) }
  const isServer = usage.length === 0 || usage.includes('server')
  const noNames = Object.values(names).every((each) => each.length === 0)
  const owner = ownerOption(options)
  // a file is found again from wherever it is renewed
  const stores = textOption(options['stores'])?.replace(/^file:(.+)$/s, (_all, path: string) => `file:${resolve(io.cwd, path)}`)
  return {
    name,
    names: noNames && isServer ? { ...names, dns: [name] } : names,
    usage: usage.length === 0 ? ['server'] : usage,
    key: keyOption(options),
    out: relative(store.folder, resolve(io.cwd, shownOut(options))),
    ...(owner === undefined ? {} : { owner }),
    ...(stores === undefined ? {} : { stores }),
  }
}

/**
 * Issues and delivers. What is issued is on record first: a certificate that nobody knows of could not be taken back. One that was not
 * delivered any more is told by `status`, and renewed.
 */
export async function issueAll(
  store: Store,
  issuing: Authority,
  wishes: readonly { readonly wish: Wish; readonly days: number }[],
  context: CaContext,
): Promise<Store> {
  const { state } = store
  const { id } = issuingOf(state)
  // what is missing is told before anything is on record
  const passwords = wishes.map(({ wish }) => (wish.stores === undefined ? undefined : secretFrom(wish.stores, `${wish.name}: --stores`, context.io)))
  const made: { readonly record: IssuedRecord; readonly certified: Certified }[] = []
  for (const { wish, days } of wishes) {
    const life = lifeOf(context.now, days, issuing.notAfter)
    const certified = await issue(issuing, { ...wish, ...life, revocationUrl: state.revocationUrl }, context.random)
    const { serial, notBefore, notAfter } = certified
    made.push({ certified, record: { serial, ...wish, issuer: id, notBefore: notBefore.toISOString(), notAfter: notAfter.toISOString() } })
  }
  const records = made.map(({ record }) => record)
  const next = commit(store, { ...state, issued: [...replacedBy(state.issued, records, context.now), ...records] }, {}, context.disk)
  for (const [index, { record, certified }] of made.entries()) {
    const stores = await storesOf(record.name, certified, passwords[index], state, context)
    const { name, serial, owner } = record
    deliver(
      resolve(store.folder, record.out),
      { name, serial, key: certified.key, chain: certified.chain, trust: trustOf(state), stores, owner },
      context.disk,
    )
    say(context, `${name}: ${Object.values(record.names).flat().join(', ') || 'no names'}; until ${dateText(record.notAfter)}; serial ${serial}`)
  }
  return next
}

/** Those that a new one takes the place of say so; those that ended a month ago are forgotten. */
export function replacedBy(before: readonly IssuedRecord[], records: readonly IssuedRecord[], now: Date): readonly IssuedRecord[] {
  const isOld = (each: IssuedRecord): boolean => records.some(({ name, out }) => name === each.name && out === each.out)
  const month = 30 * 86_400_000
  return before
    .filter((each) => !(each.replaced === true && Date.parse(each.notAfter) + month < now.getTime()))
    .map((each) => (isOld(each) ? { ...each, replaced: true } : each))
}

async function storesOf(
  alias: string,
  { key, chain }: Certified,
  password: string | undefined,
  state: CaState,
  { random }: CaContext,
): Promise<Readonly<Record<string, Uint8Array>>> {
  if (password === undefined) return {}
  const certificates = Object.fromEntries(rootsOf(state).map(({ id, certificate }) => [id, certificate]))
  return {
    'keystore.p12': await keystore({ key, chain, alias, password }, random),
    'truststore.p12': truststore({ certificates, password }, random),
  }
}
