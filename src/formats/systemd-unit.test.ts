import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseEnvironmentFile, parseUnit, unitWords } from './systemd-unit.ts'

describe('a unit', () => {
  it('has sections, comments, lines that go on and keys that come again', () => {
    const { entries, problems } = parseUnit(
      ['# of the shop', '[Service]', 'User = shop', '; old', 'ExecStart=/bin/shop \\', '# in between', '  --port 80', 'ExecStart=', ''].join('\n'),
    )
    expect(entries.map(({ section, key, value, span }) => [section, key, value.replaceAll(/\s+/g, ' '), span.line, span.endLine])).toEqual([
      ['Service', 'User', 'shop', 3, 3],
      ['Service', 'ExecStart', '/bin/shop --port 80', 5, 7],
      ['Service', 'ExecStart', '', 8, 8],
    ])
    expect(problems).toEqual([])
  })

  it('tells what is no assignment, and reads on', () => {
    const { entries, problems } = parseUnit('[Service\nnonsense\n[Service]\nUser=a\n')
    expect(problems.map(({ line }) => line)).toEqual([1, 2])
    expect(entries).toHaveLength(1)
  })

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const found = [...parseUnit(text).entries, ...parseEnvironmentFile(text)]
        for (const { span } of found) expect(span.end).toBeLessThanOrEqual(text.length)
        expect(unitWords(text).length).toBeLessThanOrEqual(text.length)
      }),
    )
  })
})

it.each([
  [`/bin/bash -c 'a b' "c d" e"f g"h`, ['/bin/bash', '-c', 'a b', 'c d', 'ef gh']],
  [String.raw`a\x b\sc "\n" ''`, [String.raw`a\x`, 'b c', '\n', '']],
  [String.raw`x\x20y \101 \u00e9 \U0001f512 \xzz`, ['x y', 'A', '\u00e9', '\u{1f512}', String.raw`\xzz`]],
  ['', []],
])('the words of %s', (value, words) => expect(unitWords(value)).toEqual(words))

it('a file of variables is read without expansion', () => {
  const text = '# shop\nA=1\nB="two words"\nC=\'$A\'\nD=one\\\n two\nE="over\nlines"\nexport F=2\n'
  expect(parseEnvironmentFile(text).map(({ key, value, span }) => [key, value, span.line, span.endLine])).toEqual([
    ['A', '1', 2, 2],
    ['B', 'two words', 3, 3],
    ['C', '$A', 4, 4],
    ['D', 'one two', 5, 6],
    ['E', 'over\nlines', 7, 8],
  ])
})
