import type { Learned } from '../../model/observed.ts'
import type { Conversation } from '../../wire/conversation.ts'
import type { RespValue } from '../../wire/resp.ts'
import { askResp } from '../../wire/resp.ts'
import { askAsNamed } from '../login.ts'
import type { Account, Asking, Login, Probe, Target, TryLogin } from '../probe.ts'
import { talking } from '../talking.ts'
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

/** One try with one account: after it PING must be answered, which a server with log-ins does for nobody else. */
export const tryLogin: TryLogin = (_target, asking, user, password) =>
  talking(asking, async (talk): Promise<Login> => {
    const before = await askResp(talk, ['PING'], 'PING')
    if (before.kind !== 'error') return { unproven: 'no password is asked for' }
    const answer = await enter(talk, user, password, 'AUTH of an account')
    if (answer.kind === 'state' && answer.text === 'OK') {
      const ping = await askResp(talk, ['PING'], 'PING')
      // who may not ping is somebody all the same (ACL, Redis 6 and later)
      return ping.kind === 'error' && !ping.text.startsWith('NOPERM') ? { unproven: 'AUTH is taken, and opens nothing' } : 'accepted'
    }
    if (answer.kind !== 'error') return { unproven: 'AUTH is answered with something else' }
    // before 6.0 a wrong password is "ERR invalid password"; that none is set is no refusal
    if (/^(?:WRONGPASS|ERR invalid password)/.test(answer.text)) return 'refused'
    return {
      unproven: /no password is set|without any password/.test(answer.text) ? 'no password is asked for' : 'AUTH is answered with another error',
    }
  })
