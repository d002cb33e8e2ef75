import type { Learned } from '../../model/observed.ts'
import type { MysqlGreeting } from '../../wire/mysql/greeting.ts'
import { readGreeting } from '../../wire/mysql/greeting.ts'
import type { MysqlLine } from '../../wire/mysql/login.ts'
import { logIn, quit } from '../../wire/mysql/login.ts'
import { queryMysql } from '../../wire/mysql/query.ts'
import { settingsInForce } from '../in-force.ts'
import type { SafeTalk } from '../login.ts'
import { askAsNamed } from '../login.ts'
import type { Account, Asking, Login, Probe, Target } from '../probe.ts'
import { accountsSql, observeAccounts } from './accounts.ts'
import { openLine, upgradeInto } from './line.ts'
import { rules } from './settings.ts'

/** What the server says to the account that the user named. */
export const behindLogin: Probe = {
  id: 'mysql/behind-login',
  asks: 'behind the log-in that was named: variables, accounts, whether TLS is demanded; it only reads',
  connections: 2,
  applies: ({ login }) => login !== undefined,
  ask(target, asking) {
    const heard: { greeting?: MysqlGreeting } = {}
    return askAsNamed(target, asking, (safe, login) => askAs(safe, heard, login, target, asking), upgradeInto(heard))
  },
}

async function askAs(
  { talk, over }: SafeTalk,
  heard: { readonly greeting?: MysqlGreeting },
  login: Account,
  target: Target,
  asking: Asking,
): Promise<Learned> {
  const greeting = heard.greeting ?? (await readGreeting(talk))
  if ('refused' in greeting) return { said: 'this vantage is turned away', unproven: [`the server takes no log-in from here (${greeting.refused})`] }
  const secure = over === 'tls' && asking.transport.tls === 'upgrade'
  const outcome = await logIn({ talk, greeting, secure }, { ...login, clear: over === 'tls', shown: 'the account that was named' })
  if (outcome.kind === 'refused')
    return { said: `the account that was named is refused (${outcome.code})`, unproven: [`no log-in (${outcome.code})`] }
  if (outcome.kind === 'wants') return { said: 'the log-in takes another way', unproven: [`it asks for ${outcome.plugin}, which is not done here`] }
  const learned = await askServer({ talk, greeting, secure }, target, asking)
  quit(talk)
  return learned
}

async function askServer({ talk, greeting }: MysqlLine, { users }: Target, { transport }: Asking): Promise<Learned> {
  const names = [...rules.map(({ key }) => key), 'require_secure_transport'].map((key) => `'${key}'`).join(', ')
  const unproven: string[] = []
  const variables = await queryMysql(talk, `SHOW GLOBAL VARIABLES WHERE Variable_name IN (${names})`, 'variables')
  const settings = new Map('rows' in variables ? variables.rows.map(([name = '', value = '']) => [name, value] as const) : [])
  if ('code' in variables) unproven.push(`variables: error ${variables.code}`)
  const accounts = await queryMysql(talk, accountsSql(greeting.family), 'accounts, without what is stored of their passwords')
  if ('code' in accounts)
    unproven.push(
      `accounts: ${accounts.code === 1142 ? 'the account may not read them (it takes GRANT SELECT ON mysql.user)' : `error ${accounts.code}`}`,
    )
  const demand = settings.get('require_secure_transport')
  const tls = demand === undefined || transport.tls !== 'upgrade' ? {} : ({ tls: demand === 'ON' ? 'required' : 'optional' } as const)
  return {
    said: `the server was read as the account that was named${demand === 'ON' ? '; it demands TLS of everybody' : ''}`,
    ...tls,
    ...(greeting.version === undefined ? {} : { version: greeting.version }),
    observations: [...settingsInForce(rules, settings), ...('rows' in accounts ? observeAccounts(accounts.rows, users) : [])],
    ...(unproven.length === 0 ? {} : { unproven }),
  }
}

/** One try with one account; the password goes only as a hash. */
export async function tryLogin(target: Target, asking: Asking, user: string, password: string): Promise<Login> {
  const line = await openLine(target, asking, asking.transport.plaintext === 'served' ? 'plaintext' : 'tls')
  if ('refused' in line) return { unproven: `this vantage is turned away (${line.refused})` }
  try {
    const outcome = await logIn(line, { user, password, clear: false, shown: 'an account' })
    if (outcome.kind === 'in') {
      quit(line.talk)
      return 'accepted'
    }
    if (outcome.kind === 'wants') return { unproven: `it asks for ${outcome.plugin}` }
    return outcome.code === 1045 || outcome.code === 1698 ? 'refused' : { unproven: `error ${outcome.code}` }
  } finally {
    line.talk.end()
  }
}
