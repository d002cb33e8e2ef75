import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Node, Span } from './node.ts'
import { child, entryOf, isMapping, scalarText, walkScalars } from './node.ts'
import { parseYaml } from './yaml.ts'

function first(text: string): Node | undefined {
  return parseYaml(text).documents[0]
}

/** Path, text, type, and line of every scalar. */
function scalars(text: string, version?: '1.1' | '1.2'): unknown[] {
  const read = version === undefined ? parseYaml(text) : parseYaml(text, { version })
  expect(read.problems).toEqual([])
  return [...walkScalars(read.documents[0])].map(({ path, node }) => [path.join('.'), node.text, node.type, node.span.line])
}

it('keeps plain values as written and says what they resolve to', () => {
  const text = 'a: 0777\nb: 1e3\nc: yes\nd: 22:22\ne: ~\nf:\ng: "1"\nh: !!str 1\ni: .5\nj: 0x1F\nk: True\nl: -\u0031.\nm: 1_000'
  expect(scalars(text)).toEqual([
    ['a', '0777', 'number', 1],
    ['b', '1e3', 'number', 2],
    ['c', 'yes', 'string', 3],
    ['d', '22:22', 'string', 4],
    ['e', '~', 'null', 5],
    ['f', '', 'null', 6],
    ['g', '1', 'string', 7],
    ['h', '1', 'string', 8],
    ['i', '.5', 'number', 9],
    ['j', '0x1F', 'number', 10],
    ['k', 'True', 'boolean', 11],
    ['l', '-1.', 'number', 12],
    ['m', '1_000', 'string', 13],
  ])
  expect(scalars('c: yes\nd: 22:22\nm: 1_000', '1.1')).toEqual([
    ['c', 'yes', 'boolean', 1],
    ['d', '22:22', 'number', 2],
    ['m', '1_000', 'number', 3],
  ])
})

it('gives block mappings the span of their content', () => {
  const text = 'a:\n  b: 1 # one\n  c: |\n    x\n    y\n\n# behind\nd: [1,\n  2]\n'
  const root = first(text)
  const spans = [child(root, 'a'), child(root, 'a', 'c'), child(root, 'd')].map((node) => node && [node.span.line, node.span.endLine])
  expect(spans).toEqual([
    [2, 5],
    [3, 5],
    [8, 9],
  ])
  expect(scalarText(child(root, 'a', 'c'))).toBe('x\ny\n')
})

it('follows aliases and merge keys, and says through what', () => {
  const text = [
    'x: &a', // 1
    '  k: v', // 2
    '  deep: {n: [1]}', // 3
    'y: &b', // 4
    '  k: w', // 5
    '  only: b', // 6
    'm:', // 7
    '  <<: [*a, *b]', // 8
    '  own: 1', // 9
    'n:', // 10
    '  k: mine', // 11
    '  <<: *b', // 12
    'z: *a', // 13
    'o:', // 14
    '  <<: {lit: 1}', // 15
    'q:', // 16
    '  "<<": *a', // 17
  ].join('\n')
  const read = parseYaml(text)
  expect(read.problems).toEqual([])
  const root = read.documents[0]
  const seen = [...walkScalars(root)].map(({ path, node }) => [path.join('.'), node.text, node.span.line, node.via.map((span) => span.line)])
  expect(seen).toEqual([
    ['x.k', 'v', 2, []],
    ['x.deep.n.0', '1', 3, []],
    ['y.k', 'w', 5, []],
    ['y.only', 'b', 6, []],
    ['m.own', '1', 9, []],
    ['m.k', 'v', 2, [8]],
    ['m.deep.n.0', '1', 3, [8]],
    ['m.only', 'b', 6, [8]],
    ['n.k', 'mine', 11, []],
    ['n.only', 'b', 6, [12]],
    ['z.k', 'v', 2, [13]],
    ['z.deep.n.0', '1', 3, [13]],
    ['o.lit', '1', 15, [15]],
    ['q.<<.k', 'v', 2, [17]],
    ['q.<<.deep.n.0', '1', 3, [17]],
  ])
  expect(entryOf(child(root, 'm'), 'k')?.via.map((span) => text.slice(span.start, span.end))).toEqual(['*a'])
})

it('lists the way through several aliases from the value outwards', () => {
  const node = child(first('a: &a 1\nb: &b\n  k: *a\nc: *b'), 'c', 'k')
  expect(node?.via.map((span) => span.line)).toEqual([3, 4])
})

it('keeps tags of its caller', () => {
  const root = first('a: !reset null\nb: !override [1]\nc: !reset\nd: !override\n  k: v')
  expect(['a', 'b', 'c', 'd'].map((key) => child(root, key)?.tag)).toEqual(['!reset', '!override', '!reset', '!override'])
})

it('takes the last of two equal keys, and says so', () => {
  const read = parseYaml('a: 1\nb: 2\na: 3')
  expect(scalarText(child(read.documents[0], 'a'))).toBe('3')
  expect(read.problems).toEqual([{ line: 3, message: 'the key "a" is written twice; the last one counts' }])
})

it('treats __proto__ as any key', () => {
  expect(scalars('__proto__: 1')).toEqual([['__proto__', '1', 'string', 1]].map(([path, text]) => [path, text, 'number', 1]))
})

it('names the line of a fault and keeps the rest', () => {
  const read = parseYaml('a: 1\nb: [1, 2\nc: 3\n')
  expect(read.problems[0]?.line).toBeGreaterThanOrEqual(2)
  expect(scalarText(child(read.documents[0], 'a'))).toBe('1')
  expect(parseYaml('a: b\n\tc: d').problems.map((problem) => problem.line)).toEqual([2])
  expect(parseYaml('a: *no').problems).toEqual([{ line: 1, message: 'no anchor &no stands before this alias' }])
  expect(parseYaml('a: 1\nb: &b [*b]').problems).toEqual([{ line: 2, message: 'the alias *b refers to itself' }])
})

it('reads several documents, empty ones, and the comments in front', () => {
  const read = parseYaml('# one\n\n#two\n---\na: 1\n# three\n---\n---\nb: 2\n')
  expect(read.documents.map((node) => node?.kind)).toEqual(['mapping', undefined, 'mapping'])
  expect(read.comments).toEqual([
    { line: 1, text: 'one' },
    { line: 3, text: 'two' },
  ])
  expect(child(read.documents[2], 'b')?.span.line).toBe(9)
  expect(parseYaml('').documents.filter((node) => node !== undefined)).toEqual([])
  expect(parseYaml('# only').problems).toEqual([])
})

it('gives complex and aliased keys as text', () => {
  const root = first('? [a, b]\n: 1\n&k key: 2\n? *k\n: 3')
  expect(isMapping(root) ? root.entries.map((entry) => entry.key) : []).toEqual(['[a, b]', 'key'])
})

it('refuses bombs', () => {
  let bomb = 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n'
  for (let level = 1; level < 12; level++) bomb += `a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ')}]\n`
  for (const text of [bomb, '['.repeat(100_000), '- '.repeat(100_000), `a: ${'{a: '.repeat(5_000)}`, '? '.repeat(50_000)]) {
    expect(
      parseYaml(text)
        .problems.map((problem) => problem.message)
        .join(),
    ).toContain('too complex: ')
  }
})

function* spansOf(node: Node | undefined): Generator<Span> {
  if (node === undefined) return
  yield node.span
  if (node.kind === 'sequence') for (const item of node.items) yield* spansOf(item)
  if (node.kind !== 'mapping') return
  for (const entry of node.entries) {
    yield entry.keySpan
    yield* spansOf(entry.value)
  }
}

it('never throws, and spans lie within the text', () => {
  const pieces = [
    'a',
    'b',
    ': ',
    '- ',
    '\n',
    '\n  ',
    '[',
    ']',
    '{',
    '}',
    ', ',
    '&a ',
    '*a',
    '<<: ',
    '"',
    "'",
    '|',
    '>',
    '#',
    '!x ',
    '? ',
    '---\n',
    '\t',
    '%',
    '1',
  ]
  const made = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((some) => some.join(''))
  fc.assert(
    fc.property(fc.oneof(fc.string(), made), (text) => {
      const { documents, problems } = parseYaml(text)
      const lines = text.split('\n').length
      for (const problem of problems) expect(problem.line >= 1 && problem.line <= lines).toBe(true)
      for (const node of documents) {
        for (const span of spansOf(node)) {
          expect(span.start >= 0 && span.start <= span.end && span.end <= text.length).toBe(true)
          expect(text.slice(0, span.start).split('\n').length).toBe(span.line)
          expect(span.endLine >= span.line && span.endLine <= lines).toBe(true)
        }
      }
    }),
    { numRuns: 1000 },
  )
})

it('reads the strings of any JSON value', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (given) => {
      const read = [...walkScalars(first(JSON.stringify(given)))].map(({ node }) => node.text)
      expect(read).toEqual(given)
    }),
  )
})
