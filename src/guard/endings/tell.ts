import type { Ending } from './endings.ts'
import { daysLeft } from './endings.ts'

/** Days before its end at which something is told again: when it is first seen, and when it comes below one of these. */
const steps = [0, 1, 3, 7, 14, 30]

/** Tells what ends, at each step once. What could not be told is told at the next look. */
export function endingTeller(tell: (ending: Ending) => Promise<void>, now: () => number): (all: readonly Ending[]) => Promise<void> {
  const told = new Map<string, number>()
  return async (all) => {
    for (const one of all) {
      const step = steps.findIndex((days) => daysLeft(one, now()) < days)
      // the end itself counts: a file with another end in its place is another thing
      const name = JSON.stringify([one.what, one.end])
      if (told.get(name) === step) continue
      await tell(one)
      told.set(name, step)
    }
  }
}
