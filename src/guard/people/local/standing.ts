import type { AccountRecord } from '../../state/types.ts'
import type { HalfWay, Recognised } from '../types.ts'
import { hasSecondFactor, passwordMark, recognised } from './account.ts'
import type { Party } from './passkeys.ts'
import type { LocalSettings } from './settings.ts'

/** The account of a log-in that is under way, as it is now; undefined where it is disabled, or has another password by now. */
export async function standing({ account, mark }: Pick<HalfWay, 'account' | 'mark'>, { store }: LocalSettings): Promise<AccountRecord | undefined> {
  const found = await store.find(account)
  return found === undefined || found.disabled || passwordMark(found) !== mark ? undefined : found
}

/** For whom browsers make and ask for keys on a protected host. */
export function partyOf(host: string, { name, domain, origin }: LocalSettings): Party {
  return { name, domain: domain ?? host, origin: origin(host) }
}

/** What somebody has to do yet whose password was right. */
export function nextFor(account: AccountRecord, { secondFactor }: Pick<LocalSettings, 'secondFactor'>): HalfWay | Recognised {
  const half = { account: account.name, mark: passwordMark(account) }
  if (hasSecondFactor(account)) return { ...half, next: 'second-factor' }
  return secondFactor === 'required' ? { ...half, next: 'enrolment' } : recognised(account, false)
}
