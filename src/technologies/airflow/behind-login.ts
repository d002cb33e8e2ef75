import type { AccountAnswer, AccountQuestions, Asker } from '../../model/account-questions.ts'
import type { Observation } from '../../model/technology.ts'
import { listIn, memberOf, textIn } from '../../protocols/json.ts'
import type { AccountRemark } from '../../protocols/names.ts'
import { namesFrom, ofAccounts } from '../../protocols/names.ts'

const byRole = 'can read on Users and Roles, which the role Admin has'

/** Stable REST API of Airflow 2 with the basic_auth backend; of Airflow 3 with a token, where FAB keeps the accounts (provider fab 2.0). */
export const accountQuestions: readonly AccountQuestions[] = [
  interfaceOf('the API of Airflow 2', { kind: 'basic' }, '/api/v1', '/api/v1', 'AIRFLOW__WEBSERVER__EXPOSE_CONFIG'),
  interfaceOf(
    'the API of Airflow 3',
    { kind: 'token', path: '/auth/token', member: 'access_token' },
    '/api/v2',
    '/auth/fab/v1',
    'AIRFLOW__API__EXPOSE_CONFIG',
  ),
]

function interfaceOf(name: string, way: AccountQuestions['way'], api: string, accounts: string, exposeKey: string): AccountQuestions {
  const [users, roles, config, version] = [`${accounts}/users?limit=100`, `${accounts}/roles?limit=100`, `${api}/config`, `${api}/version`]
  return {
    name,
    way,
    proof: { path: `${api}/dags?limit=1`, about: 'the list of workflows', members: ['dags'] },
    questions: [
      { path: users, about: 'users', members: ['users'], grant: byRole },
      { path: roles, about: 'roles', members: ['roles'], grant: byRole },
      { path: config, about: 'the configuration', members: ['sections'], grant: 'expose_config, which had better stay off' },
      { path: version, about: 'the version', members: ['version'], grant: 'any role' },
    ],
    judge: (answers, asker) => [
      ...judgeRoles(answers.get(users), answers.get(roles), asker),
      ...judgePublic(answers.get(roles)),
      ...judgeConfig(answers.get(config), exposeKey),
    ],
    version: (answers) => textIn(jsonOf(answers.get(version)), 'version'),
  }
}

const roles: AccountRemark = {
  concern: 'over-privileged-default',
  key: 'roles',
  message: 'The account of a client may manage users, roles or settings of Airflow: whoever takes the client over has the scheduler',
  expected: 'a role with the rights on DAGs, runs and tasks that the client uses',
  fix: 'make a role with can read, can edit on DAGs and can create on DAG Runs, and give the account that role alone',
  stake: 'takeover',
}

/** Resources whose change gives more than workflows (Airflow 2.10 and provider fab 2.0, security/permissions.py). */
const ofAdministrators: ReadonlySet<string> = new Set([
  'Users',
  'Roles',
  'Permissions',
  'Permission Views',
  'Permission Pairs',
  'Actions',
  'Resources',
  'View Menus',
  'Configurations',
  'Connections',
])

function judgeRoles(users: AccountAnswer | undefined, known: AccountAnswer | undefined, { login, users: clients }: Asker): readonly Observation[] {
  const list = listIn(jsonOf(users), 'users')
  const mine = list.filter((user) => clients.includes(textIn(user, 'username')))
  if (mine.length > 0) {
    const strong = strongRoles(known)
    const words = mine.flatMap((user) => {
      const held = listIn(user, 'roles')
        .map((role) => textIn(role, 'name'))
        .filter((name) => strong.has(name))
      return held.length === 0 ? [] : [`${namesFrom([textIn(user, 'username')])}: ${namesFrom(held)}`]
    })
    return [ofAccounts(roles, words)]
  }
  // the client's own account was named: that it is shown the others says enough, and that it is turned away too
  if (!clients.includes(login)) return []
  if (users?.kind === 'json') return [ofAccounts(roles, [`${namesFrom([login])}: reads users`])]
  return users?.kind === 'refused' && known?.kind === 'refused' ? [ofAccounts(roles, [])] : []
}

function strongRoles(known: AccountAnswer | undefined): ReadonlySet<string> {
  const custom = listIn(jsonOf(known), 'roles').filter((role) =>
    listIn(role, 'actions').some(
      (each) =>
        /^can_(?:create|edit|delete)$/.test(textIn(memberOf(each, 'action'), 'name')) &&
        ofAdministrators.has(textIn(memberOf(each, 'resource'), 'name')),
    ),
  )
  return new Set(['Admin', 'Op', ...custom.map((role) => textIn(role, 'name'))])
}

/** The role Public is that of visitors: without rights they see nothing, unless AUTH_ROLE_PUBLIC names another one. */
function judgePublic(known: AccountAnswer | undefined): readonly Observation[] {
  const rights = listIn(jsonOf(known), 'roles')
    .filter((role) => textIn(role, 'name') === 'Public')
    .flatMap((role) => listIn(role, 'actions'))
  if (rights.length === 0) return []
  const remark: AccountRemark = {
    concern: 'anonymous-access',
    key: 'AUTH_ROLE_PUBLIC',
    message: 'The role Public has rights: everybody who reaches Airflow has them without a log-in',
    expected: 'no rights for the role Public',
    fix: 'remove all permissions of the role Public',
    stake: 'data',
  }
  return [ofAccounts(remark, [`${rights.length} rights`])]
}

/** With `non-sensitive-only` secrets are shown as `< hidden >` (Airflow 2.4 and later). */
function judgeConfig(answer: AccountAnswer | undefined, key: string): readonly Observation[] {
  const remark: AccountRemark = {
    concern: 'remote-management',
    key,
    message: 'Airflow shows its whole configuration by the API, with the passwords in it',
    expected: 'False or non-sensitive-only',
    fix: `set ${key}: "False"`,
    stake: 'data',
  }
  if (answer?.kind === 'refused') return /chose not to expose the configuration/i.test(answer.text) ? [ofAccounts(remark, [])] : []
  const options = listIn(jsonOf(answer), 'sections').flatMap((section) => listIn(section, 'options'))
  const secrets = options.filter((option) => /^(?:fernet_key|secret_key|sql_alchemy_conn|jwt_secret)$/.test(textIn(option, 'key')))
  const shown = secrets.filter((option) => !/^(?:< hidden >|\*+|)$/.test(textIn(option, 'value')))
  return secrets.length === 0
    ? []
    : [
        ofAccounts(
          remark,
          shown.map((option) => textIn(option, 'key')),
        ),
      ]
}

function jsonOf(answer: AccountAnswer | undefined): unknown {
  return answer?.kind === 'json' ? answer.value : undefined
}
