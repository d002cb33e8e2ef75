import { resolve } from 'node:path'
import { RingwallError } from '../../model/error.ts'
import { exit } from '../io.ts'
import type { CaContext, Options } from './context.ts'
import { day, say, storeOf } from './context.ts'
import { deliveredSerial } from './deliver.ts'
import { issueAll } from './issue.ts'
import { daysOption } from './numbers.ts'
import { passphrases, unlocked } from './passphrase.ts'
import { commitWithLists, listsAreDue } from './publish.ts'
import type { IssuedRecord } from './state.ts'
import { inUse, issuingOf } from './state.ts'
import type { Store } from './store.ts'

/** `ringwall ca renew`: the next certificate, with a new key, for those that are named, or for all that are due; then also the lists that are. */
export async function runRenew(names: readonly string[], options: Options, context: CaContext): Promise<number> {
  const store = storeOf(options, context)
  const current = inUse(store.state)
  const unknown = names.filter((name) => !current.some((each) => each.name === name))
  if (unknown.length > 0)
    throw new RingwallError('usage', `${unknown.join(', ')}: there is no certificate of that name`, { hint: '"ringwall ca status" lists them' })
  const wanted = current.filter((each) => (names.length > 0 ? names.includes(each.name) : options['all'] === true || isDue(each, store, context.now)))
  const secrets = passphrases(options, context)
  const mayListsBeDue = names.length === 0 && listsAreDue(store, context.now)
  if (wanted.length === 0 && !mayListsBeDue) {
    say(context, 'nothing is due')
    return exit.clean
  }
  const issuing = await unlocked(store, issuingOf(store.state), secrets)
  const wishes = wanted.map((wish) => ({
    wish: wishOf(wish),
    days: options['days'] === undefined ? lifeDays(wish) : daysOption(options, 'days', '--days'),
  }))
  const after = wishes.length === 0 ? store : await issueAll(store, issuing, wishes, context)
  if (mayListsBeDue) {
    await commitWithLists(after, after.state, secrets, context, false)
    say(context, `${store.shown}/crl.pem: new revocation lists`)
  }
  return exit.clean
}

/** Two thirds of its life are over, it was taken back, its authority is not the one that issues any more, or its component does not have it. */
export function isDue(record: IssuedRecord, store: Store, now: Date): boolean {
  return record.issuer !== issuingOf(store.state).id || dueReason(record, store, now) !== undefined
}

/** Why a certificate has to be renewed at once; undefined when it has not. */
export function dueReason(record: IssuedRecord, store: Store, now: Date): string | undefined {
  const [from, to] = [Date.parse(record.notBefore), Date.parse(record.notAfter)]
  if (record.revoked !== undefined) return 'taken back'
  if (to <= now.getTime()) return 'expired'
  if (deliveredSerial(resolve(store.folder, record.out), record.name) !== record.serial) return 'not delivered'
  return to - now.getTime() < (to - from) / 3 ? 'due' : undefined
}

function wishOf({ name, names, usage, key, out, owner, stores }: IssuedRecord): Parameters<typeof issueAll>[2][number]['wish'] {
  return { name, names, usage, key, out, ...(owner === undefined ? {} : { owner }), ...(stores === undefined ? {} : { stores }) }
}

function lifeDays({ notBefore, notAfter }: IssuedRecord): number {
  return Math.max(1, Math.floor((Date.parse(notAfter) - Date.parse(notBefore)) / day))
}
