import { RingwallError } from '../../model/error.ts'
import type { RevocationReason } from '../../pki/revocation.ts'
import { exit } from '../io.ts'
import { choice } from '../options.ts'
import type { CaContext, Options } from './context.ts'
import { dateText, say, storeOf } from './context.ts'
import { commitWithLists } from './publish.ts'
import { passphrases } from './passphrase.ts'
import type { CaState } from './state.ts'
import { issuingOf } from './state.ts'

const reasons: readonly RevocationReason[] = ['key-compromise', 'ca-compromise', 'superseded', 'cessation-of-operation']

/** `ringwall ca revoke`: takes certificates back, and publishes the list that says so in the same step. */
export async function runRevoke(what: string, options: Options, context: CaContext): Promise<number> {
  const store = storeOf(options, context)
  const revoked = { at: context.now.toISOString(), reason: choice('--reason', options['reason'], reasons) }
  const serial = what.replaceAll(':', '').toUpperCase()
  const { state } = store
  const leaves = state.issued.filter((each) => each.revoked === undefined && (each.name === what || each.serial === serial))
  const authorities = state.authorities.filter(({ id, role, revoked: before }) => id === what && role !== 'root' && before === undefined)
  if (authorities.some(({ id }) => id === issuingOf(state).id))
    throw new RingwallError('usage', `${what}: it is the one that issues`, { hint: '"ringwall ca rotate issuing" first' })
  if (leaves.length + authorities.length === 0)
    throw new RingwallError('usage', `${what}: there is no certificate of that name or serial that counts`, {
      hint: 'a root is not taken back, but replaced: "ringwall ca rotate start"',
    })
  const next: CaState = {
    ...state,
    issued: state.issued.map((each) => (leaves.includes(each) ? { ...each, revoked } : each)),
    authorities: state.authorities.map((each) => (authorities.includes(each) ? { ...each, revoked, phase: 'dropped' } : each)),
  }
  await commitWithLists(store, next, passphrases(options, context), context, false)
  for (const each of leaves) say(context, `${each.name}: taken back, serial ${each.serial}`)
  for (const each of authorities) say(context, `${each.id}: taken back`)
  say(context, `who checks ${store.shown}/crl.pem refuses it as soon as that has it`)
  return exit.clean
}

/** `ringwall ca crl`: lists anew, before the old ones end. */
export async function runCrl(options: Options, context: CaContext): Promise<number> {
  const store = storeOf(options, context)
  const after = await commitWithLists(store, store.state, passphrases(options, context), context, options['all'] === true)
  for (const { id, list } of after.state.authorities)
    if (list !== undefined) say(context, `${id}: list ${list.number}, counts until ${dateText(list.nextUpdate)}`)
  return exit.clean
}
