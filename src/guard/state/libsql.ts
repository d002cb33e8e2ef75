import { closeSync, openSync } from 'node:fs'
import type { Database as Connection, Statement } from 'libsql'
import LibSql from 'libsql'
import { StateFault } from './fault.ts'
import { migrate } from './migrations.ts'
import type { Database, Row, Sql, Value } from './sql.ts'

export interface EmbeddedOptions {
  readonly file: string
  /** Milliseconds between two looks at what other processes changed. */
  readonly poll?: number
}

/**
 * One file for one guard, or for several processes on one machine. Every change is on the disk when it is done (WAL, synchronous=FULL). The file
 * is its owner's alone.
 */
export async function openEmbedded({ file, poll = 25 }: EmbeddedOptions): Promise<Database> {
  const connection = guarded(() => {
    closeSync(openSync(file, 'a', 0o600))
    const made = new LibSql(file)
    made.exec('PRAGMA journal_mode = WAL')
    made.exec('PRAGMA synchronous = FULL')
    made.exec('PRAGMA busy_timeout = 5')
    made.exec('PRAGMA trusted_schema = OFF')
    return made
  })
  // one connection: what is between BEGIN and COMMIT is of one caller alone
  let turn: Promise<unknown> = Promise.resolve()
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work)
    turn = mine.catch(() => undefined)
    return mine
  }
  const heard = new Set<() => void>()
  // prepared once: a look costs some twenty microseconds
  const version = guarded(() => connection.prepare('PRAGMA data_version'))
  let seen = guarded(() => versionIn(version))
  let isAnnounced = false
  function look(): void {
    const now = guarded(() => versionIn(version))
    if (now === seen) return
    seen = now
    for (const each of heard) each()
  }
  const timer = setInterval(() => {
    try {
      look()
    } catch {
      // whoever asks next is told
    }
  }, poll)
  timer.unref()

  const direct: Sql = { all: async (text, ...values) => patiently(() => run(connection, text, values)) }
  const database: Database = {
    all: (text, ...values) => inTurn(() => direct.all(text, ...values)),
    transaction: (work) =>
      inTurn(async () => {
        await patiently(() => connection.exec('BEGIN IMMEDIATE'))
        isAnnounced = false
        try {
          const result = await work(direct)
          await patiently(() => connection.exec('COMMIT'))
          if (isAnnounced) for (const each of heard) each()
          return result
        } catch (error) {
          if (connection.inTransaction) connection.exec('ROLLBACK')
          throw error
        }
      }),
    async announce() {
      isAnnounced = true
    },
    listen(call) {
      heard.add(call)
      return () => void heard.delete(call)
    },
    async close() {
      clearInterval(timer)
      await turn
      guarded(() => connection.close())
    },
  }
  try {
    await migrate(database, { integer: 'INTEGER', end: ' STRICT' })
  } catch (error) {
    await database.close().catch(() => undefined)
    throw error
  }
  return database
}

function run(connection: Connection, text: string, values: readonly Value[]): readonly Row[] {
  const statement = connection.prepare(text.replace(/\$(\d+)/g, '?$1'))
  if (statement.reader) return statement.all(...values) as readonly Row[]
  statement.run(...values)
  return []
}

/** Another number whenever another connection changed the file. */
function versionIn(statement: Statement): unknown {
  return (statement.all() as readonly Row[])[0]?.['data_version']
}

/** Milliseconds in which another process lets go of the file, and between two tries: the library itself would hold up everything meanwhile. */
const patience = 2_000
const pause = 5

async function patiently<T>(work: () => T): Promise<T> {
  const end = performance.now() + patience
  for (;;) {
    try {
      return work()
    } catch (error) {
      const isBusy = error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')
      if (!isBusy || performance.now() > end)
        return guarded(() => {
          throw error
        })
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
}

/** Errors of the library say the statement at most, never a value. */
function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof StateFault) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    if (/^SQLITE_CONSTRAINT_(?:UNIQUE|PRIMARYKEY)/.test(code)) throw new StateFault('conflict', 'it is there already', error)
    if (code.startsWith('SQLITE_CONSTRAINT') || code === 'SQLITE_MISMATCH') throw new StateFault('refused', 'it is none of what is kept there', error)
    if (/^SQLITE_(?:CORRUPT|NOTADB)/.test(code)) throw new StateFault('damaged', 'the file is damaged, or no database', error)
    throw new StateFault('unavailable', `the database does not answer (${code})`, error)
  }
}
