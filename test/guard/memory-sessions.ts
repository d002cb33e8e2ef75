import type { SessionRecord, SessionStore } from '../../src/guard/people/sessions.ts'

/** Sessions in memory, as a store keeps them. */
export function memorySessions(): SessionStore & { readonly kept: Map<string, SessionRecord> } {
  const kept = new Map<string, SessionRecord>()
  return {
    kept,
    find: (hash) => Promise.resolve(kept.get(hash)),
    put: (record) => Promise.resolve(void kept.set(record.hash, record)),
    end: (hash) => Promise.resolve(void kept.delete(hash)),
    all: () => Promise.resolve([...kept.values()]),
  }
}
