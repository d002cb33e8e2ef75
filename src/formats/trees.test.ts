import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseJson } from './json.ts'
import type { Node } from './node.ts'
import { child, walkScalars } from './node.ts'
import { parseToml } from './toml.ts'

function scalars(node: Node | undefined): unknown[] {
  return [...walkScalars(node)].map(({ path, node: { text, type, span } }) => [path.join('.'), text, type, span.line])
}

function plain(node: Node | undefined): unknown {
  if (node === undefined) return undefined
  if (node.kind === 'sequence') return node.items.map(plain)
  if (node.kind === 'mapping') return new Map(node.entries.map((entry) => [entry.key, plain(entry.value)]))
  return node.type === 'string' ? node.text : JSON.parse(node.text)
}

function asMaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asMaps)
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value
  return new Map(Object.entries(value).map(([key, each]) => [key, asMaps(each)]))
}

it('reads JSON with comments and trailing commas', () => {
  const read = parseJson('\uFEFF// top\n{\n  "a": [1, "x\\u0041\\n",], /* b */\n  "b": {"c": null, "d": true},\n}\n')
  expect(read.problems).toEqual([])
  expect(scalars(read.value)).toEqual([
    ['a.0', '1', 'number', 3],
    ['a.1', 'xA\n', 'string', 3],
    ['b.c', 'null', 'null', 4],
    ['b.d', 'true', 'boolean', 4],
  ])
})

it('keeps of broken JSON what stands in front of the fault', () => {
  const read = parseJson('{"a": 1,\n"b": oops, "c": 2}')
  expect(scalars(read.value)).toEqual([['a', '1', 'number', 1]])
  expect(read.problems).toEqual([{ line: 2, message: 'a value is missing' }])
  expect(parseJson('['.repeat(10_000)).problems.map((problem) => problem.message)).toEqual(['too complex: it is nested more than 200 levels deep'])
})

it('reads back any JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.boolean(), (value, indented) => {
      const text = JSON.stringify(value, null, indented ? 2 : 0)
      expect(plain(parseJson(text).value)).toEqual(asMaps(JSON.parse(text)))
    }),
  )
})

it('reads the forms of TOML', () => {
  const text = [
    'title = "a \\"b\\"" # c', // 1
    "'quoted key'.x = 'C:\\n'", // 2
    '[server]', // 3
    'host.name = "h"', // 4
    'ports = [ 1_000, # one', // 5
    '  0xFF, ]', // 6
    'when = 1979-05-27 07:32:00Z', // 7
    'inline = { a = 1, b.c = "x" }', // 8
    '[[list]]', // 9
    'n = 1', // 10
    '[list.sub]', // 11
    'k = true', // 12
    '[[list]]', // 13
    'n = -inf', // 14
    'm = """', // 15
    'a \\', // 16
    '   b""""', // 17
    '[a.b.c]', // 18
    'z = 1', // 19
    '[a]', // 20
    'y = 2', // 21
  ].join('\n')
  const read = parseToml(text)
  expect(read.problems).toEqual([])
  expect(scalars(read.value)).toEqual([
    ['title', 'a "b"', 'string', 1],
    ['quoted key.x', 'C:\\n', 'string', 2],
    ['server.host.name', 'h', 'string', 4],
    ['server.ports.0', '1_000', 'number', 5],
    ['server.ports.1', '0xFF', 'number', 6],
    ['server.when', '1979-05-27 07:32:00Z', 'string', 7],
    ['server.inline.a', '1', 'number', 8],
    ['server.inline.b.c', 'x', 'string', 8],
    ['list.0.n', '1', 'number', 10],
    ['list.0.sub.k', 'true', 'boolean', 12],
    ['list.1.n', '-inf', 'number', 14],
    ['list.1.m', 'a b"', 'string', 15],
    ['a.b.c.z', '1', 'number', 19],
    ['a.y', '2', 'number', 21],
  ])
  expect(child(read.value, 'server')?.span).toMatchObject({ line: 3, endLine: 8 })
})

it('goes on after each fault in TOML', () => {
  const read = parseToml('a = 1\nb = yes\na = 2\n[t]\nx = 1 y\n[t]\nq = 1\n[u\nr = 2\n[v]\ns = "open\nk = 3\ninline = {a = 1}\ninline.b = 2\n')
  expect(read.problems.map((problem) => problem.line)).toEqual([2, 3, 5, 6, 8, 11, 14])
  expect(scalars(read.value)).toEqual([
    ['a', '1', 'number', 1],
    ['t.x', '1', 'number', 5],
    ['v.k', '3', 'number', 12],
    ['v.inline.a', '1', 'number', 13],
  ])
})

it('reads any string of TOML', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' }), { noNullPrototype: true }), (given) => {
      const text = Object.entries(given)
        .map(([key, value]) => `${JSON.stringify(key)} = ${JSON.stringify(value)}`)
        .join('\n')
      expect(plain(parseToml(text).value)).toEqual(new Map(Object.entries(given)))
    }),
  )
})
