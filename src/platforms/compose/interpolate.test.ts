import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Lookup } from './interpolate.ts'
import { interpolate } from './interpolate.ts'
import { numberText } from './number.ts'
import { placeholders } from './placeholder.ts'
import { effort } from '../../testing/effort.ts'

const place = { file: '.env', line: 1 }
const variables = new Map([
  ['SET', 'value'],
  ['EMPTY', ''],
])
const lookup: Lookup = (name) => {
  const value = variables.get(name)
  return value === undefined ? undefined : { value, trail: [place], unresolved: [] }
}

// the table of the Compose specification, 12-interpolation.md
it.each([
  ['$SET', 'value'],
  ['${SET}', 'value'],
  ['a${SET}b', 'avalueb'],
  ['${SET:-default}', 'value'],
  ['${EMPTY:-default}', 'default'],
  ['${UNSET:-default}', 'default'],
  ['${EMPTY-default}', ''],
  ['${UNSET-default}', 'default'],
  ['${SET:?error}', 'value'],
  ['${EMPTY?error}', ''],
  ['${SET:+other}', 'other'],
  ['${EMPTY:+other}', ''],
  ['${EMPTY+other}', 'other'],
  ['${UNSET+other}', ''],
  ['${UNSET:-${SET}}', 'value'],
  ['${UNSET:-${EMPTY:-deep}}', 'deep'],
  ['${UNSET-${SET}/b}', 'value/b'],
  ['${UNSET:-{"a":{"b":1}}}', '{"a":{"b":1}}'],
  ['$$SET', '$SET'],
  ['$${SET}', '${SET}'],
  ['$1 and $', '$1 and $'],
])('reads %s as %s', (text, expected) => {
  const result = interpolate(text, lookup)
  expect(result.text).toBe(expected)
  expect(result.unresolved).toEqual([])
  expect(result.problems).toEqual([])
})

it('leaves what has no value and says why', () => {
  expect(interpolate('x${UNSET}y', lookup)).toMatchObject({ text: 'x${UNSET}y', unresolved: [{ text: '${UNSET}', kind: 'variable' }] })
  expect(interpolate('${EMPTY:?set it}', lookup)).toMatchObject({ text: '${EMPTY:?set it}', unresolved: [{ kind: 'required' }] })
})

it.each(['${', '${}', '${1}', '${SET', '${SET!x}'])('keeps the malformed %s', (text) => {
  const result = interpolate(text, lookup)
  expect(result.text).toBe(text)
  expect(result.problems).toHaveLength(1)
})

it('tells a value that is all variable from one that is partly written here', () => {
  expect(interpolate('${SET}', lookup)).toMatchObject({ whole: true, trail: [place] })
  expect(interpolate('x${SET}', lookup)).toMatchObject({ whole: false, trail: [place] })
})

it('is linear and never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('$', '{', '}', ':', '-', '?', '+', 'S', 'E', 'T', '<', '>'), maxLength: 200 }), (text) => {
      expect(typeof interpolate(text, lookup).text).toBe('string')
    }),
  )
  const read = (): void => {
    interpolate('${A:-'.repeat(50_000), lookup)
    interpolate('${'.repeat(50_000) + '}'.repeat(50_000), lookup)
  }
  expect(effort(read)).toBeLessThan(200)
})

it.each([
  ['<db-password>', ['<db-password>']],
  ['http://<host>:<port>/x', ['<host>', '<port>']],
  ['a << b', []],
  ['Ann <ann@example.org>', []],
  ['<b>x</b>', []],
  ['x < y > z', []],
])('sees the placeholders of %s', (text, expected) => {
  expect(placeholders(text).map((hole) => hole.text)).toEqual(expected)
})

// as compose-go v2.6 prints them
it.each([
  ['0644', '420'],
  ['0o17', '15'],
  ['0x1F', '31'],
  ['1.50', '1.5'],
  ['1e3', '1000'],
  ['5432', '5432'],
  ['+7', '7'],
  ['-0', '0'],
  ['0.00001', '1e-05'],
  ['123456789012345678901', '123456789012345678901'],
])('prints the number %s as %s', (text, expected) => {
  expect(numberText(text)).toBe(expected)
})
