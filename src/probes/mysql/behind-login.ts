import type { Learned } from '../../model/observed.ts'
import type { Conversation } from '../../wire/conversation.ts'
import type { MysqlGreeting } from '../../wire/mysql/greeting.ts'
import { readGreeting } from '../../wire/mysql/greeting.ts'
import type { MysqlLine } from '../../wire/mysql/login.ts'
import { logIn, quit } from '../../wire/mysql/login.ts'
import { queryMysql } from '../../wire/mysql/query.ts'
import { settingsInForce } from '../in-force.ts'
import type { SafeTalk } from '../login.ts'
import { askAsNamed } from '../login.ts'
import type { Account, Asking, Probe, Target } from '../probe.ts'
import { accountsSql, observeAccounts, rolesSql } from './accounts.ts'
import { databasesSql, observeDatabases } from './databases.ts'
import { upgradeInto } from './line.ts'
import { rules } from './settings.ts'

/** What the server says to the account that the user named. */
export const behindLogin: Probe = {
  id: 'mysql/behind-login',
  asks: 'behind the log-in that was named: variables, accounts, roles and grants, whether TLS is demanded; it only reads',
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
  const granted = await grantsOf(talk, greeting.family, users)
  unproven.push(...granted.unproven)
  const demand = settings.get('require_secure_transport')
  const tls = demand === undefined || transport.tls !== 'upgrade' ? {} : ({ tls: demand === 'ON' ? 'required' : 'optional' } as const)
  return {
    said: `the server was read as the account that was named${demand === 'ON' ? '; it demands TLS of everybody' : ''}`,
    ...tls,
    ...(greeting.version === undefined ? {} : { version: greeting.version }),
    observations: [...settingsInForce(rules, settings), ...granted.observations],
    ...(unproven.length === 0 ? {} : { unproven }),
  }
}

type Granted = Required<Pick<Learned, 'observations' | 'unproven'>>

/** Accounts, roles and rights, as far as the account may read them. */
async function grantsOf(talk: Conversation, family: MysqlGreeting['family'], users: Target['users']): Promise<Granted> {
  const unproven: string[] = []
  const read = async (about: string, sql: string, table: string): Promise<readonly (readonly string[])[] | undefined> => {
    const answer = await queryMysql(talk, sql, `${about}, without what is stored of passwords`)
    if ('rows' in answer) return answer.rows
    // a version without roles has no table of them (MySQL before 8.0)
    if (answer.code === 1146 && about === 'roles') return []
    const why = answer.code === 1142 ? `the account may not read them (it takes GRANT SELECT ON ${table})` : `error ${answer.code}`
    unproven.push(`${about}: ${why}`)
    return undefined
  }
  const accounts = await read('accounts', accountsSql(family), 'mysql.user')
  const roles = await read('roles', rolesSql(family), family === 'mariadb' ? 'mysql.roles_mapping' : 'mysql.role_edges')
  const databases = await read('rights on databases', databasesSql, 'mysql.db')
  const observations = [
    ...(accounts === undefined ? [] : observeAccounts(accounts, users, roles)),
    ...(databases === undefined ? [] : observeDatabases(databases, users)),
  ]
  return { observations, unproven }
}
