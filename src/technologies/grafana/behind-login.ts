import type { AccountAnswer, AccountQuestions } from '../../model/account-questions.ts'
import type { Observation } from '../../model/technology.ts'
import { listIn, memberOf, textIn } from '../../protocols/json.ts'
import type { AccountRemark } from '../../protocols/names.ts'
import { namesFrom, ofAccounts } from '../../protocols/names.ts'
import { grafanaSettings } from './settings.ts'

/** HTTP API of Grafana 9 to 12 with a name and a password; `/api/admin/settings` hides secrets itself. */
export const accountQuestions: readonly AccountQuestions[] = [
  {
    name: 'Grafana',
    way: { kind: 'basic' },
    proof: { path: '/api/user', about: 'who asks', members: ['login'] },
    questions: [
      { path: '/api/org/users', about: 'users of the organisation', members: ['login', 'role'], grant: 'the role Admin of the organisation' },
      {
        path: '/api/serviceaccounts/search?perpage=100',
        about: 'service accounts',
        members: ['serviceAccounts'],
        grant: 'the role Admin of the organisation',
      },
      { path: '/api/admin/settings', about: 'settings', members: ['security'], grant: 'the right settings:read, which a server administrator has' },
      { path: '/api/health', about: 'the version', members: ['database'], grant: 'no right' },
    ],
    judge: (answers) => [
      ...judgeUsers(answers.get('/api/org/users')),
      ...judgeServices(answers.get('/api/serviceaccounts/search?perpage=100')),
      ...judgeSettings(answers.get('/api/admin/settings')),
    ],
    version: (answers) => textIn(jsonOf(answers.get('/api/health')), 'version'),
  },
]

function judgeUsers(answer: AccountAnswer | undefined): readonly Observation[] {
  const users = listIn(jsonOf(answer))
  if (users.length < 2) return []
  const admins = users.filter((user) => textIn(user, 'role') === 'Admin').map((user) => namesFrom([textIn(user, 'login')]))
  const remark: AccountRemark = {
    concern: 'over-privileged-default',
    key: 'org roles',
    message: 'Every account of the organisation is its administrator, and may change data sources and their credentials',
    expected: 'Viewer or Editor for those who only look',
    fix: 'give accounts the role Viewer or Editor in Administration, Users',
    stake: 'defence',
  }
  return [ofAccounts(remark, admins.length === users.length ? admins : [])]
}

function judgeServices(answer: AccountAnswer | undefined): readonly Observation[] {
  if (answer?.kind !== 'json') return []
  const strong = listIn(answer.value, 'serviceAccounts').filter((each) => textIn(each, 'role') === 'Admin' && memberOf(each, 'isDisabled') !== true)
  const remark: AccountRemark = {
    concern: 'over-privileged-default',
    key: 'service accounts',
    message: 'Service accounts are administrators: who finds one of their tokens has the organisation',
    expected: 'Viewer, or the single rights that the program needs',
    fix: 'give the service account the role Viewer in Administration, Service accounts',
    stake: 'data',
  }
  return [
    ofAccounts(
      remark,
      strong.map((each) => namesFrom([textIn(each, 'name')])),
    ),
  ]
}

/** The settings in force, by the table of the files. The role of visitors counts only where there are visitors. */
function judgeSettings(answer: AccountAnswer | undefined): readonly Observation[] {
  const settings = jsonOf(answer)
  const valueOf = (key: string): unknown => memberOf(memberOf(settings, key.slice(0, key.lastIndexOf('.'))), key.slice(key.lastIndexOf('.') + 1))
  const hasVisitors = valueOf('auth.anonymous.enabled') === 'true'
  return grafanaSettings.flatMap(({ key, unsafe, safe, concern, stake, message, expected, fix }): Observation[] => {
    const value = valueOf(key)
    if (typeof value !== 'string' || (key === 'auth.anonymous.org_role' && !hasVisitors)) return []
    const isUnsafe = unsafe?.(value) ?? !(safe?.(value) ?? true)
    return [ofAccounts({ key, concern, stake, message, expected, fix }, isUnsafe ? [namesFrom([value])] : [])]
  })
}

function jsonOf(answer: AccountAnswer | undefined): unknown {
  return answer?.kind === 'json' ? answer.value : undefined
}
