import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isDay } from './fields.ts'
import { readProject } from './read.ts'

interface Shape {
  readonly description?: string
  readonly properties?: Readonly<Record<string, Shape>>
  readonly $defs?: Readonly<Record<string, Shape>>
}

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../schema/ringwall.project.schema.json'), 'utf8')) as Shape
const ajv = new Ajv2020({ strictTypes: false, strictRequired: false })
ajv.addFormat('date', { type: 'string', validate: isDay })
const validate = ajv.compile(schema)

/** JSON is YAML: the same text for both. */
function verdicts(value: unknown): { readonly schema: boolean; readonly reader: boolean } {
  return { schema: validate(value), reader: readProject(JSON.stringify(value, undefined, 1), 'ringwall.yaml').mistakes === undefined }
}

const until = '2027-03-31'
const waiver = { control: 'listener/all-interfaces', owner: 'Ana', reason: 'r', until }

const good: readonly (readonly [string, unknown])[] = [
  ['nothing', {}],
  ['a name', { name: 'shop' }],
  ['sources', { sources: [{ compose: ['a.yaml'] }, { host: 'a', tree: 'b', addresses: ['c'], permissions: false }, { files: 'd' }] }],
  ['components', { components: { a: {}, b: { version: 7.2, files: ['x', { file: 'y', as: '/z' }] }, c: { version: '7' } } }],
  ['channels', { channels: [{ from: 'a', to: 'b', port: 1, protocol: 'tcp', attested: { encryption: 'none', by: 'me', until } }] }],
  ['zones', { zones: [{ name: 'a', members: [], internal: true }] }],
  ['guides', { guides: ['cornflow'] }],
  ['waivers', { waivers: [waiver, { row: 'CNF-1', owner: 'a', reason: 'b', until, when: { 'only-from': ['a'], exposure: 'zone' } }] }],
  [
    'attestations',
    {
      attestations: [
        { row: 'A-1', statement: 's', by: 'b', until, evidence: 'e' },
        { control: 'a/b', subject: 's', statement: 's', by: 'b', until },
      ],
    },
  ],
]

const bad: readonly (readonly [string, unknown])[] = [
  ['a list', []],
  ['null', null],
  ['a text', 'name'],
  ['an unknown key', { nam: 'shop' }],
  ['a number as a name', { name: 7 }],
  ['an empty name', { name: '' }],
  ['null as a name', { name: null }],
  ['a source of two kinds', { sources: [{ compose: ['a'], files: 'b' }] }],
  ['a source of no kind', { sources: [{ host: 'a' }] }],
  ['a source that is text', { sources: ['a'] }],
  ['no Compose file', { sources: [{ compose: [] }] }],
  ['a tree without a host', { sources: [{ tree: 'a' }] }],
  ['permissions as text', { sources: [{ host: 'a', tree: 'b', permissions: 'yes' }] }],
  ['components as a list', { components: [] }],
  ['a component that is null', { components: { a: null } }],
  ['a version that is a flag', { components: { a: { version: true } } }],
  ['a file without a name', { components: { a: { files: [{ as: '/x' }] } } }],
  ['a port too high', { channels: [{ from: 'a', to: 'b', port: 65536 }] }],
  ['a port that is text', { channels: [{ from: 'a', to: 'b', port: '80' }] }],
  ['a port with a fraction', { channels: [{ from: 'a', to: 'b', port: 8.5 }] }],
  ['an unknown protocol', { channels: [{ from: 'a', to: 'b', protocol: 'carrier-pigeon' }] }],
  ['nothing attested', { channels: [{ from: 'a', to: 'b', attested: { by: 'me', until } }] }],
  ['a zone without members', { zones: [{ name: 'a' }] }],
  ['a waiver without a reason', { waivers: [{ ...waiver, reason: undefined }] }],
  ['a waiver without an end', { waivers: [{ ...waiver, until: undefined }] }],
  ['a waiver of anything', { waivers: [{ ...waiver, control: undefined }] }],
  ['a day that is not', { waivers: [{ ...waiver, until: '2027-02-30' }] }],
  ['a date with a time', { waivers: [{ ...waiver, until: '2027-02-03T00:00:00Z' }] }],
  ['no condition', { waivers: [{ ...waiver, when: {} }] }],
  ['an unknown exposure', { waivers: [{ ...waiver, when: { exposure: 'internet' } }] }],
  ['optional encryption', { waivers: [{ ...waiver, when: { encryption: 'optional' } }] }],
  ['an attestation of two things', { attestations: [{ row: 'A-1', control: 'a/b', statement: 's', by: 'b', until }] }],
  ['an attestation of nothing', { attestations: [{ statement: 's', by: 'b', until }] }],
  ['an attestation of a control alone', { attestations: [{ control: 'a/b', statement: 's', by: 'b', until }] }],
]

describe('schema/ringwall.project.schema.json and the reader', () => {
  it.each(good)('both take %s', (_, value) => {
    expect(verdicts(value)).toEqual({ schema: true, reader: true })
  })

  it.each(bad)('both refuse %s', (_, value) => {
    const written: unknown = JSON.parse(JSON.stringify(value))
    expect(verdicts(written)).toEqual({ schema: false, reader: false })
  })

  it('agree on anything that is put in the place of something right', () => {
    const other = fc.constantFrom<unknown>(null, true, 0, 80, '', 'text', until, [], ['a'], [''], {}, { file: 'a' }, { name: 'a' }, [[]], [{}])
    fc.assert(
      fc.property(fc.constantFrom(...good.map(([, value]) => value)), fc.nat(), other, fc.boolean(), (value, at, put, isAdded) => {
        const changed = mutated(value, at, put, isAdded)
        const { schema: one, reader: two } = verdicts(changed)
        expect({ changed, verdict: two }).toEqual({ changed, verdict: one })
      }),
      { numRuns: 2000 },
    )
  })

  it('describes every member, so that editors can say what it is', () => {
    const bare: string[] = []
    const queue: (readonly [string, Shape])[] = [['', schema], ...Object.entries(schema.$defs ?? {})]
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const [path, shape] = next
      if (shape.description === undefined) bare.push(path)
      queue.push(...Object.entries(shape.properties ?? {}).map(([key, each]) => [`${path}/${key}`, each] as const))
    }
    expect(bare).toEqual([])
  })
})

/** The value with one member, counted through the tree, replaced; or with one more member beside it. */
function mutated(value: unknown, at: number, put: unknown, isAdded: boolean): unknown {
  const copy = { root: structuredClone(value) }
  const slots: { readonly holder: Record<string, unknown>; readonly key: string }[] = []
  const queue: unknown[] = [copy]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (typeof next !== 'object' || next === null) continue
    const holder = next as Record<string, unknown>
    for (const key of Object.keys(holder)) {
      slots.push({ holder, key })
      queue.push(holder[key])
    }
  }
  const slot = slots[at % slots.length]!
  if (isAdded && !Array.isArray(slot.holder) && slot.holder !== copy) slot.holder['until'] = put
  else slot.holder[slot.key] = put
  return copy.root
}
