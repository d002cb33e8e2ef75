/** How much may go on at once. */
export interface Lanes<T> {
  /** Items that are worked on at the same time. */
  readonly concurrency: number
  /** What an item takes up while it is worked on, and how many may share it. */
  readonly uses: (item: T) => readonly { readonly key: string; readonly most: number }[]
}

/**
 * Works on all items, several at a time, the first that may go first. The results stand in the order of the items, whatever the order in
 * which they are ready. One that rejects rejects the whole when what is under way has ended.
 */
export async function inLanes<T, R>(
  items: readonly T[],
  { concurrency, uses }: Lanes<T>,
  work: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = []
  const waiting = items.map((item, index) => ({ item, index, uses: uses(item) }))
  const taken = new Map<string, number>()
  const running = new Set<Promise<void>>()
  const failures: unknown[] = []
  while (waiting.length > 0 || running.size > 0) {
    while (running.size < concurrency && failures.length === 0) {
      const at = waiting.findIndex((each) => each.uses.every(({ key, most }) => (taken.get(key) ?? 0) < most))
      if (at === -1) break
      const [next] = waiting.splice(at, 1)
      start(next!)
    }
    if (running.size === 0) break
    await Promise.race(running)
  }
  if (failures.length > 0) throw failures[0]
  return results

  function start({ item, index, uses: used }: (typeof waiting)[number]): void {
    for (const { key } of used) taken.set(key, (taken.get(key) ?? 0) + 1)
    const job = work(item, index)
      .then(
        (result) => {
          results[index] = result
        },
        (error: unknown) => {
          failures.push(error)
        },
      )
      .finally(() => {
        for (const { key } of used) taken.set(key, taken.get(key)! - 1)
        running.delete(job)
      })
    running.add(job)
  }
}
