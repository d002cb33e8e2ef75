import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseCuttlefish } from './cuttlefish.ts'
import { effort } from '../testing/effort.ts'

function pairs(text: string, literalQuotes = false): readonly string[] {
  const { entries, includes, problems } = parseCuttlefish(text, literalQuotes)
  return [
    ...entries.map(({ key, value, span }) => `${span.line} ${key}=${value}`),
    ...includes.map(({ path, before }) => `${path} before ${before}`),
    ...problems.map(({ line }) => `${line} is wrong`),
  ]
}

it('reads settings, comments and includes', () => {
  expect(pairs('# a\n listeners.tcp.1 =\t5672 # b\n\t\r\na\\.b = x y\ninclude conf.d/*.conf\nc = d#e')).toEqual([
    '2 listeners.tcp.1=5672',
    '4 a.b=x y',
    '6 c=d',
    'conf.d/*.conf before 2',
  ])
})

it('takes quotes as the version does', () => {
  expect(pairs("a = 'b#c'\nb = 'd' # e\nc = it's\nd = 'e'f")).toEqual(['1 a=b#c', '2 b=d', "3 c=it's", '4 is wrong'])
  expect(pairs("a = 'b#c'\nd = 'e'f", true)).toEqual(["1 a='b", "2 d='e'f"])
})

it('says which lines stop the program', () => {
  expect(pairs('a\nb =\nc d = 1\n..e = 1\nf = #x\ninclude = 5')).toEqual([
    '6 include=5',
    '1 is wrong',
    '2 is wrong',
    '3 is wrong',
    '4 is wrong',
    '5 is wrong',
  ])
})

it('is quick on long lines', () => {
  const text = `a = ${' \t'.repeat(9_000)}b\n${'a.'.repeat(9_000)}\n${'a'.repeat(1_000_000)}`
  expect(effort(() => parseCuttlefish(text))).toBeLessThan(100)
})

it('gives back what was written', () => {
  const key = fc.array(fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'))
  const value = fc.stringMatching(/^[!-"$-&(-~](?:[!-"$-~ ]{0,10}[!-"$-~])?$/)
  const blanks = fc.constantFrom('', ' ', '\t ', '  ')
  const entry = fc.tuple(blanks, key, blanks, blanks, value, fc.constantFrom('', ' ', ' # x', '\r'))
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 6 }), (all) => {
      const text = all.map(([a, name, b, c, written, end]) => `${a}${name}${b}=${c}${written}${end}\n`).join('')
      expect(parseCuttlefish(text).entries.map((one) => [one.key, one.value])).toEqual(all.map(([, name, , , written]) => [name, written]))
    }),
  )
})
