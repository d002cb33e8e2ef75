import type { Observation } from '../../model/technology.ts'

/** A row of pg_hba_file_rules: type, databases, accounts, address, mask, method, error. */
interface AccessRow {
  readonly type: string
  readonly databases: string
  readonly users: string
  readonly address: string
  readonly mask: string
  readonly method: string
}

interface RowRule extends Pick<Observation, 'concern' | 'message' | 'expected' | 'fix' | 'stake'> {
  readonly fault: (row: AccessRow) => boolean
  readonly actual: (row: AccessRow) => string
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
    fault: (row) => row.method === 'trust',
    message: 'A row of pg_hba.conf makes everybody whom it fits any account of the database, the superuser too',
    expected: 'peer or scram-sha-256',
    actual: ({ type }) => `${type} trust`,
    fix: 'write peer for local rows, scram-sha-256 for the others',
    stake: 'data',
  },
  {
    concern: 'allow-list',
    fault: (row) => row.method !== 'reject' && row.type !== 'local' && isAnywhere(row),
    message: 'A row of pg_hba.conf lets clients of every address try to log in',
    expected: 'the addresses of the clients',
    actual: ({ users, databases }) => (users === 'all' && databases === 'all' ? 'every account from everywhere' : 'from everywhere'),
    fix: 'name the addresses, the database and the account of each client',
    stake: 'defence',
  },
  {
    concern: 'tls-policy',
    fault: ({ type, method, address }) => (type === 'host' || type === 'hostnossl') && method !== 'reject' && !isNear(address),
    message: 'A row of pg_hba.conf takes clients from other machines without TLS',
    expected: 'hostssl',
    actual: ({ type }) => type,
    fix: 'write hostssl in place of host',
    stake: 'traffic',
  },
]

/** What the rows of the server's own file allow, one observation for each rule: where it is broken, or that it is kept. */
export function observeRules(rows: readonly (readonly string[])[]): readonly Observation[] {
  const access = rows
    .filter((row) => (row[6] ?? '') === '')
    .map(([type = '', databases = '', users = '', address = '', mask = '', method = '']): AccessRow => ({
      type,
      databases,
      users,
      address,
      mask,
      method,
    }))
  const isWhole = access.length === rows.length && rows.length > 0
  return rules.map(({ fault, actual, ...rule }): Observation => {
    const first = access.find(fault)
    const common = { ...rule, key: 'pg_hba.conf', trail: [], basis: 'observed' } as const
    if (first !== undefined) return { ...common, verdict: 'unsafe', actual: actual(first) }
    return { ...common, verdict: isWhole ? 'safe' : 'unknown', actual: isWhole ? 'no such row' : 'a row that the server does not understand' }
  })
}

function isAnywhere({ address, mask }: AccessRow): boolean {
  return address === 'all' || ((address === '0.0.0.0' || address === '::') && /^(?:0\.0\.0\.0|::)$/.test(mask))
}

function isNear(address: string): boolean {
  return address.startsWith('127.') || address === '::1' || address === 'localhost'
}
