import type { AccountAnswer, AccountQuestions } from '../../model/account-questions.ts'
import type { Observation } from '../../model/technology.ts'
import { listIn, textIn } from '../../protocols/json.ts'
import type { AccountRemark } from '../../protocols/names.ts'
import { namesFrom, ofAccounts } from '../../protocols/names.ts'

/** HTTP API of the management plug-in (RabbitMQ 3.10 to 4.1): users and permissions are shown to the tag `administrator` alone. */
export const accountQuestions: readonly AccountQuestions[] = [
  {
    name: "RabbitMQ's management",
    way: { kind: 'basic' },
    proof: { path: '/api/whoami', about: 'who asks', members: ['name'] },
    questions: [
      { path: '/api/users', about: 'users', members: ['name', 'tags'], grant: 'the tag administrator; no permission on a virtual host' },
      { path: '/api/permissions', about: 'permissions', members: ['user', 'vhost'], grant: 'the tag administrator; no permission on a virtual host' },
      { path: '/api/overview', about: 'the version', members: ['rabbitmq_version'], grant: 'the tag management' },
    ],
    judge: (answers, { users }) => [...judgeUsers(answers.get('/api/users'), users), ...judgePermissions(answers.get('/api/permissions'), users)],
    version: (answers) => textIn(jsonOf(answers.get('/api/overview')), 'rabbitmq_version'),
  },
]

const roles: AccountRemark = {
  concern: 'over-privileged-default',
  key: 'roles',
  message: 'The account of a client may administer the broker: whoever takes the client over reads and steers every queue',
  expected: 'no tag for accounts of clients',
  fix: 'rabbitmqctl set_user_tags name (without a tag), and another account for operators',
  stake: 'takeover',
}

const md5: AccountRemark = {
  concern: 'password-policy',
  key: 'users.hashing_algorithm',
  message: 'Passwords are kept as MD5, which is quickly guessed',
  expected: 'rabbit_password_hashing_sha256 or sha512',
  fix: 'set the password of the account again with rabbit_password_hashing_sha512',
  stake: 'data',
}

const everywhere: AccountRemark = {
  concern: 'over-privileged-default',
  key: 'permissions',
  message: 'The account of a client has rights on virtual hosts of others',
  expected: 'permissions on the virtual host of the client alone',
  fix: 'rabbitmqctl clear_permissions -p vhost name, for each virtual host that the client does not use',
  stake: 'defence',
}

function judgeUsers(answer: AccountAnswer | undefined, clients: readonly string[]): readonly Observation[] {
  if (answer?.kind !== 'json') return []
  const users = listIn(answer.value)
  const mine = users.filter((user) => clients.includes(textIn(user, 'name')))
  const strong = mine.flatMap((user) => {
    const tags = tagsOf(user).filter((tag) => tag === 'administrator' || tag === 'policymaker')
    return tags.length === 0 ? [] : [`${namesFrom([textIn(user, 'name')])}: ${tags.join(' ')}`]
  })
  const old = users.filter((user) => /md5/i.test(textIn(user, 'hashing_algorithm'))).map((user) => namesFrom([textIn(user, 'name')]))
  return [...(mine.length === 0 ? [] : [ofAccounts(roles, strong)]), ofAccounts(md5, old)]
}

/** A text with commas before 3.9, a list since. */
function tagsOf(user: unknown): readonly string[] {
  return [...textIn(user, 'tags').split(','), ...listIn(user, 'tags')]
    .filter((tag): tag is string => typeof tag === 'string')
    .map((tag) => tag.trim())
}

function judgePermissions(answer: AccountAnswer | undefined, clients: readonly string[]): readonly Observation[] {
  if (answer?.kind !== 'json') return []
  const hosts = new Map<string, string[]>()
  for (const row of listIn(answer.value)) {
    const [user, isAny] = [textIn(row, 'user'), ['configure', 'write', 'read'].some((right) => !/^\^?\$?$/.test(textIn(row, right)))]
    if (clients.includes(user) && isAny) hosts.set(user, [...(hosts.get(user) ?? []), textIn(row, 'vhost')])
  }
  if (hosts.size === 0) return []
  const wide = [...hosts].filter(([, names]) => names.length > 1)
  return [
    ofAccounts(
      everywhere,
      wide.map(([user, names]) => `${namesFrom([user])}: ${namesFrom(names)}`),
    ),
  ]
}

function jsonOf(answer: AccountAnswer | undefined): unknown {
  return answer?.kind === 'json' ? answer.value : undefined
}
