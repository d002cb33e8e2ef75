import { describe, expect, it } from 'vitest'
import { budget, networkOf } from './budget.ts'

describe('the budget of tries', () => {
  const made = (): { readonly tries: ReturnType<typeof budget>; at: number } => {
    const clock = { at: 0 }
    return {
      tries: budget({ perAccount: 3, perNetwork: 5, window: 1000, now: () => clock.at }),
      get at() {
        return clock.at
      },
      set at(value) {
        clock.at = value
      },
    }
  }
  const far = (index: number): string => `10.0.${index}.1`

  it('is of the account, in whatever spelling', () => {
    const { tries } = made()
    expect(['ann', 'ANN', ' ann ', '\uFF41nn', 'ann'].map((name, index) => tries.take(name, far(index)))).toEqual([true, true, true, false, false])
  })

  it('is of the network that tries come from, whatever the account', () => {
    const { tries } = made()
    const answers = ['a', 'b', 'c', 'd', 'e', 'f'].map((name, index) => tries.take(name, `10.0.0.${index}`))
    expect(answers).toEqual([true, true, true, true, true, false])
    expect(tries.take('g', '10.0.1.1')).toBe(true)
  })

  it('begins anew after its window, and for an account after a log-in', () => {
    const clock = made()
    for (let count = 0; count < 4; count++) clock.tries.take('ann', far(count))
    expect(clock.tries.take('ann', far(9))).toBe(false)
    clock.tries.succeeded('Ann')
    expect(clock.tries.take('ann', far(10))).toBe(true)
    for (let count = 0; count < 4; count++) clock.tries.take('ann', far(20 + count))
    clock.at = 1000
    expect(clock.tries.take('ann', far(30))).toBe(true)
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
