import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseEnv } from './env.ts'

function values(text: string): [string, string | undefined][] {
  return parseEnv(text).entries.map((entry) => [entry.key, entry.value])
}

it('reads the forms of Compose', () => {
  const text = [
    '\uFEFF# comment', // 1
    'PLAIN=a b # comment', // 2
    'HASH=a#b', // 3
    'EMPTY=', // 4
    'YAML: style', // 5
    'export SHELL_STYLE = x', // 6
    'BARE', // 7
    "SINGLE='a $X \\n # b' # comment", // 8
    'DOUBLE="a\\tb\\\\n \\"q\\" \\$X \\0101"', // 9
    'MANY="one', // 10
    'two"', // 11
    'AFTER=z', // 12
  ].join('\r\n')
  const read = parseEnv(text)
  expect(read.problems).toEqual([])
  expect(read.entries.map((entry) => [entry.key, entry.value, entry.quote, entry.span.line, entry.span.endLine])).toEqual([
    ['PLAIN', 'a b', 'none', 2, 2],
    ['HASH', 'a#b', 'none', 3, 3],
    ['EMPTY', '', 'none', 4, 4],
    ['YAML', 'style', 'none', 5, 5],
    ['SHELL_STYLE', 'x', 'none', 6, 6],
    ['BARE', undefined, 'none', 7, 7],
    ['SINGLE', 'a $X \\n # b', 'single', 8, 8],
    ['DOUBLE', 'a\tb\\n "q" $$X A', 'double', 9, 9],
    ['MANY', 'one\r\ntwo', 'double', 10, 11],
    ['AFTER', 'z', 'none', 12, 12],
  ])
  expect(read.entries.map((entry) => entry.interpolate)).toEqual([true, true, true, true, true, false, false, true, true, true])
})

it('takes a hash directly behind the sign as the value, as Compose does', () => {
  expect(values('A= # b\nB=c\t# d')).toEqual([
    ['A', '# b'],
    ['B', 'c\t# d'],
  ])
})

it('goes on after bad lines', () => {
  const read = parseEnv('A B=1\nC=2\nx/y=3\n=4\nD="open\nE=5')
  expect(read.entries.map((entry) => [entry.key, entry.value])).toEqual([
    ['C', '2'],
    ['D', '"open'],
    ['E', '5'],
  ])
  expect(read.problems.map((problem) => problem.line)).toEqual([1, 3, 4, 5])
})

it('does not close a quote at an escaped quote, but behind an escaped backslash', () => {
  expect(values('A="x\\"y"\nB="x\\\\"\nC=\'it\\\'s\'')).toEqual([
    ['A', 'x"y'],
    ['B', 'x\\'],
    ['C', "it's"],
  ])
})

it('never throws, and spans ascend within the text', () => {
  const pieces = fc.array(fc.constantFrom('A', '=', ':', '"', "'", '\\', '\n', '\r\n', ' ', '#', 'export ', '$', '/', '\u00e9'), { maxLength: 60 })
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        pieces.map((some) => some.join('')),
      ),
      (text) => {
        let last = 0
        for (const { key, span } of parseEnv(text).entries) {
          expect(key).not.toBe('')
          expect(span.start).toBeGreaterThanOrEqual(last)
          expect(span.end).toBeGreaterThan(span.start)
          expect(span.end).toBeLessThanOrEqual(text.length)
          expect(text.slice(0, span.start).split('\n').length).toBe(span.line)
          last = span.end
        }
      },
    ),
  )
})

it('reads back what it wrote', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', 'B', ' ', '#', '$', '"', '\\', '\n', '=') })), (given) => {
      const text = given.map((value, index) => `K${index}="${value.replace(/[\\"]/g, '\\$&')}"`).join('\n')
      expect(values(text)).toEqual(given.map((value, index) => [`K${index}`, value]))
    }),
  )
})
