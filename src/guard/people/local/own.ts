import { timingSafeEqual } from 'node:crypto'
import type { AccountRecord } from '../../state/types.ts'
import type { HalfWay, NotRecognised, Recognised } from '../types.ts'
import { changed, hasSecondFactor, passkeysOf, passwordMark, wrong } from './account.ts'
import { invitationHash } from './invitation.ts'
import type { Passkey } from './passkeys.ts'
import { problemOfPassword } from './passwords.ts'
import { newRecoveryCodes } from './recovery.ts'
import type { LocalSettings } from './settings.ts'
import { nextFor } from './standing.ts'

/** A new password that is not taken, in words for whoever chose it. */
export interface Unfit {
  readonly problem: string
}

type Half = Pick<HalfWay, 'account' | 'mark'>

/** What somebody does with their own account. Each but the first two takes the password. What rejects is a refusal. */
export interface OwnAccount {
  readonly shown: (
    account: string,
  ) => Promise<{ readonly hasApp: boolean; readonly codes: number; readonly passkeys: readonly Passkey[] } | undefined>
  /** The first password, by an invitation of the operator; `name~code`. */
  readonly invited: (invitation: string, password: string) => Promise<HalfWay | Recognised | NotRecognised | Unfit>
  readonly confirm: (account: string, password: string) => Promise<Half | NotRecognised>
  readonly password: (account: string, current: string, next: string) => Promise<Half | NotRecognised | Unfit>
  /** New codes in place of all others. */
  readonly recovery: (account: string, current: string) => Promise<readonly string[] | NotRecognised>
  readonly removePasskey: (account: string, current: string, id: string) => Promise<'removed' | NotRecognised | Unfit>
}

export type Known = (name: string, password: string) => Promise<AccountRecord | NotRecognised>

export function ownAccount(settings: LocalSettings, known: Known): OwnAccount {
  const { store, hashing, random, now } = settings
  const withPassword = async (account: AccountRecord, password: string): Promise<AccountRecord | Unfit> => {
    const problem = problemOfPassword(password, account.name, [settings.name, ...settings.hosts])
    if (problem !== undefined) return { problem }
    const next = changed(account, { password: await hashing.hash(password), invitation: undefined })
    await settings.telling(account.name, 'password')
    await store.change(next)
    return next
  }
  return {
    shown: async (name) => {
      const account = await store.find(name)
      return account === undefined
        ? undefined
        : { hasApp: account.oneTime !== undefined, codes: account.recovery.length, passkeys: passkeysOf(account) }
    },
    invited: async (invitation, password) => {
      const [name = '', code = ''] = invitation.trim().split('~')
      const account = await store.find(name.slice(0, 100))
      const given =
        account?.disabled === false && account.invitation !== undefined && now() < account.invitation.until ? account.invitation : undefined
      const isIt = timingSafeEqual(Buffer.from(invitationHash(code)), Buffer.from(given?.hash ?? invitationHash(random(32).toString('base64url'))))
      if (account === undefined || given === undefined || !isIt) return wrong('no invitation in force')
      const next = await withPassword(account, password)
      return 'problem' in next ? next : nextFor(next, settings)
    },
    confirm: async (name, password) => {
      const account = await known(name, password)
      return 'refused' in account ? account : { account: account.name, mark: passwordMark(account) }
    },
    password: async (name, current, next) => {
      const account = await known(name, current)
      if ('refused' in account) return account
      if (current === next) return { problem: 'The new password is the old one.' }
      const made = await withPassword(account, next)
      return 'problem' in made ? made : { account: name, mark: passwordMark(made) }
    },
    recovery: async (name, current) => {
      const account = await known(name, current)
      if ('refused' in account) return account
      const codes = newRecoveryCodes(random)
      await settings.telling(name, 'second-factor')
      await store.change(changed(account, { recovery: codes.hashes }))
      return codes.texts
    },
    removePasskey: async (name, current, id) => {
      const account = await known(name, current)
      if ('refused' in account) return account
      const next = changed(account, { passkeys: account.passkeys.filter((key) => key['id'] !== id) })
      if (settings.secondFactor === 'required' && !hasSecondFactor(next))
        return { problem: 'It is the only second factor: set up another one first.' }
      await settings.telling(name, 'second-factor')
      await store.change(next)
      return 'removed'
    },
  }
}
