import { closed } from './closed.ts'
import type { Listener } from './listener.ts'

/** What a guard begins and has to end. */
export interface Lifetime {
  /** Work that never rejects: where it fails, that is told, and the guard goes on. */
  readonly told: (work: () => Promise<unknown>, failed: string) => () => Promise<void>
  /** Does this now and then until the end; milliseconds. */
  readonly every: (milliseconds: number, work: () => Promise<void>) => void
  /** Does this at the end. */
  readonly ends: (end: () => unknown) => void
  /** Closes this at the end. */
  readonly serves: <T extends Listener>(server: T) => T
  /** Ends what was begun, the last first. */
  readonly end: () => Promise<void>
}

/** @param trouble told of what fails beside the way of a request */
export function lifetime(trouble: (what: string) => void): Lifetime {
  const ends: (() => unknown)[] = []
  return {
    told: (work, failed) => async () => {
      try {
        await work()
      } catch {
        trouble(failed)
      }
    },
    every(milliseconds, work) {
      const timer = setInterval(() => void work(), milliseconds)
      ends.push(() => clearInterval(timer))
    },
    ends: (end) => void ends.push(end),
    serves(server) {
      ends.push(() => closed(server))
      return server
    },
    async end() {
      for (const end of ends.toReversed()) await end()
    },
  }
}
