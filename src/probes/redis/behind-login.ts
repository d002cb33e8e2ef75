import type { Learned } from '../../model/observed.ts'
import type { Conversation } from '../../wire/conversation.ts'
import type { RespValue } from '../../wire/resp.ts'
import { askResp } from '../../wire/resp.ts'
import { askAsNamed, openForLogin } from '../login.ts'
import type { Account, Asking, Login, Probe, Target } from '../probe.ts'
import { observeRights, rightsOf, settingsOf, versionOf } from './rights.ts'
import { observeSettings } from './settings.ts'
import { observeUsers } from './users.ts'

/** What the server says to the account that the user named. */
export const behindLogin: Probe = {
  id: 'redis/behind-login',
  asks: 'behind the log-in that was named: its own dangerous commands, users and their rights, settings in force; it only reads',
  connections: 2,
  applies: ({ login }) => login !== undefined,
  ask: (target, asking) => askAsNamed(target, asking, ({ talk }, login) => askAs(talk, login, target, asking)),
}

async function askAs(talk: Conversation, login: Account, target: Target, asking: Asking): Promise<Learned> {
  const entry = await enter(talk, login.user, login.password, 'AUTH of the account that was named')
  if (entry.kind === 'error') return { said: 'the account that was named is refused', unproven: ['no log-in'] }
  const rights = await rightsOf(talk)
  const version = await versionOf(talk)
  const settings = await settingsOf(talk)
  const list = await askResp(talk, ['ACL', 'LIST'], 'ACL LIST')
  const unproven = [
    ...(settings.size === 0 ? ['settings: the account may not read them (it takes +config|get)'] : []),
    ...(list.kind === 'list' ? [] : ['users: the account may not read them (it takes +acl|list)']),
  ]
  const isClient = target.users.includes(login.user)
  const { tls } = asking.transport
  return {
    said: `the server was read as the account that was named, which may use ${rights.allowed.join(', ') || 'no dangerous command'}`,
    observations: [
      ...(isClient ? observeRights(rights, 'The account of a client') : []),
      ...observeSettings(settings, tls === 'direct' || tls === 'upgrade'),
      ...(list.kind === 'list' ? observeUsers(list.items.flatMap((item) => (item.kind === 'text' ? [item.text] : []))) : []),
    ],
    ...(version === undefined ? {} : { version }),
    ...(unproven.length === 0 ? {} : { unproven }),
  }
}

/** The user `default` logs in by the form that servers before 6.0 know too. */
function enter(talk: Conversation, user: string, password: string, shown: string): Promise<RespValue> {
  return askResp(talk, user === '' || user === 'default' ? ['AUTH', password] : ['AUTH', user, password], shown)
}

/** One try with one account. AUTH says the password itself: the way must be as safe as for an account that was named. */
export async function tryLogin(target: Target, asking: Asking, user: string, password: string): Promise<Login> {
  const safe = await openForLogin(target, asking)
  if (typeof safe === 'string') return { unproven: safe }
  const { talk } = safe
  try {
    const answer = await enter(talk, user, password, 'AUTH of an account')
    if (answer.kind === 'state' && answer.text === 'OK') return 'accepted'
    if (answer.kind !== 'error') return { unproven: 'AUTH is answered with something else' }
    // before 6.0 a wrong password is "ERR invalid password"; that none is set is no refusal
    if (/^(?:WRONGPASS|ERR invalid password)/.test(answer.text)) return 'refused'
    return {
      unproven: /no password is set|without any password/.test(answer.text) ? 'no password is asked for' : 'AUTH is answered with another error',
    }
  } finally {
    talk.end()
  }
}
