import { StateFault } from '../../state/fault.ts'
import type { AccountRecord, AccountState } from '../../state/types.ts'
import { accountName, changed } from './account.ts'
import type { Hashing } from './hashing.ts'
import { newInvitation } from './invitation.ts'
import { problemOfPassword } from './passwords.ts'

/** Told right before a change, when nothing else stands against it; what rejects is a refusal. */
export type Telling = () => Promise<void>

/** What the operator does with accounts. */
export interface AccountOffice {
  readonly list: () => Promise<readonly AccountRecord[]>
  /** Rejects with a RangeError for what is no name, no group or no password; `conflict` where it is there. Without a password there is an invitation. */
  readonly add: (wanted: AccountWanted, telling?: Telling) => Promise<Invited>
  /** A new invitation; the password and all second factors are gone. Undefined where there is no such account. */
  readonly reset: (name: string, telling?: Telling) => Promise<Invited | undefined>
  /** False where there is no such account. */
  readonly setDisabled: (name: string, disabled: boolean, telling?: Telling) => Promise<boolean>
}

export interface AccountWanted {
  readonly name: string
  readonly groups: readonly string[]
  readonly password?: string
}

export interface Invited {
  readonly name: string
  /** Shown once. */
  readonly invitation?: string
  readonly until?: number
}

export interface OfficeSettings {
  readonly store: AccountState
  readonly hashing: Hashing
  /** What a password may not be. */
  readonly names: readonly string[]
  readonly random: (bytes: number) => Buffer
  readonly now: () => number
}

const groupName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

export function accountOffice({ store, hashing, names, random, now }: OfficeSettings): AccountOffice {
  // nobody knows it, and whoever tries one makes as much work as with any other account
  const unknowable = (): Promise<string> => hashing.hash(random(32).toString('base64url'))
  return {
    list: () => store.list(),
    add: async ({ name, groups, password }, telling) => {
      if (!accountName.test(name)) throw new RangeError('a name has lower-case letters, digits and ._@+- between them, a hundred at most')
      if (groups.some((group) => !groupName.test(group))) throw new RangeError('a group has letters, digits and ._-, sixty-four at most')
      const problem = password === undefined ? undefined : problemOfPassword(password, name, names)
      if (problem !== undefined) throw new RangeError(problem)
      if ((await store.find(name)) !== undefined) throw new StateFault('conflict', 'it is there already')
      await telling?.()
      const invitation = password === undefined ? newInvitation(name, random, now()) : undefined
      await store.add({
        name,
        password: await (password === undefined ? unknowable() : hashing.hash(password)),
        ...(invitation === undefined ? {} : { invitation: { hash: invitation.hash, until: invitation.until } }),
        passkeys: [],
        recovery: [],
        groups: [...new Set(groups)].toSorted(),
        disabled: false,
        created: now(),
        version: 1,
      })
      return invitation === undefined ? { name } : { name, invitation: invitation.text, until: invitation.until }
    },
    reset: async (name, telling) => {
      const account = await store.find(name)
      if (account === undefined) return undefined
      await telling?.()
      const { text, hash, until } = newInvitation(name, random, now())
      const password = await unknowable()
      await store.change(changed(account, { password, invitation: { hash, until }, oneTime: undefined, passkeys: [], recovery: [] }))
      return { name, invitation: text, until }
    },
    setDisabled: async (name, disabled, telling) => {
      const account = await store.find(name)
      if (account === undefined) return false
      await telling?.()
      await store.change(changed(account, { disabled }))
      return true
    },
  }
}
