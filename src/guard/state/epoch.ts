import { StateFault } from './fault.ts'
import type { Database, Sql } from './sql.ts'
import type { EpochState } from './types.ts'

/** Counts the epoch up, in the transaction of what it is for. */
export async function bump(database: Database, sql: Sql): Promise<void> {
  const [row] = await sql.all('UPDATE guard_epoch SET value = value + 1 WHERE one = 1 RETURNING value')
  if (row === undefined) throw new StateFault('damaged', 'there is no epoch')
  await database.announce(sql, Number(row['value']))
}

export interface EpochClock {
  /** Milliseconds that only go on. */
  readonly monotonic: () => number
  readonly every: (milliseconds: number, call: () => void) => () => void
}

/** Asks again this often, whatever is announced: an announcement may be lost with its connection, and silence is no answer. */
const asking = 500

export function epochState(database: Database, clock: EpochClock): EpochState & { readonly end: () => void } {
  const watchers = new Set<(epoch: number) => void>()
  let known = -1
  let knownAt = clock.monotonic()
  let isAsking = false
  let isMissed = false
  // announcements, and those of them that were there before what is known was read
  let [announced, read] = [0, 0]
  let endWatch: (() => void) | undefined

  async function readNow(): Promise<number> {
    // what is read now held at this moment
    const asked = clock.monotonic()
    const before = announced
    const [row] = await database.all('SELECT value FROM guard_epoch WHERE one = 1')
    if (row === undefined) throw new StateFault('damaged', 'there is no epoch')
    const value = Number(row['value'])
    knownAt = Math.max(knownAt, asked)
    read = Math.max(read, before)
    // answers overtake each other
    if (value > known) {
      known = value
      for (const each of watchers) each(value)
    }
    return value
  }

  async function ask(): Promise<void> {
    if (isAsking) {
      isMissed = true
      return
    }
    isAsking = true
    try {
      do {
        isMissed = false
        await readNow()
      } while (isMissed)
    } catch {
      // age tells
    } finally {
      isAsking = false
    }
  }

  function hear(): void {
    announced++
    void ask()
  }

  return {
    read: readNow,
    watch(changed) {
      watchers.add(changed)
      if (endWatch === undefined) {
        const ends = [database.listen(hear), clock.every(asking, () => void ask())]
        endWatch = () => {
          for (const each of ends) each()
        }
        void ask()
      }
      return () => void watchers.delete(changed)
    },
    isBehind: () => read < announced,
    age: () => (known === -1 ? Infinity : clock.monotonic() - knownAt),
    end: () => endWatch?.(),
  }
}
