import type { Learned } from '../../model/observed.ts'
import { listIn, memberOf, textIn } from '../../protocols/json.ts'
import type { Conversation } from '../../wire/conversation.ts'
import { askMongo, codeOf } from '../../wire/mongodb/command.ts'
import { loginMongo } from '../../wire/mongodb/login.ts'
import { askAsNamed } from '../login.ts'
import type { Account, Asking, Probe, Target } from '../probe.ts'
import { hello, releaseOf } from './hello.ts'
import { judgeAccounts } from './roles.ts'

/** Accounts of clients whose rights are asked for one by one. */
const mostClients = 10

/** What the server says to the account that the user named. */
export const behindLogin: Probe = {
  id: 'mongodb/behind-login',
  asks: 'behind the log-in that was named: accounts, their roles and privileges; it only reads',
  connections: 2,
  applies: ({ login }) => login !== undefined,
  ask: (target, asking) => askAsNamed(target, asking, ({ talk }, login) => askAs(talk, login, target, asking)),
}

async function askAs(talk: Conversation, login: Account, { users }: Target, asking: Asking): Promise<Learned> {
  const database = login.database ?? 'admin'
  const greeting = await hello(talk, { saslSupportedMechs: `${database}.${login.user}` })
  const offered = listIn(greeting['saslSupportedMechs']).filter((each): each is string => typeof each === 'string')
  const outcome = await loginMongo(talk, { ...login, database, nonce: asking.random(18) }, offered)
  if (outcome.kind === 'refused')
    return { said: `the account that was named is refused (${outcome.code})`, unproven: [`no log-in (${outcome.code})`] }
  if (outcome.kind === 'wants')
    return { said: 'the log-in takes another way', unproven: [`the account has no SCRAM, or is not known in ${database}`] }
  const { accounts, unproven } = await accountsOf(talk, login.user, users)
  const build = await askMongo(talk, { buildInfo: 1 }, 'buildInfo')
  const told = textIn(build, 'version')
  const version = /^\d[\w.-]{0,30}$/.test(told) ? told : releaseOf(greeting)
  return {
    said: 'the server was read as the account that was named',
    observations: judgeAccounts(accounts, users),
    ...(version === undefined ? {} : { version }),
    ...(unproven.length === 0 ? {} : { unproven }),
  }
}

/** All accounts, those of clients with what they inherit; of who may not see the others, its own. */
async function accountsOf(
  talk: Conversation,
  login: string,
  users: readonly string[],
): Promise<{ readonly accounts: readonly unknown[]; readonly unproven: readonly string[] }> {
  const every = await askMongo(talk, { usersInfo: { forAllDBs: true } }, 'usersInfo of all databases')
  if (codeOf(every) === 0) {
    const all = listIn(every['users'])
    const mine = all.filter((each) => users.includes(textIn(each, 'user'))).slice(0, mostClients)
    if (mine.length === 0) return { accounts: all, unproven: [] }
    const named = mine.map((each) => ({ user: textIn(each, 'user'), db: textIn(each, 'db') }))
    const whole = await askMongo(talk, { usersInfo: named, showPrivileges: true }, 'usersInfo of clients, with privileges')
    if (codeOf(whole) === 0) return { accounts: [...all.filter((each) => !mine.includes(each)), ...listIn(whole['users'])], unproven: [] }
    return { accounts: all.filter((each) => !mine.includes(each)), unproven: [`privileges of clients: error ${codeOf(whole) ?? 'without a number'}`] }
  }
  const code = codeOf(every)
  const why = code === 13 ? 'the account may not read them (it takes viewUser and viewRole on every database)' : `error ${code ?? 'without a number'}`
  const unproven = [`accounts: ${why}`]
  if (!users.includes(login)) return { accounts: [], unproven }
  const own = await askMongo(talk, { connectionStatus: 1, showPrivileges: true }, 'connectionStatus')
  const info = own['authInfo']
  const account = {
    user: login,
    roles: memberOf(info, 'authenticatedUserRoles'),
    inheritedPrivileges: memberOf(info, 'authenticatedUserPrivileges'),
  }
  return { accounts: codeOf(own) === 0 && Array.isArray(account.roles) ? [account] : [], unproven }
}
