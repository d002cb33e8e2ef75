import type { AccountState } from '../../state/types.ts'
import type { Once } from '../once.ts'
import type { Hashing } from './hashing.ts'
import type { AccountSecrets } from './secrets.ts'

export interface LocalSettings {
  /** What the guard is called: in authenticator apps, and by browsers. */
  readonly name: string
  readonly store: AccountState
  readonly hashing: Hashing
  readonly secrets: Pick<AccountSecrets, 'seal' | 'open'>
  /** Whether an account without a second factor gets in. */
  readonly secondFactor: 'required' | 'optional'
  /** The domain that all protected hosts are of, where its keys are of all of them; else each host has its own. */
  readonly domain?: string
  /** Scheme, host and port of a protected host, as browsers see it. */
  readonly origin: (host: string) => string
  readonly hosts: readonly string[]
  readonly once: Once
  /** Told before an account is changed by its owner; what rejects is a refusal. */
  readonly telling: (account: string, change: 'password' | 'second-factor') => Promise<void>
  readonly random: (bytes: number) => Buffer
  readonly now: () => number
}
