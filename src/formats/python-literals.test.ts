import fc from 'fast-check'
import { expect, it } from 'vitest'
import { plain } from '../testing/python.ts'
import { parsePython } from './python.ts'

/** How a value is written in Python, in one of its ways. */
type Written = readonly [unknown, string]

const quoted = fc.tuple(
  fc.string({ unit: fc.constantFrom('a', ' ', '#', '"', "'", '\\', '\n', '\t', '\u00E9', '{', '%', '\u{1F600}', '\0', '\r') }),
  fc.constantFrom("'", '"', '"""', "'''"),
)
const text: fc.Arbitrary<Written> = quoted.map(([value, quote]) => {
  const escaped = value.replace(/["'\\\n\r\0]/g, (one) =>
    one === '\n' && quote.length === 3 ? one : one === '\n' ? '\\n' : one === '\r' ? '\\r' : one === '\0' ? '\\x00' : `\\${one}`,
  )
  return [value, quote + escaped + quote]
})
const scalar: fc.Arbitrary<Written> = fc.oneof(
  text,
  fc.tuple(text, text).map(([[a, one], [b, two]]): Written => [`${String(a)}${String(b)}`, `(${one} + ${two})`]),
  fc.tuple(text, text).map(([[a, one], [b, two]]): Written => [`${String(a)}${String(b)}`, `(${one}\n ${two})`]),
  fc.integer().map((value): Written => [value, String(value)]),
  fc.nat().map((value): Written => [value, `0x${value.toString(16)}`]),
  fc.constantFrom<Written>([true, 'True'], [false, 'False'], [null, 'None'], [1.5, '1.5'], [1000, '1_000']),
)
const { tree } = fc.letrec<{ tree: Written; list: Written; dict: Written }>((tie) => ({
  tree: fc.oneof({ depthSize: 'small' }, scalar, tie('list'), tie('dict')),
  list: fc
    .tuple(fc.array(tie('tree'), { maxLength: 4 }), fc.constantFrom('[]', '()'), fc.constantFrom(', ', ',\n  ', ', # it, [\n'))
    .map(([items, [open, shut], comma]): Written => [
      items.map(([value]) => value),
      `${open}${items.map(([, each]) => each + comma).join('')}${shut}`,
    ]),
  dict: fc
    .array(fc.tuple(text, tie('tree')), { maxLength: 4 })
    .map((entries): Written => [
      Object.fromEntries(entries.map(([[key], [value]]) => [key, value])),
      `{${entries.map(([[, key], [, value]]) => `${key} :\n${value}`).join(',\n')}}`,
    ]),
}))

it('gives back any tree of literals that is written as Python', () => {
  fc.assert(
    fc.property(tree, ([value, written]) => {
      const { statements, problems } = parsePython(`before = 1\nX = ${written}\nafter = 2\n`)
      expect(problems).toEqual([])
      expect(statements).toHaveLength(3)
      const [, middle] = statements
      expect(middle?.kind === 'assignment' && plain(middle.value)).toEqual(value)
    }),
    { numRuns: 500 },
  )
})
