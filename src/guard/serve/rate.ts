const minute = 60_000
const most = 100_000

/** Seconds until this caller may ask for this again, this request counted; 0 where it may now. `most` are for one window. */
export type Later = (caller: string, what: string, most: number) => number

/**
 * Counts what each caller asks in a window (milliseconds), in memory: for one guard. As many as it has may come at once, then one after the other as time
 * goes by (GCRA): no turn of the clock gives twice as many. What is refused is not counted.
 */
export function rates(now: () => number, window: number = minute): Later {
  /** When each caller would have asked all of it evenly, in milliseconds. */
  const spent = new Map<string, number>()
  return (caller, what, perWindow) => {
    const key = `${what}\n${caller}`
    const moment = now()
    const each = window / perWindow
    // a clock that was set back makes nobody wait for longer than a window
    const before = Math.min(Math.max(spent.get(key) ?? moment, moment), moment + window)
    const wait = before + each - (moment + window)
    // a hair of what is lost in fractions
    if (wait > 0.001) return Math.ceil(wait / 1000)
    spent.delete(key)
    spent.set(key, before + each)
    // whoever comes from that many places is served as if he came for the first time; those of late are known
    if (spent.size > most) for (const [oldest] of spent) if (spent.size > most) spent.delete(oldest)
    return 0
  }
}
