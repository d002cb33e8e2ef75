/** Work that keeps the processor busy, one after the other; more than `most` waiting are an error at once. */
export function oneAtATime(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()
  return async (work) => {
    if (waiting >= most) throw new Error('too much is waiting')
    waiting++
    const before = last
    const own = (async () => {
      await before
      // others get their turn in between
      await new Promise((resolve) => void setImmediate(resolve))
      return work()
    })()
    last = own.catch(() => undefined)
    try {
      return await own
    } finally {
      waiting--
    }
  }
}
