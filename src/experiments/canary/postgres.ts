import type { Asking } from '../../probes/probe.ts'
import { openForLogin } from '../../probes/login.ts'
import type { Conversation } from '../../wire/conversation.ts'
import { WireError } from '../../wire/fault.ts'
import { loginPostgres } from '../../wire/postgres/login.ts'
import type { PostgresRows } from '../../wire/postgres/query.ts'
import { queryPostgres } from '../../wire/postgres/query.ts'
import { leave } from '../../wire/postgres/start.ts'
import type { Marked, Planted, Planter, Trace, Traces } from './planter.ts'
import { lasting, noLogin } from './session.ts'

/** A table of one row in a schema of its own; where no schema may be made, in the first one of the search path. */
export const postgresPlanter: Planter = {
  protocol: 'postgres',
  does: 'makes a schema and a table of a random name with one row in the database of --login, and drops them',
  async open(target, asking, marked) {
    const { login } = target
    if (login === undefined) return noLogin
    const safe = await openForLogin(target, asking)
    if (typeof safe === 'string') return safe
    const { talk } = safe
    try {
      const database = login.database ?? 'postgres'
      const outcome = await loginPostgres(talk, { ...login, database, shown: 'the account of --login', clear: true, nonce: asking.random(18) })
      if (outcome.kind === 'in') return planted(talk, asking, marked)
      talk.end()
      return outcome.kind === 'refused' ? `the account of --login is refused (${outcome.code})` : 'the log-in takes another way'
    } catch (error) {
      talk.end()
      throw error
    }
  },
}

function planted(talk: Conversation, { timeout }: Asking, { name, value }: Marked): Planted {
  const ask = (sql: string, shown: string): Promise<PostgresRows> => lasting(talk, timeout, () => queryPostgres(talk, sql, shown))
  let table = `${name}.${name}`
  return {
    what: `schema or table ${name}`,
    removal: `DROP TABLE IF EXISTS ${name}.${name}, ${name}; DROP SCHEMA IF EXISTS ${name}`,
    async write() {
      const schema = await ask(`CREATE SCHEMA ${name}`, 'CREATE SCHEMA of our own')
      if ('code' in schema) table = name
      const made = await ask(`CREATE TABLE ${table} (${name} text)`, 'CREATE TABLE of our own')
      if ('code' in made) return `the server does not let this account make a table (${made.code})`
      const row = await ask(`INSERT INTO ${table} VALUES ('${value}')`, 'INSERT of one row')
      return 'code' in row ? `the server does not let this account write (${row.code})` : undefined
    },
    async traces(known) {
      const words = new Map<string, string | undefined>()
      for (const [key, sql] of questions(table)) words.set(key, first(await ask(sql, key)))
      return tracesOf(words, known)
    },
    async flush() {
      const answer = await ask('CHECKPOINT', 'CHECKPOINT')
      return 'code' in answer ? `CHECKPOINT is refused (${answer.code})` : undefined
    },
    async remove() {
      for (const sql of [`DROP TABLE IF EXISTS ${name}.${name}`, `DROP TABLE IF EXISTS ${name}`, `DROP SCHEMA IF EXISTS ${name}`]) {
        const answer = await ask(sql, sql.replaceAll(name, 'our own'))
        if ('code' in answer) throw new WireError('garbage', `the deletion is refused (${answer.code})`)
      }
    },
    async isGone() {
      const sql = `SELECT (SELECT count(*) FROM pg_class WHERE relname = '${name}') + (SELECT count(*) FROM pg_namespace WHERE nspname = '${name}')`
      return first(await ask(sql, 'SELECT of what is left')) === '0'
    },
    end() {
      leave(talk)
      talk.end()
    },
  }
}

function questions(table: string): readonly (readonly [string, string])[] {
  return [
    ['SHOW data_directory', 'SHOW data_directory'],
    ['SHOW logging_collector', 'SHOW logging_collector'],
    ['SHOW log_directory', 'SHOW log_directory'],
    ['SHOW log_destination', 'SHOW log_destination'],
    ['the file of the table', `SELECT pg_relation_filepath('${table}')`],
    ['the identifier of the cluster', 'SELECT system_identifier FROM pg_control_system()'],
  ]
}

function first(answer: PostgresRows): string | undefined {
  return 'rows' in answer ? answer.rows[0]?.[0] : undefined
}

/** Where the server keeps what it writes (PostgreSQL 15, "Database File Layout", "Error Reporting and Logging"). */
function tracesOf(words: ReadonlyMap<string, string | undefined>, known: readonly Trace[]): Traces {
  const data = words.get('SHOW data_directory') ?? known.find(({ holds }) => holds === 'data')?.path
  const table = words.get('the file of the table')
  const collects = words.get('SHOW logging_collector') === 'on'
  const folder = words.get('SHOW log_directory')
  const logs = collects && folder !== undefined && data !== undefined ? (folder.startsWith('/') ? folder : `${data}/${folder}`) : undefined
  const identifier = words.get('the identifier of the cluster') ?? ''
  const hasProof = data !== undefined && /^\d{1,20}$/.test(identifier)
  const destination = words.get('SHOW log_destination') ?? ''
  return {
    traces: [
      ...(data === undefined ? [] : [{ path: data, holds: 'data' as const }]),
      ...(logs === undefined ? [] : [{ path: logs, holds: 'log' as const }]),
    ],
    ...(data === undefined || table === undefined ? {} : { own: `${data}/${table}` }),
    // the first eight bytes of pg_control are the identifier (catalog/pg_control.h)
    proof: hasProof ? [{ path: `${data}/global/pg_control`, bytes: eightBytes(BigInt(identifier)) }] : [],
    logsToOutput: !collects,
    open: [
      ...(collects && logs === undefined ? ['the account may not read where the server logs'] : []),
      ...(destination.includes('syslog') ? ['it also logs to the system log'] : []),
    ],
  }
}

function eightBytes(number: bigint): Uint8Array {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt.asUintN(64, number))
  return bytes
}
