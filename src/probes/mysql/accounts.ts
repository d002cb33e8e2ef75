import type { Observation } from '../../model/technology.ts'
import { namesFrom } from '../../protocols/names.ts'

const strong = ['SUPER', 'GRANT OPTION', 'FILE', 'CREATE USER', 'SHUTDOWN'] as const
const wide = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'DROP', 'ALTER'] as const
const columns = [...strong, ...wide].map((right) => `${right === 'GRANT OPTION' ? 'Grant' : right.toLowerCase().replace(' ', '_')}_priv`)

/**
 * Rows of mysql.user: name, host, plugin, whether the password is empty, whether somebody may log in, then the rights on everything. What
 * is stored of a password is never asked for.
 */
export function accountsSql(family: 'mysql' | 'mariadb'): string {
  // roles are accounts that are locked in MySQL; the view of MariaDB does not tell what is locked, its own account is (10.4 and later)
  const isAccount = family === 'mariadb' ? "is_role <> 'Y' AND User <> 'mariadb.sys'" : "account_locked <> 'Y'"
  return `SELECT User, Host, plugin, authentication_string = '', ${isAccount}, ${columns.join(', ')} FROM mysql.user`
}

/** Accounts and the roles that they hold: name, host, role. */
export function rolesSql(family: 'mysql' | 'mariadb'): string {
  return family === 'mariadb' ? 'SELECT User, Host, Role FROM mysql.roles_mapping' : 'SELECT TO_USER, TO_HOST, FROM_USER FROM mysql.role_edges'
}

interface AccountRow {
  readonly name: string
  readonly user: string
  readonly host: string
  readonly plugin: string
  readonly empty: boolean
  readonly isAccount: boolean
  /** Rights on everything, its roles' too. */
  readonly rights: ReadonlySet<string>
}

/** Ways to log in for which an empty text means that no password is needed. */
const byPassword: ReadonlySet<string> = new Set([
  '',
  'mysql_native_password',
  'caching_sha2_password',
  'sha256_password',
  'mysql_old_password',
  'ed25519',
])
const near: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1'])

interface AccountRule extends Pick<Observation, 'concern' | 'key' | 'message' | 'expected' | 'fix' | 'stake'> {
  readonly fault: (account: AccountRow) => boolean
  /** It is asked of accounts that clients name, and of nobody else. */
  readonly ofClients?: boolean
  /** What is worth naming of the account beside its name. */
  readonly rights?: readonly string[]
}

const rules: readonly AccountRule[] = [
  {
    concern: 'password-policy',
    key: 'accounts without a password',
    fault: ({ empty, plugin, user }) => empty && byPassword.has(plugin) && user !== '',
    message: 'Accounts need no password',
    expected: 'none',
    fix: 'ALTER USER name IDENTIFIED BY a long password, or DROP USER',
    stake: 'data',
  },
  {
    concern: 'anonymous-access',
    key: 'anonymous accounts',
    fault: ({ user }) => user === '',
    message: 'There is an account without a name: everybody fits it',
    expected: 'none',
    fix: "DROP USER ''@host",
    stake: 'data',
  },
  {
    concern: 'allow-list',
    key: 'root from other machines',
    fault: ({ user, host }) => user === 'root' && !near.has(host),
    message: 'root may log in from other machines',
    expected: 'root@localhost alone',
    fix: 'DROP USER root@host for every host but localhost',
    stake: 'takeover',
  },
  {
    concern: 'over-privileged-default',
    key: 'roles',
    ofClients: true,
    rights: strong,
    fault: ({ rights }) => strong.some((right) => rights.has(right)),
    message:
      'The account of a client may administer the server, use its files or hand on its rights: whoever takes the client over has the whole server',
    expected: 'rights on its own database alone',
    fix: 'REVOKE SUPER, GRANT OPTION, FILE, CREATE USER, SHUTDOWN ON *.* FROM the account and its roles',
    stake: 'takeover',
  },
  {
    concern: 'over-privileged-default',
    key: 'rights on every database',
    ofClients: true,
    rights: wide,
    fault: ({ rights }) => wide.some((right) => rights.has(right)),
    message: 'The account of a client has rights on every database of the server, that of the accounts too',
    expected: 'rights on its own database alone',
    fix: 'REVOKE ALL ON *.* FROM the account, and GRANT what it needs ON its database.*',
    stake: 'data',
  },
  {
    concern: 'allow-list',
    key: 'clients from everywhere',
    ofClients: true,
    fault: ({ host }) => /^%*$/.test(host),
    message: 'The account of a client may log in from every address',
    expected: 'the addresses of the client',
    fix: "RENAME USER name@'%' TO name@'the address or network of the client'",
    stake: 'hygiene',
  },
]

type Rows = readonly (readonly string[])[]

/** `held`: rows of `rolesSql`; absent where they may not be read: then it is open what a role gives. */
export function observeAccounts(rows: Rows, users: readonly string[], held: Rows | undefined): readonly Observation[] {
  const every = rows.map(accountOf)
  const accounts = every.filter(({ isAccount }) => isAccount).map((account) => ({ ...account, rights: allRights(account, every, held ?? []) }))
  const clients = accounts.filter(({ user }) => users.includes(user))
  return rules.flatMap(({ fault, ofClients, rights, ...rule }): Observation[] => {
    const asked = ofClients === true ? clients : accounts
    if (ofClients === true && clients.length === 0) return []
    const words = asked.filter(fault).map((account) => wordOf(account, rights))
    const common = { ...rule, trail: [], basis: 'observed' } as const
    if (words.length > 0) return [{ ...common, verdict: 'unsafe', actual: words.join(', ') }]
    if (rights !== undefined && held === undefined)
      return [{ ...common, verdict: 'unknown', actual: 'none of its own; what roles give is not known' }]
    return [{ ...common, verdict: 'safe', actual: 'none' }]
  })
}

function accountOf([user = '', host = '', plugin = '', empty, isAccount, ...flags]: readonly string[]): AccountRow {
  const rights = new Set([...strong, ...wide].filter((_right, index) => flags[index] === 'Y'))
  return { name: `${user}@${host}`, user, host, plugin, empty: empty === '1', isAccount: isAccount === '1', rights }
}

/** Its own and those of all roles that it may take, and that these may take. */
function allRights({ user, host, rights }: AccountRow, every: readonly AccountRow[], held: Rows): ReadonlySet<string> {
  const roles = new Set(held.filter(([name, at]) => name === user && at === host).flatMap(([, , role = '']) => [role]))
  // a set that grows while it is walked: roles of roles are visited too
  for (const role of roles) for (const [name, , further = ''] of held) if (name === role) roles.add(further)
  return new Set([...rights, ...every.filter((each) => !each.isAccount && roles.has(each.user)).flatMap((each) => [...each.rights])])
}

function wordOf({ name, rights }: AccountRow, shown: readonly string[] | undefined): string {
  const told = shown?.filter((right) => rights.has(right)) ?? []
  return `${namesFrom([name])}${told.length === 0 ? '' : `: ${told.join(' ')}`}`
}
