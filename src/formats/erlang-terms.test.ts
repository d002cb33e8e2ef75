import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ErlangTerm } from './erlang-terms.ts'
import { parseErlangTerms } from './erlang-terms.ts'

/** `[a, {b, "c"}]` with the kinds of its scalars: `atom:a`. */
function shown(term: ErlangTerm): string {
  if ('text' in term) return `${term.kind}:${term.text}`
  return `${term.kind}(${term.items.map(shown).join(' ')})`
}

function terms(text: string): readonly string[] {
  const { value = [], problems } = parseErlangTerms(text)
  return [...value.map(shown), ...problems.map(({ line, message }) => `${line}: ${message}`)]
}

it('reads what file:consult reads', () => {
  expect(terms("%% a\n[{rabbit, [{tcp_listeners, []}]}]. % b\n'Quoted atom'.")).toEqual([
    'list(tuple(atom:rabbit list(tuple(atom:tcp_listeners list()))))',
    'atom:Quoted atom',
  ])
  expect(terms('[16#1389, 1_000, -5, + 3, 1.5e3, $a, $\\n, 007].')).toEqual([
    'list(number:5001 number:1000 number:-5 number:3 number:1.5e3 number:97 number:10 number:7)',
  ])
  expect(terms('{"a" "b\\x{41}\\101\\s\\^A", <<"x"/utf8>>, <<104, 105>>, <<>>, #{k => [], "s" => 1}}.')).toEqual([
    'tuple(string:abAA \u0001 binary:x binary:hi binary: map(atom:k list() string:s number:1))',
  ])
  expect(terms('{pass, "{{ secret }}"}.')).toEqual(['tuple(atom:pass string:{{ secret }})'])
})

it.each([
  ['[a, b', 1, 'a "," or "]" is missing'],
  ['[a,\n].', 2, 'a value is missing'],
  ['a.b', 1, 'a full stop is missing behind a term'],
  ['[Variable].', 1, 'a value is missing'],
  ['{a, "b}.', 1, 'a string does not end'],
  ['{fun, 1}.', 1, 'a word of the language stands for no value'],
  ['#{a}.', 1, 'a "=>" is missing'],
  ['37#a.', 1, 'a value is missing'],
])('says where %j ends', (text, line, message) => {
  expect(parseErlangTerms(text).problems).toEqual([{ line, message }])
})

it('ends where it is nested too deep', () => {
  expect(parseErlangTerms('['.repeat(50_000)).problems[0]?.message).toContain('too complex')
})

const word = fc.string({ maxLength: 8 })
const quoted = (text: string, mark: string): string => `${mark}${text.replaceAll('\\', '\\\\').replaceAll(mark, `\\${mark}`)}${mark}`
const { term } = fc.letrec<{ term: readonly [string, string] }>((tie) => ({
  term: fc.oneof(
    { maxDepth: 4 },
    word.map((text) => [quoted(text, '"'), `string:${text}`] as const),
    word.map((text) => [quoted(text, "'"), `atom:${text}`] as const),
    word.map((text) => [`<<${quoted(text, '"')}/utf8>>`, `binary:${text}`] as const),
    fc.integer().map((number) => [String(number), `number:${number}`] as const),
    ...(['list', 'tuple'] as const).map((kind) =>
      fc.array(tie('term'), { maxLength: 4 }).map((items) => {
        const written = items.map(([text]) => text).join(' ,\n% x\n')
        return [kind === 'list' ? `[${written}]` : `{ ${written}\t}`, `${kind}(${items.map(([, one]) => one).join(' ')})`] as const
      }),
    ),
  ),
}))

it('gives back what was written', () => {
  fc.assert(
    fc.property(fc.array(term, { maxLength: 3 }), (all) => {
      // two braces in a row are a template's
      fc.pre(!all.some(([text]) => /\{[{%]/.test(text)))
      expect(terms(all.map(([text]) => `${text}.\n`).join(''))).toEqual(all.map(([, meant]) => meant))
    }),
  )
})
