import { describe, expect, it, vi } from 'vitest'
import { memoryBudget } from '../../../test/guard/memory-budget.ts'
import { budget, networkOf } from './budget.ts'

describe('the budget of tries', () => {
  const made = (): { readonly tries: ReturnType<typeof budget>; readonly clock: { at: number } } => {
    const clock = { at: 0 }
    return { clock, tries: budget({ store: memoryBudget(), perAccount: 3, perNetwork: 5, window: 1000, now: () => clock.at }) }
  }
  const far = (index: number): string => `10.0.${index}.1`

  it('is of the account, in whatever spelling', async () => {
    const { tries } = made()
    const answers: boolean[] = []
    for (const [index, name] of ['ann', 'ANN', ' ann ', '\uFF41nn', 'ann'].entries()) answers.push(await tries.take(name, far(index)))
    expect(answers).toEqual([true, true, true, false, false])
  })

  it('is of the network that tries come from, whatever the account', async () => {
    const { tries } = made()
    const answers: boolean[] = []
    for (const [index, name] of ['a', 'b', 'c', 'd', 'e', 'f'].entries()) answers.push(await tries.take(name, `10.0.0.${index}`))
    expect(answers).toEqual([true, true, true, true, true, false])
    expect(await tries.take('g', '10.0.1.1')).toBe(true)
  })

  it('is no smaller for an account after tries that were not made', async () => {
    const { tries } = made()
    for (let count = 0; count < 9; count++) await tries.take('ann', '10.0.0.1')
    for (let count = 0; count < 9; count++) await tries.take(`other ${count}`, '10.0.1.1')
    expect(await tries.take('bob', '10.0.1.1')).toBe(false)
    expect(await tries.take('bob', '10.0.2.1')).toBe(true)
    expect(await tries.take('bob', '10.0.3.1')).toBe(true)
    expect(await tries.take('bob', '10.0.4.1')).toBe(true)
    expect(await tries.take('bob', '10.0.5.1')).toBe(false)
  })

  it('begins anew after its window, and for an account after a log-in', async () => {
    const { tries, clock } = made()
    for (let count = 0; count < 4; count++) await tries.take('ann', far(count))
    expect(await tries.take('ann', far(9))).toBe(false)
    await tries.succeeded('Ann')
    expect(await tries.take('ann', far(10))).toBe(true)
    for (let count = 0; count < 4; count++) await tries.take('ann', far(20 + count))
    clock.at = 1000
    expect(await tries.take('ann', far(30))).toBe(true)
  })

  it('holds no name as it was typed', async () => {
    const names: string[] = []
    const store = { ...memoryBudget(), take: (name: string) => Promise.resolve(names.push(name)) }
    await budget({ store, perAccount: 9, perNetwork: 9, window: 1000, now: () => 0 }).take('my password', '10.0.0.1')
    expect(names).toHaveLength(2)
    expect(names.join()).not.toContain('password')
  })

  it('is a refusal where its store fails, or says nothing', async () => {
    vi.useFakeTimers()
    try {
      const broken = { take: () => Promise.reject(new Error('gone')), reset: () => Promise.reject(new Error('gone')) }
      const silent = { take: () => new Promise<never>(() => undefined), reset: () => new Promise<never>(() => undefined) }
      const of = (store: typeof broken): ReturnType<typeof budget> => budget({ store, perAccount: 3, perNetwork: 5, window: 1000, now: () => 0 })
      await expect(of(broken).take('ann', '10.0.0.1')).rejects.toThrow('gone')
      const late = of(silent).take('ann', '10.0.0.1')
      await Promise.all([expect(late).rejects.toThrow('no answer within 2000 ms'), vi.advanceTimersByTimeAsync(2000)])
    } finally {
      vi.useRealTimers()
    }
  })

  it.each([
    ['192.0.2.77', '192.0.2.0/24'],
    ['::ffff:192.0.2.77', '192.0.2.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:0db8:0001::', '2001:db8:1:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s is of %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })
})
