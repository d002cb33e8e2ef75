import type { AccountAnswer, AccountQuestions } from '../../model/account-questions.ts'
import type { Observation } from '../../model/technology.ts'
import { listIn, memberOf, textIn } from '../../protocols/json.ts'
import type { AccountRemark } from '../../protocols/names.ts'
import { namesFrom, ofAccounts } from '../../protocols/names.ts'

/** GET is read-only to ClickHouse, whatever the query (HTTP interface, ClickHouse 22 to 25). */
const query = (sql: string): string => `/?query=${encodeURIComponent(`${sql} FORMAT JSON`)}`

const users = query(
  "SELECT name, toString(auth_type) AS auth, concat(arrayStringConcat(host_ip, ' '), ' ', arrayStringConcat(host_names_like, ' ')) AS hosts FROM system.users",
)
const grants = query(
  "SELECT ifNull(user_name, '') AS user, ifNull(role_name, '') AS role, toString(access_type) AS access, ifNull(database, '') AS db, toString(is_partial_revoke) AS revoked, toString(grant_option) AS grantable FROM system.grants",
)
const memberships = query("SELECT ifNull(user_name, '') AS user, ifNull(role_name, '') AS role, granted_role_name AS granted FROM system.role_grants")
const settings = query("SELECT name, value FROM system.settings WHERE name IN ('allow_introspection_functions', 'log_queries')")
const version = query('SELECT version() AS version')

export const accountQuestions: readonly AccountQuestions[] = [
  {
    name: 'ClickHouse',
    way: { kind: 'basic' },
    proof: { path: query('SELECT currentUser() AS user'), about: 'who asks', members: ['data'] },
    questions: [
      { path: users, about: 'users', members: ['data'], grant: 'GRANT SHOW USERS ON *.*' },
      { path: grants, about: 'grants', members: ['data'], grant: 'GRANT SHOW USERS, SHOW ROLES ON *.*, and SELECT ON system.grants' },
      { path: memberships, about: 'roles', members: ['data'], grant: 'GRANT SHOW ROLES ON *.*, and SELECT ON system.role_grants' },
      { path: settings, about: 'settings', members: ['data'], grant: 'GRANT SELECT ON system.settings' },
      { path: version, about: 'the version', members: ['data'], grant: 'no right' },
    ],
    judge: (answers, asker) => [
      ...judgeUsers(rowsOf(answers.get(users)), asker.users),
      ...judgeGrants(rowsOf(answers.get(grants)), rowsOf(answers.get(memberships)), asker.users),
      ...judgeSettings(rowsOf(answers.get(settings))),
    ],
    version: (answers) => textIn(rowsOf(answers.get(version))?.[0], 'version'),
  },
]

const withoutPassword: AccountRemark = {
  concern: 'password-policy',
  key: 'accounts without a password',
  message: 'Accounts need no password',
  expected: 'none',
  fix: 'ALTER USER name IDENTIFIED WITH sha256_password BY a long password, or DROP USER',
  stake: 'data',
}
const oldForm: AccountRemark = {
  concern: 'password-policy',
  key: 'stored passwords',
  message: 'Passwords of accounts are stored in clear, or as SHA-1 twice without salt',
  expected: 'sha256_password or bcrypt_password',
  fix: 'ALTER USER name IDENTIFIED WITH sha256_password BY the password',
  stake: 'defence',
}
const fromEverywhere: AccountRemark = {
  concern: 'allow-list',
  key: 'clients from everywhere',
  message: 'The account of a client may log in from every address',
  expected: 'the addresses of the client',
  fix: 'ALTER USER name HOST IP the address or network of the client',
  stake: 'hygiene',
}

function judgeUsers(rows: readonly unknown[] | undefined, clients: readonly string[]): readonly Observation[] {
  if (rows === undefined) return []
  const named = (fits: (row: unknown) => boolean): readonly string[] => rows.filter(fits).map((row) => namesFrom([textIn(row, 'name')]))
  const isClient = (row: unknown): boolean => clients.includes(textIn(row, 'name'))
  return [
    ofAccounts(
      withoutPassword,
      named((row) => /\bno_password\b/.test(textIn(row, 'auth'))),
    ),
    ofAccounts(
      oldForm,
      named((row) => /\b(?:plaintext_password|double_sha1_password)\b/.test(textIn(row, 'auth'))),
    ),
    ...(rows.some(isClient)
      ? [
          ofAccounts(
            fromEverywhere,
            named((row) => isClient(row) && /(?:^| )(?:::\/0|%)(?: |$)/.test(textIn(row, 'hosts'))),
          ),
        ]
      : []),
  ]
}

const strong: ReadonlySet<string> = new Set([
  'ALL',
  'ACCESS MANAGEMENT',
  'CREATE USER',
  'ALTER USER',
  'ROLE ADMIN',
  'SYSTEM',
  'SYSTEM SHUTDOWN',
  'SOURCES',
  'FILE',
  'URL',
  'REMOTE',
])
const wide: ReadonlySet<string> = new Set(['ALL', 'SELECT', 'INSERT', 'ALTER', 'DROP', 'TRUNCATE'])

const roles: AccountRemark = {
  concern: 'over-privileged-default',
  key: 'roles',
  message: 'The account of a client may administer the server, or read files and other servers through it',
  expected: 'rights on its own database alone',
  fix: 'REVOKE ALL ON *.* FROM the account and its roles, and GRANT what it needs ON its database.*',
  stake: 'takeover',
}
const everyDatabase: AccountRemark = {
  ...roles,
  key: 'rights on every database',
  message: 'The account of a client has rights on every database of the server',
  stake: 'data',
}
const grantOption: AccountRemark = {
  ...roles,
  key: 'grant option',
  message: 'The account of a client may hand on its rights: who takes it over lets further accounts in',
  expected: 'no WITH GRANT OPTION',
  fix: 'REVOKE GRANT OPTION FOR ALL ON *.* FROM the account',
  stake: 'defence',
}

function judgeGrants(
  rows: readonly unknown[] | undefined,
  memberships: readonly unknown[] | undefined,
  clients: readonly string[],
): readonly Observation[] {
  // without the roles it is open what an account has through them
  if (rows === undefined || memberships === undefined) return []
  const given = rows.filter((row) => textIn(row, 'revoked') !== '1')
  const mine = clients.filter(
    (client) => given.some((row) => textIn(row, 'user') === client) || memberships.some((row) => textIn(row, 'user') === client),
  )
  if (mine.length === 0) return []
  const words = (fits: (row: unknown) => boolean): readonly string[] =>
    mine.flatMap((client) => {
      const held = rolesOf(client, memberships)
      const own = given.filter((row) => textIn(row, 'user') === client || held.has(textIn(row, 'role'))).filter(fits)
      const rights = [...new Set(own.map((row) => textIn(row, 'access')))]
      return rights.length === 0 ? [] : [`${namesFrom([client])}: ${namesFrom(rights.map((right) => right.replaceAll(' ', '-')))}`]
    })
  const isGlobal = (row: unknown): boolean => textIn(row, 'db') === ''
  return [
    ofAccounts(
      roles,
      words((row) => isGlobal(row) && strong.has(textIn(row, 'access'))),
    ),
    ofAccounts(
      everyDatabase,
      words((row) => isGlobal(row) && wide.has(textIn(row, 'access'))),
    ),
    ofAccounts(
      grantOption,
      words((row) => textIn(row, 'grantable') === '1'),
    ),
  ]
}

/** Roles that the account may take, and those that they may take. */
function rolesOf(client: string, memberships: readonly unknown[]): ReadonlySet<string> {
  const held = new Set(memberships.filter((row) => textIn(row, 'user') === client).map((row) => textIn(row, 'granted')))
  // a set that grows while it is walked
  for (const role of held) for (const row of memberships) if (textIn(row, 'role') === role) held.add(textIn(row, 'granted'))
  held.delete('')
  return held
}

function judgeSettings(rows: readonly unknown[] | undefined): readonly Observation[] {
  const values = new Map((rows ?? []).map((row) => [textIn(row, 'name'), textIn(row, 'value')]))
  const remarks: readonly (AccountRemark & { readonly unsafe: string })[] = [
    {
      concern: 'over-privileged-default',
      key: 'allow_introspection_functions',
      unsafe: '1',
      message: 'Queries may look into the memory of the server by introspection functions',
      expected: '0',
      fix: 'set allow_introspection_functions to 0 in the profile',
      stake: 'hygiene',
    },
    {
      concern: 'audit-log',
      key: 'log_queries',
      unsafe: '0',
      message: 'Queries are not recorded in system.query_log',
      expected: '1',
      fix: 'set log_queries to 1 in the profile',
      stake: 'hygiene',
    },
  ]
  return remarks.flatMap(({ unsafe, ...remark }) => {
    const value = values.get(remark.key)
    return value === undefined ? [] : [ofAccounts(remark, value === unsafe ? [value] : [])]
  })
}

function rowsOf(answer: AccountAnswer | undefined): readonly unknown[] | undefined {
  return answer?.kind === 'json' && memberOf(answer.value, 'data') !== undefined ? listIn(answer.value, 'data') : undefined
}
