import { StateFault } from '../../src/guard/state/fault.ts'
import type { AccountRecord, AccountState } from '../../src/guard/state/types.ts'

/** Accounts in memory, as a store keeps them. */
export function memoryAccounts(): AccountState & { readonly kept: Map<string, AccountRecord> } {
  const kept = new Map<string, AccountRecord>()
  return {
    kept,
    add: async (account) => {
      if (kept.has(account.name)) throw new StateFault('conflict', 'it is there already')
      kept.set(account.name, account)
    },
    find: (name) => Promise.resolve(kept.get(name)),
    list: () => Promise.resolve([...kept.values()]),
    change: async (account) => {
      if (kept.get(account.name)?.version !== account.version - 1) throw new StateFault('conflict', 'it was changed meanwhile')
      kept.set(account.name, account)
    },
    remove: (name) => Promise.resolve(kept.delete(name)),
  }
}
