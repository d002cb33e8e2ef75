import type { Observation } from '../../model/technology.ts'
import { namesFrom } from '../names.ts'

/** Rows of mysql.user: name, host, plugin, whether the password is empty, SUPER, GRANT OPTION. What is stored of a password is never asked for. */
export function accountsSql(family: 'mysql' | 'mariadb'): string {
  // the view of MariaDB does not tell what is locked; its own account is (MariaDB 10.4 and later)
  const real = family === 'mariadb' ? "is_role <> 'Y' AND User <> 'mariadb.sys'" : "account_locked <> 'Y'"
  return `SELECT User, Host, plugin, authentication_string = '', Super_priv, Grant_priv FROM mysql.user WHERE ${real}`
}

interface AccountRow {
  readonly name: string
  readonly user: string
  readonly host: string
  readonly plugin: string
  readonly empty: boolean
  readonly strong: boolean
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
  readonly fault: (account: AccountRow, users: readonly string[]) => boolean
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
    fault: ({ user, strong }, users) => strong && users.includes(user),
    message: 'The account of a client may administer the server or hand on its rights: whoever takes the client over has the whole server',
    expected: 'rights on its own database alone',
    fix: 'REVOKE SUPER, GRANT OPTION ON *.* FROM the account',
    stake: 'takeover',
  },
]

export function observeAccounts(rows: readonly (readonly string[])[], users: readonly string[]): readonly Observation[] {
  const accounts = rows.map(([user = '', host = '', plugin = '', empty, superuser, grant]): AccountRow => ({
    name: `${user}@${host}`,
    user,
    host,
    plugin,
    empty: empty === '1',
    strong: superuser === 'Y' || grant === 'Y',
  }))
  return rules.map(({ fault, ...rule }): Observation => {
    const names = accounts.filter((account) => fault(account, users)).map(({ name }) => name)
    const isSafe = names.length === 0
    return { ...rule, verdict: isSafe ? 'safe' : 'unsafe', trail: [], basis: 'observed', actual: isSafe ? 'none' : namesFrom(names) }
  })
}
