import { createHash } from 'node:crypto'
import type { AccountRecord } from '../../state/types.ts'
import type { NotRecognised, Recognised } from '../types.ts'
import type { Passkey } from './passkeys.ts'

/** As they are typed to log in, in any case; rights are given to `person:local:NAME`. */
export const accountName: RegExp = /^[a-z0-9](?:[a-z0-9._@+-]{0,98}[a-z0-9])?$/

/** The account that a typed name may be of: names are in one spelling, so that tries for one are counted as one. */
export function nameTyped(text: string): string | undefined {
  const name = text.normalize('NFKC').trim().toLowerCase()
  return accountName.test(name) ? name : undefined
}

export function recognised({ name, groups }: AccountRecord, secondFactor: boolean): Recognised {
  return { id: personId(name), name, groups: groups.map((group) => `local:${group}`), secondFactor }
}

export function personId(account: string): string {
  return `local:${account}`
}

/** Says which password it was that somebody knew, and nothing about it: another one makes another mark. */
export function passwordMark({ password }: AccountRecord): string {
  return createHash('sha256').update(password).digest('base64url').slice(0, 22)
}

export function passkeysOf({ passkeys }: AccountRecord): readonly Passkey[] {
  // only this program writes them, and the library refuses what is none
  return passkeys as unknown as readonly Passkey[]
}

export function hasSecondFactor({ oneTime, passkeys }: AccountRecord): boolean {
  return oneTime !== undefined || passkeys.length > 0
}

/** The next version, to be kept in the place of this one. */
export function changed(account: AccountRecord, change: Partial<Omit<AccountRecord, 'name' | 'created' | 'version'>>): AccountRecord {
  return { ...account, ...change, version: account.version + 1 }
}

export function wrong(detail: string): NotRecognised {
  return { refused: 'wrong', detail }
}
