import { createHash, randomBytes } from 'node:crypto'
import type { Hashing } from '../../src/guard/people/local/hashing.ts'
import type { LocalAccounts } from '../../src/guard/people/local/index.ts'
import { localAccounts } from '../../src/guard/people/local/index.ts'
import type { AccountOffice } from '../../src/guard/people/local/manage.ts'
import { accountOffice } from '../../src/guard/people/local/manage.ts'
import type { AccountSecrets } from '../../src/guard/people/local/secrets.ts'
import { accountSecrets } from '../../src/guard/people/local/secrets.ts'
import type { LocalSettings } from '../../src/guard/people/local/settings.ts'
import { memoryAccounts } from './memory-accounts.ts'
import { memoryOnce } from './memory-once.ts'

export interface LocalWorld {
  readonly accounts: LocalAccounts
  readonly office: AccountOffice
  readonly secrets: AccountSecrets
  readonly store: ReturnType<typeof memoryAccounts>
  /** What the hashing was asked, in order. */
  readonly hashed: ('hash' | 'verify')[]
  /** What was told before a change. */
  readonly told: string[]
  readonly clock: { at: number }
}

/** Stands in for argon2id where that is not what is asked about. */
const quick: Hashing = {
  hash: (password) => Promise.resolve(`$argon2id$quick$${createHash('sha256').update(password).digest('base64')}`),
  verify: async (kept, password) => kept === (await quick.hash(password)),
}

/** Accounts of the guard's own over a store in memory; what is hashed is counted. */
export function localWorld(more: Partial<LocalSettings> = {}): LocalWorld {
  const store = memoryAccounts()
  const hashed: ('hash' | 'verify')[] = []
  const told: string[] = []
  const clock = { at: Date.now() }
  const now = (): number => clock.at
  const secrets = accountSecrets('a secret of the test with more than 32 bytes', randomBytes)
  const hashing: Hashing = {
    hash: (password) => (hashed.push('hash'), quick.hash(password)),
    verify: (kept, password) => (hashed.push('verify'), quick.verify(kept, password)),
  }
  const accounts = localAccounts({
    name: 'trial',
    store,
    hashing,
    secrets,
    secondFactor: 'required',
    origin: (host) => `https://${host}:8443`,
    hosts: ['localhost'],
    once: memoryOnce(now),
    random: randomBytes,
    now,
    telling: async (account, change) => void told.push(`${account} ${change}`),
    ...more,
  })
  return {
    accounts,
    office: accountOffice({ store, hashing, names: ['trial', 'localhost'], random: randomBytes, now }),
    secrets,
    store,
    hashed,
    told,
    clock,
  }
}

/** A password that nobody guesses. */
export const goodPassword = 'plum-Vat9-orbit-Kelp'
