import { describe, expect, it } from 'vitest'
import { remaining } from './remaining.ts'

describe('the time left', () => {
  it('is told from three on, and never longer than the deadline', () => {
    let now = 0
    const left = remaining(10, () => now, 60_000)
    now = 3000
    left.done()
    left.done()
    expect(left.words()).toBe('2 of 10 done')
    left.done()
    expect(left.words()).toBe('3 of 10 done, about 7 s left')
    now = 59_000
    expect(left.words()).toBe('3 of 10 done, about 1 s left')
  })

  it('is told in minutes when it is long', () => {
    let now = 0
    const left = remaining(100, () => now, 86_400_000)
    for (let at = 0; at < 10; at++) left.done()
    now = 60_000
    expect(left.words()).toBe('10 of 100 done, about 9 min left')
  })
})
