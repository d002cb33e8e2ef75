import type { KeyRecord } from '../keys/life.ts'
import { bump } from './epoch.ts'
import { StateFault } from './fault.ts'
import { markedKeyHash } from './hashes.ts'
import { keyOf } from './rows.ts'
import type { Database, Sql } from './sql.ts'
import type { KeyState } from './types.ts'

export function keyState(database: Database): KeyState {
  return {
    add: (key) => insert(database, key),
    async find(hash) {
      const [row] = await database.all('SELECT * FROM guard_key WHERE hash = $1', markedKeyHash(hash))
      return row === undefined ? undefined : keyOf(row)
    },
    list: async () => (await database.all('SELECT * FROM guard_key ORDER BY id')).map(keyOf),
    revoke: (id, at) =>
      database.transaction(async (sql) => {
        const rows = await sql.all('UPDATE guard_key SET revoked = coalesce(revoked, $1) WHERE id = $2 RETURNING id', at, id)
        if (rows.length > 0) await bump(database, sql)
        return rows.length > 0
      }),
    rotate: (old, next) =>
      database.transaction(async (sql) => {
        const rows = await sql.all(
          'UPDATE guard_key SET expires = $1 WHERE id = $2 AND hash = $3 AND expires >= $1 AND revoked IS NULL RETURNING id',
          old.expires,
          old.id,
          markedKeyHash(old.hash),
        )
        if (rows.length === 0) throw new StateFault('conflict', 'the key was revoked or changed meanwhile')
        await insert(sql, next)
        await bump(database, sql)
      }),
    used: (uses) =>
      database.transaction(async (sql) => {
        // one order for all: two guards that write the same keys do not wait for each other
        for (const [id, at] of [...uses].toSorted(([one], [other]) => (one < other ? -1 : 1)))
          await sql.all('UPDATE guard_key SET last_used = $1 WHERE id = $2 AND (last_used IS NULL OR last_used < $1)', at, id)
      }),
  }
}

async function insert(sql: Sql, key: KeyRecord): Promise<void> {
  await sql.all(
    `INSERT INTO guard_key (id, hash, ending, owner, purpose, scopes, sources, created, expires, revoked, successor_of, last_used)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    key.id,
    markedKeyHash(key.hash),
    key.ending,
    key.owner,
    key.purpose,
    JSON.stringify(key.scopes),
    JSON.stringify(key.sources),
    key.created,
    key.expires,
    key.revoked ?? null,
    key.successorOf ?? null,
    key.lastUsed ?? null,
  )
}
