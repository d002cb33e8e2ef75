import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inLanes } from './schedule.ts'

describe('lanes', () => {
  it('give results in the order of the items, whatever the order in which they are ready', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 20 }), fc.integer({ min: 1, max: 8 }), async (waits, concurrency) => {
        const ready: number[] = []
        const got = await inLanes(waits, { concurrency, uses: () => [] }, async (turns, index) => {
          for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
          ready.push(index)
          return index
        })
        expect(got).toEqual(waits.map((_, index) => index))
        expect(ready.toSorted((a, b) => a - b)).toEqual(got)
      }),
    )
  })

  it('never hold more than the bound, over all and for each key', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 25 }), fc.integer({ min: 1, max: 6 }), async (hosts, concurrency) => {
        const now = new Map<string, number>()
        let all = 0
        await inLanes(hosts, { concurrency, uses: (host) => [{ key: host, most: 2 }] }, async (host) => {
          now.set(host, (now.get(host) ?? 0) + 1)
          all++
          expect(all).toBeLessThanOrEqual(concurrency)
          expect(now.get(host)).toBeLessThanOrEqual(2)
          await new Promise((resolve) => setImmediate(resolve))
          now.set(host, now.get(host)! - 1)
          all--
        })
      }),
    )
  })

  it('let a free host overtake one that is busy', async () => {
    const order: string[] = []
    await inLanes(['a1', 'a2', 'b1'], { concurrency: 2, uses: (item) => [{ key: item[0]!, most: 1 }] }, async (item) => {
      order.push(item)
      await new Promise((resolve) => setImmediate(resolve))
    })
    expect(order).toEqual(['a1', 'b1', 'a2'])
  })

  it('reject with the first failure, when what is under way has ended', async () => {
    let ended = 0
    const work = inLanes([1, 2, 3], { concurrency: 2, uses: () => [] }, async (item) => {
      if (item === 1) throw new Error('bug')
      await new Promise((resolve) => setImmediate(resolve))
      ended++
    })
    await expect(work).rejects.toThrow('bug')
    expect(ended).toBe(1)
  })
})
