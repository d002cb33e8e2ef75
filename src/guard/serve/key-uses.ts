import type { KeyState } from '../state/types.ts'

export interface KeyUses {
  readonly used: (id: string) => void
  /** Writes the last uses that were noted since. */
  readonly write: () => Promise<void>
}

/** Notes when each key was used last. What is not written is lost with the process: it says which keys are needed, not who did what. */
export function keyUses(store: Pick<KeyState, 'used'>, now: () => number): KeyUses {
  let noted = new Map<string, number>()
  return {
    used: (id) => void noted.set(id, now()),
    async write() {
      if (noted.size === 0) return
      const written = noted
      noted = new Map()
      await store.used(written)
    },
  }
}
