import type { EpochState } from '../state/types.ts'

/** How long an answer may rest on what is remembered while nobody knows which epoch holds, in milliseconds: what is revoked ends within a second. */
const longestSilence = 900
const most = 50_000

/**
 * Answers of a store that hold as long as its epoch: whatever is revoked or changed counts that up, and all is forgotten. Where it was not heard
 * of for too long, or an answer `holds` no longer by itself, the store is asked, and fails if it is gone. That nothing was found is not
 * remembered. Decision 0024.
 */
export function remembered<T>(
  find: (key: string) => Promise<T | undefined>,
  epoch: Pick<EpochState, 'watch' | 'age' | 'isBehind'>,
  holds: (value: T) => boolean = () => true,
): { readonly find: (key: string) => T | Promise<T | undefined>; readonly end: () => void } {
  let kept = new Map<string, T>()
  let generation = 0
  const end = epoch.watch(() => {
    generation++
    kept = new Map()
  })
  return {
    end,
    find: (key) => {
      const isFresh = !epoch.isBehind() && epoch.age() < longestSilence
      const known = kept.get(key)
      if (known !== undefined && isFresh && holds(known)) return known
      return ask(key)
    },
  }
  async function ask(key: string): Promise<T | undefined> {
    const before = generation
    const found = await find(key)
    // what was read before a change that was announced meanwhile is answered once and not kept
    if (generation === before && !epoch.isBehind() && found !== undefined) {
      if (kept.size >= most) kept = new Map()
      kept.set(key, found)
    }
    return found
  }
}
