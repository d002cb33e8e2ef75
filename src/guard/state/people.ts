import { bump } from './epoch.ts'
import { StateFault } from './fault.ts'
import { accountOf, sessionOf } from './rows.ts'
import type { Database } from './sql.ts'
import type { AccountRecord, AccountState, SessionState } from './types.ts'

export function sessionState(database: Database): SessionState {
  return {
    async add({ id, hash, host, person, secondFactor, how, provider, created, seen, checked, expires }) {
      await database.all(
        `INSERT INTO guard_session (id, hash, host, person, name, groups, second_factor, how, provider, created, seen, checked, expires)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
        id,
        hash,
        host,
        person.id,
        person.name,
        JSON.stringify(person.groups),
        secondFactor ? 1 : 0,
        how,
        provider ?? null,
        created,
        seen,
        checked,
        expires,
      )
    },
    async find(hash) {
      const [row] = await database.all('SELECT * FROM guard_session WHERE hash = $1', hash)
      return row === undefined ? undefined : sessionOf(row)
    },
    async list(person) {
      const rows =
        person === undefined
          ? await database.all('SELECT * FROM guard_session ORDER BY created, id')
          : await database.all('SELECT * FROM guard_session WHERE person = $1 ORDER BY created, id', person)
      return rows.map(sessionOf)
    },
    touch: (id, { seen = 0, checked = 0, groups }) =>
      database.transaction(async (sql) => {
        const [before] = await sql.all('SELECT groups FROM guard_session WHERE id = $1', id)
        if (before === undefined) return false
        const now = groups === undefined ? String(before['groups']) : JSON.stringify(groups)
        const rows = await sql.all(
          `UPDATE guard_session SET seen = CASE WHEN seen < $1 THEN $1 ELSE seen END, checked = CASE WHEN checked < $2 THEN $2 ELSE checked END, groups = $3
           WHERE id = $4 RETURNING id`,
          seen,
          checked,
          now,
          id,
        )
        // other groups are other rights
        if (rows.length > 0 && now !== before['groups']) await bump(database, sql)
        return rows.length > 0
      }),
    async end(which) {
      const conditions = (['id', 'person', 'provider'] as const).flatMap((name) => (which[name] === undefined ? [] : [[name, which[name]] as const]))
      if (conditions.length === 0) return []
      return database.transaction(async (sql) => {
        const where = conditions.map(([name], at) => `${name} = $${at + 1}`).join(' AND ')
        const rows = await sql.all(`DELETE FROM guard_session WHERE ${where} RETURNING id`, ...conditions.map(([, value]) => value))
        if (rows.length > 0) await bump(database, sql)
        return rows.map((row) => String(row['id']))
      })
    },
  }
}

export function accountState(database: Database): AccountState {
  return {
    async add(account) {
      await database.all(
        `INSERT INTO guard_account (name, password, one_time, passkeys, recovery, invitation, invited_until, groups, disabled, created, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        account.name,
        ...changeable(account),
        account.created,
        account.version,
      )
    },
    async find(name) {
      const [row] = await database.all('SELECT * FROM guard_account WHERE name = $1', name)
      return row === undefined ? undefined : accountOf(row)
    },
    list: async () => (await database.all('SELECT * FROM guard_account ORDER BY name')).map(accountOf),
    change: (account) =>
      database.transaction(async (sql) => {
        const rows = await sql.all(
          `UPDATE guard_account SET password = $2, one_time = $3, passkeys = $4, recovery = $5, invitation = $6, invited_until = $7, groups = $8,
             disabled = $9, version = $10
           WHERE name = $1 AND version = $10 - 1 RETURNING name`,
          account.name,
          ...changeable(account),
          account.version,
        )
        if (rows.length === 0) throw new StateFault('conflict', 'the account is not there, or was changed meanwhile')
        await bump(database, sql)
      }),
    remove: (name) =>
      database.transaction(async (sql) => {
        const rows = await sql.all('DELETE FROM guard_account WHERE name = $1 RETURNING name', name)
        if (rows.length > 0) await bump(database, sql)
        return rows.length > 0
      }),
  }
}

function changeable({ password, oneTime, passkeys, recovery, invitation, groups, disabled }: AccountRecord): readonly (string | number | null)[] {
  const { hash = null, until = null } = invitation ?? {}
  return [password, oneTime ?? null, JSON.stringify(passkeys), JSON.stringify(recovery), hash, until, JSON.stringify(groups), disabled ? 1 : 0]
}
