import type { AclState } from '../acl/types.ts'
import type { Seen } from '../browser/csp/seen.ts'
import type { KeyRecord } from '../keys/life.ts'

// times are milliseconds since 1970

/** What the guard keeps. Every call rejects with a StateFault where it cannot be done or known, which a caller turns into a deny. */
export interface GuardState {
  readonly keys: KeyState
  readonly sessions: SessionState
  readonly accounts: AccountState
  readonly rights: RightState
  readonly spent: SpentState
  readonly budgets: BudgetState
  readonly reports: ReportState
  readonly epoch: EpochState
  /** Takes away what ended before: spent tokens, windows of budgets, sessions, reports that did not come again for thirty days. Keys and accounts stay. Gives how many that were. */
  readonly sweep: (now: number) => Promise<number>
  readonly close: () => Promise<void>
}

export interface KeyState {
  /** `conflict` where its id or hash is there. */
  readonly add: (key: KeyRecord) => Promise<void>
  readonly find: (hash: string) => Promise<KeyRecord | undefined>
  readonly list: () => Promise<readonly KeyRecord[]>
  /** Ends it, for all guards; the first moment stays. False where there is no such key. */
  readonly revoke: (id: string, at: number) => Promise<boolean>
  /** The old one as it is after a rotation, and its successor: both or none. `conflict` where the old one was changed meanwhile. */
  readonly rotate: (old: KeyRecord, next: KeyRecord) => Promise<void>
  /** Last uses, by id: written together, never back in time. */
  readonly used: (uses: ReadonlyMap<string, number>) => Promise<void>
}

export interface SessionRecord {
  /** Public name. */
  readonly id: string
  /** Of the reference in the cookie, by `sessionHash`. */
  readonly hash: string
  /** The protected host that the cookie is of. */
  readonly host: string
  readonly person: { readonly id: string; readonly name: string; readonly groups: readonly string[] }
  readonly secondFactor: boolean
  readonly how: 'local' | 'ldap' | 'saml' | 'oidc'
  /** What the identity provider calls it, for log-outs that begin there. */
  readonly provider?: string
  readonly created: number
  readonly seen: number
  /** When the directory last said that this person is there. */
  readonly checked: number
  /** At the latest. */
  readonly expires: number
}

export interface SessionState {
  readonly add: (session: SessionRecord) => Promise<void>
  readonly find: (hash: string) => Promise<SessionRecord | undefined>
  readonly list: (person?: string) => Promise<readonly SessionRecord[]>
  /** Never back in time; groups as the directory has them now. False where it has ended. */
  readonly touch: (id: string, seen: { readonly seen?: number; readonly checked?: number; readonly groups?: readonly string[] }) => Promise<boolean>
  /** Ends those that all of this is true of, for all guards; gives their public names. Without any condition none. */
  readonly end: (which: { readonly id?: string; readonly person?: string; readonly provider?: string }) => Promise<readonly string[]>
}

/** An account of the guard's own. */
export interface AccountRecord {
  /** As it is typed to log in: exact. */
  readonly name: string
  /** PHC string of argon2id. */
  readonly password: string
  /** Secret of one-time passwords, sealed by the caller: `sealed:` and what only it can open. */
  readonly oneTime?: string | undefined
  /** Public keys of WebAuthn, as the library keeps them. */
  readonly passkeys: readonly Readonly<Record<string, unknown>>[]
  /** Hashes of recovery codes that were not used: `r1:`. */
  readonly recovery: readonly string[]
  /** To choose a password, until then: `i1:` and its hash. */
  readonly invitation?: { readonly hash: string; readonly until: number } | undefined
  readonly groups: readonly string[]
  readonly disabled: boolean
  readonly created: number
  /** Counts up with each change. */
  readonly version: number
}

export interface AccountState {
  readonly add: (account: AccountRecord) => Promise<void>
  readonly find: (name: string) => Promise<AccountRecord | undefined>
  readonly list: () => Promise<readonly AccountRecord[]>
  /** In the place of the version before; `conflict` where that was changed meanwhile. Ends nothing by itself. */
  readonly change: (account: AccountRecord) => Promise<void>
  readonly remove: (name: string) => Promise<boolean>
}

export interface RightState {
  readonly load: () => Promise<AclState>
  /** In the place of the state of this epoch; `conflict` where another guard changed it meanwhile. */
  readonly keep: (state: AclState, before: number) => Promise<void>
}

export interface SpentState {
  /** True for the first who spends it, until it ends; a token, or an id of a message that counts once. The name is a hash where it would let somebody in. */
  readonly spend: (name: string, expires: number, now: number) => Promise<boolean>
}

export interface BudgetState {
  /** How often this was within its window, this time counted: a window begins with the first time after the last one ended. */
  readonly take: (name: string, window: number, now: number) => Promise<number>
  readonly reset: (name: string) => Promise<void>
}

/** What browsers reported of the policies of sites: a bounded number of kinds for each. */
export interface ReportState {
  /** Counts are added up. What would be one kind too many is not kept. */
  readonly add: (seen: readonly Seen[]) => Promise<void>
  readonly list: (host: string) => Promise<readonly Seen[]>
  /** Begins anew; gives how many kinds there were. */
  readonly forget: (host: string) => Promise<number>
}

export interface EpochState {
  /** Each revocation and each change of rights, sessions or accounts counts it up, in the transaction of the change. */
  readonly read: () => Promise<number>
  /**
   * Calls it soon after the epoch was counted up by anybody (PostgreSQL: at once, by NOTIFY), and when it may have been; gives what ends that.
   */
  readonly watch: (changed: (epoch: number) => void) => () => void
  /** Whether a change was announced that is not read yet: nothing that was remembered may allow meanwhile. One of this guard is at once. */
  readonly isBehind: () => boolean
  /** Milliseconds since it was last known which epoch holds: beyond a second or two nothing that was remembered may allow. */
  readonly age: () => number
}
