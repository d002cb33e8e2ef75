import { expect } from 'vitest'
import { keyHash } from '../../src/guard/keys/hash.ts'
import type { KeyRecord } from '../../src/guard/keys/life.ts'
import type { StateFaultCode } from '../../src/guard/state/fault.ts'
import { sessionHash } from '../../src/guard/state/hashes.ts'
import { guardState } from '../../src/guard/state/open.ts'
import type { Database } from '../../src/guard/state/sql.ts'
import type { AccountRecord, GuardState, SessionRecord } from '../../src/guard/state/types.ts'

export const pepper: Buffer = Buffer.alloc(32, 5)
const clock = {
  monotonic: () => performance.now(),
  every(milliseconds: number, call: () => void) {
    const timer = setInterval(call, milliseconds)
    return () => clearInterval(timer)
  },
}
const password = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$RdescudvJCsgt3ub+b7dWRWJTmaaJObG'

export function key(id: string, more: Partial<KeyRecord> = {}): KeyRecord {
  const hash = keyHash(`the key ${id}`, pepper)
  return {
    id,
    hash,
    ending: 'xYz9',
    owner: 'reporting',
    purpose: 'nightly "report"',
    scopes: [{ host: 'shop.example', methods: ['GET'], segments: ['orders', undefined], below: false }],
    sources: ['192.0.2.0/24'],
    created: 1_000,
    expires: 2_000_000_000_000,
    ...more,
  }
}

export function session(id: string, more: Partial<SessionRecord> = {}): SessionRecord {
  return {
    id,
    hash: sessionHash(`the reference ${id}`),
    host: 'shop.example',
    person: { id: 'ldap:uid=ada', name: 'Ada \u00d6', groups: ['staff'] },
    secondFactor: true,
    how: 'ldap',
    created: 1_000,
    seen: 1_000,
    checked: 1_000,
    expires: 50_000,
    ...more,
  }
}

export function account(name: string, more: Partial<AccountRecord> = {}): AccountRecord {
  return { name, password, passkeys: [{ id: 'k', counter: 3 }], recovery: [], groups: ['staff'], disabled: false, created: 1, version: 1, ...more }
}

export function fault(code: StateFaultCode): object {
  return expect.objectContaining({ name: 'StateFault', code }) as object
}

/** Two guards on one database. */
export interface Harness {
  readonly opened: () => Promise<{ readonly database: Database; readonly state: GuardState }>
  /** Opens one, and closes it behind the work. */
  readonly using: (work: (state: GuardState, database: Database) => Promise<void>) => Promise<void>
}

export function harness(open: () => Promise<Database>): Harness {
  const opened: Harness['opened'] = async () => {
    const database = await open()
    return { database, state: guardState(database, clock) }
  }
  return {
    opened,
    async using(work) {
      const { database, state } = await opened()
      try {
        await work(state, database)
      } finally {
        await state.close()
      }
    },
  }
}
