import { openForLogin } from '../../probes/login.ts'
import { upgradeInto } from '../../probes/mysql/line.ts'
import type { Account, Asking, Target } from '../../probes/probe.ts'
import type { Conversation } from '../../wire/conversation.ts'
import { WireError } from '../../wire/fault.ts'
import type { MysqlGreeting } from '../../wire/mysql/greeting.ts'
import { readGreeting } from '../../wire/mysql/greeting.ts'
import type { MysqlLine } from '../../wire/mysql/login.ts'
import { logIn, quit } from '../../wire/mysql/login.ts'
import type { MysqlRows } from '../../wire/mysql/query.ts'
import { queryMysql } from '../../wire/mysql/query.ts'
import { mysqlTraces, settings } from './mysql-traces.ts'
import type { Marked, Planted, Planter } from './planter.ts'
import { lasting, noLogin } from './session.ts'

/** A table of one row in a database of its own; where none may be made, in the one of the account. */
export const mysqlPlanter: Planter = {
  protocol: 'mysql',
  does: 'makes a database and a table of a random name with one row (where it may make no database, the table in the one of --login), and drops them',
  async open(target, asking, marked) {
    const { login } = target
    if (login === undefined) return noLogin
    const line = await greeted(target, asking)
    if (typeof line === 'string') return line
    const { talk, greeting, secure, clear } = line
    try {
      const { user, password, database } = login
      const name = database === undefined ? {} : { database }
      const outcome = await logIn({ talk, greeting, secure }, { user, password, clear, shown: 'the account of --login', ...name })
      if (outcome.kind === 'in') return planted(talk, greeting, asking, login, marked)
      talk.end()
      return outcome.kind === 'refused' ? `the account of --login is refused (${outcome.code})` : `the log-in takes another way (${outcome.plugin})`
    } catch (error) {
      talk.end()
      throw error
    }
  },
}

/** The greeting comes before TLS, and is kept. */
async function greeted(target: Target, asking: Asking): Promise<(MysqlLine & { readonly clear: boolean }) | string> {
  const heard: { greeting?: MysqlGreeting } = {}
  const safe = await openForLogin(target, asking, upgradeInto(heard))
  if (typeof safe === 'string') return safe
  const { talk, over } = safe
  try {
    const secure = over === 'tls' && asking.transport.tls === 'upgrade'
    const greeting = (secure ? heard.greeting : undefined) ?? (await readGreeting(talk))
    if (!('refused' in greeting)) return { talk, greeting, secure, clear: over === 'tls' }
    talk.end()
    return `the server turns this client away (${greeting.refused})`
  } catch (error) {
    talk.end()
    throw error
  }
}

function planted(talk: Conversation, { family }: MysqlGreeting, { timeout }: Asking, { database }: Account, { name, value }: Marked): Planted {
  const ask = (sql: string, shown: string): Promise<MysqlRows> => lasting(talk, timeout, () => queryMysql(talk, sql, shown))
  let owner = name
  const home = database ?? name
  const tables = [...new Set([name, home])].map((each) => `\`${each.replaceAll('`', '``')}\`.${name}`)
  const table = (): string => `\`${owner.replaceAll('`', '``')}\`.${name}`
  return {
    what: `database or table ${name}`,
    removal: `DROP TABLE IF EXISTS ${name}; DROP DATABASE IF EXISTS ${name}`,
    async write() {
      const made = await ask(`CREATE DATABASE ${name}`, 'CREATE DATABASE of our own')
      if ('code' in made && database === undefined)
        return `the server does not let this account make a database (${made.code}): name one with --login`
      if ('code' in made) owner = home
      const rows = await ask(`CREATE TABLE ${table()} (${name} varchar(64)) ENGINE=InnoDB`, 'CREATE TABLE of our own')
      if ('code' in rows) return `the server does not let this account make a table (${rows.code})`
      const row = await ask(`INSERT INTO ${table()} VALUES ('${value}')`, 'INSERT of one row')
      if ('code' in row) return `the server does not let this account write (${row.code})`
      await ask('COMMIT', 'COMMIT')
      return undefined
    },
    async traces(known) {
      const list = settings.map((each) => `'${each}'`).join(', ')
      const answer = await ask(`SHOW GLOBAL VARIABLES WHERE Variable_name IN (${list})`, 'SHOW GLOBAL VARIABLES of paths')
      const rows = 'rows' in answer ? answer.rows : []
      return mysqlTraces(new Map(rows.map(([key = '', text = '']) => [key, text])), { family, owner, name, known })
    },
    async flush() {
      const answer = await ask(`FLUSH TABLES ${table()} FOR EXPORT`, 'FLUSH TABLES of our own FOR EXPORT')
      if ('code' in answer) return `FLUSH TABLES FOR EXPORT is refused (${answer.code})`
      await ask('UNLOCK TABLES', 'UNLOCK TABLES')
      return undefined
    },
    async remove() {
      const own = await ask(`DROP DATABASE IF EXISTS ${name}`, 'DROP DATABASE of our own')
      const answers = [own]
      // without a right to databases of our own there was none
      if (tables.length > 1) answers.push(await ask(`DROP TABLE IF EXISTS ${tables[1]}`, 'DROP TABLE of our own'))
      const refused = answers.find((each) => 'code' in each)
      if (refused !== undefined && 'code' in refused && answers.every((each) => 'code' in each))
        throw new WireError('garbage', `the deletion is refused (${refused.code})`)
    },
    async isGone() {
      const sql = `SELECT (SELECT count(*) FROM information_schema.tables WHERE table_name = '${name}') + (SELECT count(*) FROM information_schema.schemata WHERE schema_name = '${name}')`
      const answer = await ask(sql, 'SELECT of what is left')
      return 'rows' in answer && answer.rows[0]?.[0] === '0'
    },
    end() {
      quit(talk)
      talk.end()
    },
  }
}
