import { expect, it } from 'vitest'
import { rates } from './rate.ts'

it('lets a minute of them come at once, then one after the other, and says when', () => {
  let now = 1_000_000
  const later = rates(() => now)
  const ask = (caller = 'a', what = 'x'): number => later(caller, what, 3)
  expect([ask(), ask(), ask(), ask(), ask()]).toEqual([0, 0, 0, 20, 20])
  expect([ask('b'), ask('a', 'y')]).toEqual([0, 0])
  now += 19_999
  expect(ask()).toBe(1)
  now += 1
  expect([ask(), ask()]).toEqual([0, 20])
  // no minute begins in which all of it is there again, but for one in which nobody asked
  now += 40_000
  expect([ask(), ask(), ask()]).toEqual([0, 0, 20])
  now += 60_000
  expect([ask(), ask(), ask(), ask()]).toEqual([0, 0, 0, 20])
  // a clock that is set back
  now -= 3_600_000
  expect(ask()).toBeLessThanOrEqual(60)
})

it('never lets more come than it says, whatever the times', () => {
  let now = 0
  const later = rates(() => now)
  const passed: number[] = []
  for (let at = 0; at < 5000; at++) {
    now += (at * 7919) % 137
    if (later('a', 'x', 60) === 0) passed.push(now)
  }
  for (const [at, time] of passed.entries()) expect(passed.slice(at).filter((other) => other < time + 60_000).length).toBeLessThanOrEqual(120)
  expect(passed.length).toBeLessThanOrEqual(60 + now / 1000)
})

it('keeps a bounded number of callers', () => {
  const later = rates(() => 0)
  expect([later('first', 'x', 1), later('first', 'x', 1)]).toEqual([0, 60])
  for (let at = 0; at < 100_000; at++) later(`other ${at}`, 'x', 1)
  expect(later('first', 'x', 1)).toBe(0)
})
