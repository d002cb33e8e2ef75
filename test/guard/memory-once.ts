import type { Once } from '../../src/guard/people/once.ts'

/** What was there already, in memory, as a store keeps it. */
export function memoryOnce(now: () => number): Once {
  const kept = new Map<string, number>()
  return {
    first: (key, until) => {
      const isKnown = now() < (kept.get(key) ?? 0)
      if (!isKnown) kept.set(key, until)
      return Promise.resolve(!isKnown)
    },
  }
}
