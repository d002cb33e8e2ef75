import { expect, it } from 'vitest'
import { progress } from './progress.ts'

function shown(isTTY: boolean, times: readonly number[], name: string = 'shop'): string {
  let text = ''
  const clock = [0, ...times]
  const bar = progress(
    { stdout: { write: () => true }, stderr: { write: (part) => (text += part), isTTY }, env: {}, cwd: '/' },
    () => clock.shift() ?? 0,
  )
  for (const [index] of times.entries()) bar.step(`judging ${index + 1} of ${times.length}: ${name}`)
  bar.end()
  return text
}

it('is one line on a terminal, after a second, and gone at the end', () => {
  expect(shown(true, [500, 1500])).toBe('\r\u001b[Kjudging 2 of 2: shop\r\u001b[K')
})

it('is silent before that, and anywhere but on a terminal', () => {
  expect(shown(true, [500, 900])).toBe('')
  expect(shown(false, [5000])).toBe('')
})

it('keeps control characters of names from the terminal', () => {
  expect(shown(true, [1500], 'a\u001b]0;x\u0007')).toBe('\r\u001b[Kjudging 1 of 1: a?]0;x?\r\u001b[K')
})
