import type { Seen } from '../browser/csp/seen.ts'
import { seenOf } from './rows.ts'
import type { Database } from './sql.ts'
import type { ReportState } from './types.ts'

/** Kinds of sightings that are kept of a site: of people who are logged in, and of anybody, who takes no room from those. */
const most = { people: 500, others: 200 } as const

export function reportState(database: Database): ReportState {
  return {
    add: (seen) =>
      database.transaction(async (sql) => {
        // one order for all: two guards that write the same do not wait for each other
        for (const one of seen.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))) {
          const { host, directive, source, sample, isEnforced, route, people, others, first, last } = one
          const key = [host, directive, source, sample, isEnforced ? 1 : 0] as const
          const added = await sql.all(
            `UPDATE guard_report SET people = people + $6, others = others + $7, last = CASE WHEN last < $8 THEN $8 ELSE last END, route = $9
             WHERE host = $1 AND directive = $2 AND source = $3 AND sample = $4 AND enforced = $5 RETURNING host`,
            ...key,
            people,
            others,
            last,
            route,
          )
          if (added.length > 0) continue
          const [row] = await sql.all(
            `SELECT count(*) AS there FROM guard_report WHERE host = $1 AND ${people > 0 ? 'people > 0' : 'people = 0'}`,
            host,
          )
          if (Number(row?.['there']) >= (people > 0 ? most.people : most.others)) continue
          await sql.all(
            `INSERT INTO guard_report (host, directive, source, sample, enforced, route, people, others, first, last)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
            ...key,
            route,
            people,
            others,
            first,
            last,
          )
        }
      }),
    list: async (host) =>
      (await database.all('SELECT * FROM guard_report WHERE host = $1 ORDER BY directive, source, sample, enforced', host)).map(seenOf),
    async forget(host) {
      return (await database.all('DELETE FROM guard_report WHERE host = $1 RETURNING host', host)).length
    },
  }
}

function nameOf({ host, directive, source, sample, isEnforced }: Seen): string {
  return JSON.stringify([host, directive, source, sample, isEnforced])
}
