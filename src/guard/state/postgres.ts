import pg from 'pg'
import { StateFault } from './fault.ts'
import { migrate } from './migrations.ts'
import type { Database, Row, Sql, Value } from './sql.ts'

export interface SharedOptions {
  /** A name, an address, or the folder of a socket. */
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password?: string
  /** Authorities in PEM that the server's certificate is verified with. Without it only a socket and loopback are connected to. */
  readonly ca?: string
  /** Milliseconds for a connection, and for each statement. */
  readonly timeout?: number
  readonly connections?: number
}

const channel = 'guard_epoch'
/** Number of the advisory lock under which tables are made: one of ours. */
const migrating = 7_267_201

/** One database for several guards. Every change is on its disk when it is done, and told to all of them by NOTIFY. */
export async function openShared(options: SharedOptions): Promise<Database> {
  const { host, port, database, user, password, ca, timeout = 2_000, connections = 10 } = options
  const isLocal = host.startsWith('/') || host === 'localhost' || host === '127.0.0.1' || host === '::1'
  if (ca === undefined && !isLocal)
    throw new StateFault('refused', 'a database on another machine is spoken to over verified TLS alone: name the authority of its certificate')
  const settings: pg.ClientConfig = {
    host,
    port,
    database,
    user,
    // an empty one keeps the library from looking for others in the environment and in files
    password: password ?? '',
    ssl: ca === undefined ? false : { ca, rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    connectionTimeoutMillis: timeout,
    statement_timeout: timeout,
    query_timeout: timeout + 500,
    lock_timeout: timeout,
    idle_in_transaction_session_timeout: timeout * 2,
    keepAlive: true,
    application_name: 'ringwall-guard',
    options: '-c synchronous_commit=on -c client_min_messages=warning',
  }
  const pool = new pg.Pool({ ...settings, max: connections })
  // a connection that broke while nobody used it is replaced by the pool
  pool.on('error', () => undefined)
  const ears = listenOn(settings)

  const telling = new WeakSet<Sql>()
  const made: Database = {
    all: async (text, ...values) => guarded(async () => rowsOf(await pool.query(text, [...values]))),
    async transaction(work) {
      const client = await guarded(() => pool.connect())
      const sql: Sql = { all: (text, ...values: readonly Value[]) => guarded(async () => rowsOf(await client.query(text, [...values]))) }
      try {
        await sql.all('BEGIN')
        const result = await work(sql)
        await sql.all('COMMIT')
        client.release()
        // who is told by the server is told later than whoever made the change
        if (telling.has(sql)) ears.tell()
        return result
      } catch (error) {
        // whatever state it is in, nobody else gets it
        client.release(true)
        throw error
      }
    },
    async announce(sql, epoch) {
      telling.add(sql)
      await sql.all('SELECT pg_notify($1, $2)', channel, String(epoch))
    },
    listen: ears.listen,
    async close() {
      await ears.close()
      await guarded(() => pool.end())
    },
  }
  try {
    // before there is a table that could be locked
    const once: Database = {
      ...made,
      transaction: (work) =>
        made.transaction(async (sql) => {
          await sql.all('SELECT pg_advisory_xact_lock($1)', migrating)
          return work(sql)
        }),
    }
    await migrate(once, { integer: 'BIGINT', end: '' })
    return made
  } catch (error) {
    await made.close().catch(() => undefined)
    throw error
  }
}

interface Ears {
  readonly listen: (heard: () => void) => () => void
  readonly tell: () => void
  readonly close: () => Promise<void>
}

/** One connection that hears what is announced, made anew when it breaks: then something may have been missed, which is told as well. */
function listenOn(settings: pg.ClientConfig): Ears {
  const heard = new Set<() => void>()
  let client: pg.Client | undefined
  let again: NodeJS.Timeout | undefined
  let isClosed = false
  const tell = (): void => {
    for (const each of heard) each()
  }

  async function connect(): Promise<void> {
    const one = new pg.Client({ ...settings, statement_timeout: 0 })
    client = one
    one.on('notification', tell)
    one.on('error', () => undefined)
    one.once('end', () => {
      if (client !== one || isClosed) return
      client = undefined
      tell()
      again = setTimeout(() => void connect(), 200)
      again.unref()
    })
    try {
      await one.connect()
      await one.query(`LISTEN ${channel}`)
      tell()
    } catch {
      // its end comes, too, and is followed by another try; where it does not, here
      one.end().catch(() => undefined)
    }
  }

  return {
    tell,
    listen(call) {
      heard.add(call)
      if (client === undefined && again === undefined) void connect()
      return () => void heard.delete(call)
    },
    async close() {
      isClosed = true
      clearTimeout(again)
      await client?.end().catch(() => undefined)
    },
  }
}

function rowsOf({ rows }: pg.QueryResult<Row>): readonly Row[] {
  return rows
}

/** Messages of the server may quote values: only its codes are passed on (PostgreSQL manual, appendix A). */
async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof StateFault) throw error
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'no answer'
    if (code === '23505' || code === '40001' || code === '40P01') throw new StateFault('conflict', 'somebody else was first', error)
    if (/^(?:23|22)/.test(code)) throw new StateFault('refused', 'it is none of what is kept there', error)
    throw new StateFault('unavailable', `the database does not answer (${code})`, error)
  }
}
