/** Work of which so many pieces run at a time, in the order they came; more than `most` waiting are an error at once. */
export function atMost(together: number, most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (running < together) running++
    else {
      if (waiting.length >= most) throw new Error('too much is waiting')
      // whoever ends hands their place on
      await new Promise<void>((begin) => void waiting.push(begin))
    }
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }
}
