import type { HbaRow } from '../../formats/pg-hba.ts'
import type { Observation } from '../../model/technology.ts'
import type { Access, PlacedRow } from './access.ts'
import { fromAnywhere, fromNetwork, namesAll } from './access.ts'

/** One thing that a row of pg_hba.conf should not do. */
interface RowRule extends Pick<Observation, 'concern' | 'message' | 'expected' | 'fix' | 'stake'> {
  readonly fault: (row: HbaRow) => boolean
  readonly actual: (row: HbaRow) => string
}

const rules: readonly RowRule[] = [
  {
    concern: 'password-policy',
    fault: ({ method }) => method === 'md5' || method === 'password',
    message: 'A row of pg_hba.conf takes passwords as MD5 or in clear text: what is overheard or stolen serves to log in',
    expected: 'scram-sha-256',
    actual: ({ method }) => method,
    fix: 'write scram-sha-256, and let the accounts set their passwords again',
    stake: 'defence',
  },
  {
    concern: 'over-privileged-default',
    fault: (row) => !fromNetwork(row) && row.method === 'trust',
    message: 'A row of pg_hba.conf makes everybody on the machine any account of the database, the superuser too',
    expected: 'peer or scram-sha-256',
    actual: ({ type }) => `${type} trust`,
    fix: 'write peer for local rows, scram-sha-256 for those of loopback',
    stake: 'data',
  },
  {
    concern: 'allow-list',
    fault: (row) => row.method !== 'reject' && fromNetwork(row) && fromAnywhere(row),
    message: 'A row of pg_hba.conf lets clients of every address try to log in',
    expected: 'the addresses of the clients',
    actual: ({ users, databases }) => (namesAll(users) && namesAll(databases) ? 'every account from everywhere' : 'from everywhere'),
    fix: 'name the addresses, the database and the account of each client',
    stake: 'defence',
  },
]

/** What the rows allow, one observation for each rule: where it is broken, or that it is kept. */
export function observeAccess({ rows, file, partial }: Access): readonly Observation[] {
  return rules.map(({ fault, actual, ...rule }): Observation => {
    const faulty = rows.filter(({ row }) => fault(row))
    const [first] = faulty
    const common = { ...rule, key: 'pg_hba.conf', basis: 'configured' as const }
    if (first !== undefined) return { ...common, verdict: 'unsafe', trail: placesOf(faulty), actual: actual(first.row) }
    return {
      ...common,
      verdict: partial ? 'unknown' : 'safe',
      trail: [{ file: file.file, line: 1 }],
      actual: partial ? 'not read to its end' : 'no such row',
    }
  })
}

function placesOf(rows: readonly PlacedRow[]): Observation['trail'] {
  return rows.map(({ at }) => at)
}
