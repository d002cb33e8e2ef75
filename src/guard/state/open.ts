import { StateFault } from './fault.ts'
import type { EpochClock } from './epoch.ts'
import { bump, epochState } from './epoch.ts'
import { keyState } from './keys.ts'
import { accountState, sessionState } from './people.ts'
import { reportState } from './reports.ts'
import { rightsOf } from './rows.ts'
import type { Database } from './sql.ts'
import type { BudgetState, GuardState, RightState, SpentState } from './types.ts'

/** Milliseconds after which a report that did not come again is of a page that is no more. */
const staleReport = 30 * 86_400_000

/** What the guard keeps, in a database that is open: `openEmbedded` and `openShared` give one. */
export function guardState(database: Database, clock: EpochClock): GuardState {
  const epoch = epochState(database, clock)
  return {
    keys: keyState(database),
    sessions: sessionState(database),
    accounts: accountState(database),
    rights: rightState(database),
    spent: spentState(database),
    budgets: budgetState(database),
    reports: reportState(database),
    epoch,
    async sweep(now) {
      const gone = [
        await database.all('DELETE FROM guard_spent WHERE expires <= $1 RETURNING name', now),
        await database.all('DELETE FROM guard_budget WHERE ends <= $1 RETURNING name', now),
        await database.all('DELETE FROM guard_session WHERE expires <= $1 RETURNING id', now),
        await database.all('DELETE FROM guard_report WHERE last <= $1 RETURNING host', now - staleReport),
      ]
      return gone.reduce((sum, rows) => sum + rows.length, 0)
    },
    async close() {
      epoch.end()
      await database.close()
    },
  }
}

function rightState(database: Database): RightState {
  return {
    async load() {
      const [row] = await database.all('SELECT epoch, document FROM guard_rights WHERE one = 1')
      if (row === undefined) throw new StateFault('damaged', 'there are no rights')
      return rightsOf(row)
    },
    keep: ({ epoch, administrators, grants, memberships }, before) =>
      database.transaction(async (sql) => {
        if (epoch <= before) throw new StateFault('refused', 'the epoch of rights only counts up')
        const document = JSON.stringify({ administrators, grants, memberships })
        const rows = await sql.all(
          'UPDATE guard_rights SET epoch = $1, document = $2 WHERE one = 1 AND epoch = $3 RETURNING epoch',
          epoch,
          document,
          before,
        )
        if (rows.length === 0) throw new StateFault('conflict', 'the rights were changed meanwhile')
        await bump(database, sql)
      }),
  }
}

function spentState(database: Database): SpentState {
  return {
    async spend(name, expires, now) {
      const rows = await database.all(
        `INSERT INTO guard_spent (name, expires) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET expires = excluded.expires WHERE guard_spent.expires <= $3 RETURNING name`,
        name,
        expires,
        now,
      )
      return rows.length === 1
    },
  }
}

function budgetState(database: Database): BudgetState {
  return {
    async take(name, window, now) {
      const [row] = await database.all(
        `INSERT INTO guard_budget (name, count, ends) VALUES ($1, 1, $2)
         ON CONFLICT (name) DO UPDATE SET
           count = CASE WHEN guard_budget.ends <= $3 THEN 1 ELSE guard_budget.count + 1 END,
           ends = CASE WHEN guard_budget.ends <= $3 THEN excluded.ends ELSE guard_budget.ends END
         RETURNING count`,
        name,
        now + window,
        now,
      )
      if (row === undefined) throw new StateFault('damaged', 'a budget has no count')
      return Number(row['count'])
    },
    async reset(name) {
      await database.all('DELETE FROM guard_budget WHERE name = $1', name)
    },
  }
}
