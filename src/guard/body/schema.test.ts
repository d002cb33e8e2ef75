import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSchema } from './schema.ts'

function conforms(schema: unknown, value: unknown): boolean {
  const read = readSchema(JSON.stringify(schema))
  if ('problem' in read) throw new Error(read.problem)
  return read.conforms(value) === undefined
}

const file = {
  type: 'object',
  required: ['title', 'owner'],
  properties: {
    title: { type: 'string', maxLength: 8, pattern: '^[a-z]+$' },
    owner: { $ref: '#/$defs/who' },
    tags: { type: 'array', items: { enum: ['a', 'b'] }, maxItems: 2 },
  },
  additionalProperties: false,
  $defs: {
    who: {
      oneOf: [
        { type: 'string', minLength: 1 },
        { type: 'object', required: ['id'] },
      ],
    },
  },
}

describe('a JSON Schema', () => {
  it.each([
    [{ title: 'abc', owner: 'x' }, true],
    [{ title: 'abc', owner: { id: 1 } }, true],
    [{ title: 'abc', owner: 'x', tags: ['a', 'b'] }, true],
    [{ title: 'ABC', owner: 'x' }, false],
    [{ title: 'abc', owner: {} }, false],
    [{ title: 'abc', owner: 'x', more: 1 }, false],
    [{ title: 'abc', owner: 'x', tags: ['c'] }, false],
    [{ title: 'abc' }, false],
    [[], false],
    [null, false],
  ])('takes %j: %s', (value, expected) => {
    expect(conforms(file, value)).toBe(expected)
  })

  it('says where, in words of the schema alone', () => {
    const read = readSchema(JSON.stringify(file))
    expect('conforms' in read && read.conforms({ title: 'SECRET', owner: 'x' })).toBe('it breaks #/properties/title/pattern')
  })

  it('has no member that was not sent', () => {
    expect(conforms({ required: ['constructor'] }, {})).toBe(false)
    expect(conforms({ properties: { toString: { type: 'string' } } }, {})).toBe(true)
    expect(conforms({ additionalProperties: false }, JSON.parse('{"__proto__":1}'))).toBe(false)
  })

  it.each([
    [{ requird: ['a'] }, '#/requird: no word'],
    [{ properties: { a: { typ: 'string' } } }, '#/properties/a/typ: no word'],
    [{ $ref: '#/$defs/none' }, 'leads to no schema'],
    [{ $ref: 'https://example.org/other' }, 'leads to no schema'],
    [{ format: 'credit-card' }, 'one of date'],
    [{ uniqueItems: true }, 'with maxItems'],
    [{ pattern: '(a+)+$' }, 'repeats'],
    [{ pattern: '((a|b)*)*' }, 'repeats'],
    [{ pattern: String.raw`(a)\1` }, 'reference back'],
    [{ pattern: '(' }, 'no regular expression'],
    [{ $schema: 'http://json-schema.org/draft-04/schema#' }, '$schema is none of'],
    [[], 'no schema'],
  ])('%j is not held to', (schema, problem) => {
    const read = readSchema(JSON.stringify(schema))
    expect('problem' in read ? read.problem : '').toContain(problem)
  })

  it('is read as another reader reads it', () => {
    const leaf = fc.oneof(
      fc.record({ type: fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'array', 'object') }),
      fc.record({ minimum: fc.integer({ min: -3, max: 3 }) }),
      fc.record({ maxLength: fc.nat(3) }),
      fc.record({ enum: fc.uniqueArray(fc.constantFrom(0, 1, 'a', null, true), { minLength: 1 }) }),
      fc.record({ required: fc.uniqueArray(fc.constantFrom('a', 'b')) }),
    )
    const { schema } = fc.letrec<{ schema: object; value: unknown }>((tie) => ({
      schema: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.record({ properties: fc.dictionary(fc.constantFrom('a', 'b'), tie('schema')), additionalProperties: fc.boolean() }),
        fc.record({ items: tie('schema'), maxItems: fc.nat(3) }),
        fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
        fc.record({ oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
        fc.record({ not: tie('schema') }),
        fc
          .tuple(tie('schema'), tie('schema'), tie('schema'))
          .map((parts) => Object.fromEntries(['if', 'then', 'else'].map((word, index) => [word, parts[index]]))),
      ),
      value: fc.constant(null),
    }))
    const value = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom(0, 1, -2, 2.5, 'a', 'abcd', true, null),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value')),
      ),
    })).value
    const ajv = new Ajv2020({ strict: false })
    fc.assert(
      fc.property(schema, fc.array(value, { minLength: 5, maxLength: 5 }), (one, values) => {
        const validate = ajv.compile(one)
        for (const each of values) expect(conforms(one, each)).toBe(validate(each))
      }),
      { numRuns: 300 },
    )
  })
})
