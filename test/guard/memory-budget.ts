import type { BudgetStore } from '../../src/guard/people/budget.ts'

/** Counts in memory, as a store keeps them. */
export function memoryBudget(): BudgetStore {
  const kept = new Map<string, { readonly count: number; readonly ends: number }>()
  return {
    take: (name, window, now) => {
      const before = kept.get(name)
      const next = before === undefined || before.ends <= now ? { count: 1, ends: now + window } : { ...before, count: before.count + 1 }
      kept.set(name, next)
      return Promise.resolve(next.count)
    },
    reset: (name) => Promise.resolve(void kept.delete(name)),
  }
}
