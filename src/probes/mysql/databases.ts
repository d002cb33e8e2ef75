import type { Observation } from '../../model/technology.ts'
import { namesFrom } from '../../protocols/names.ts'

/** Rights on single databases: database, account, host, whether it may hand them on. */
export const databasesSql = 'SELECT Db, User, Host, Grant_priv FROM mysql.db'

interface DatabaseRule extends Pick<Observation, 'concern' | 'key' | 'message' | 'expected' | 'fix' | 'stake'> {
  readonly fault: (row: readonly string[], users: readonly string[]) => boolean
}

const rules: readonly DatabaseRule[] = [
  {
    concern: 'over-privileged-default',
    key: 'rights of everybody',
    // PUBLIC is everybody since MariaDB 10.11; rights without a name are those of anonymous accounts
    fault: ([, user]) => user === '' || user === 'PUBLIC',
    message: 'Everybody has rights on databases',
    expected: 'none',
    fix: 'REVOKE ALL ON database.* FROM PUBLIC, or DELETE FROM mysql.db WHERE User = an empty name',
    stake: 'data',
  },
  {
    concern: 'over-privileged-default',
    key: 'grant option',
    fault: ([, user = '', , grant], users) => grant === 'Y' && users.includes(user),
    message: 'The account of a client may hand on its rights: who takes it over lets further accounts in',
    expected: 'no WITH GRANT OPTION',
    fix: 'REVOKE GRANT OPTION ON database.* FROM the account',
    stake: 'defence',
  },
  {
    concern: 'over-privileged-default',
    key: 'databases by pattern',
    fault: ([database = '', user = ''], users) => users.includes(user) && /^%+$/.test(database),
    message: 'The account of a client has rights on databases of every name',
    expected: 'the name of its database',
    fix: 'REVOKE ALL ON `%`.* FROM the account, and GRANT what it needs ON its database.*',
    stake: 'data',
  },
]

export function observeDatabases(rows: readonly (readonly string[])[], users: readonly string[]): readonly Observation[] {
  return rules.map(({ fault, ...rule }): Observation => {
    const names = rows.filter((row) => fault(row, users)).map(([database = '', user = '', host = '']) => `${user}@${host}:${database}`)
    const isSafe = names.length === 0
    return { ...rule, verdict: isSafe ? 'safe' : 'unsafe', trail: [], basis: 'observed', actual: isSafe ? 'none' : namesFrom(names) }
  })
}
