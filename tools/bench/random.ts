/** A small generator of its own (mulberry32): the same seed gives the same files on every machine. */
export interface Random {
  /** In [0, 1). */
  readonly next: () => number
  /** In [from, to], whole. */
  readonly between: (from: number, to: number) => number
  readonly pick: <T>(list: readonly T[]) => T
  readonly chance: (probability: number) => boolean
}

export function random(seed: number): Random {
  let state = seed >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  function between(from: number, to: number): number {
    return from + Math.floor(next() * (to - from + 1))
  }
  function pick<T>(list: readonly T[]): T {
    return list[between(0, list.length - 1)] as T
  }
  return { next, between, pick, chance: (probability) => next() < probability }
}
