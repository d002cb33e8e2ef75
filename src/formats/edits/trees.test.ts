import fc from 'fast-check'
import { parse as parseWithLibrary } from 'smol-toml'
import { describe, expect, it } from 'vitest'
import type { Editor } from '../edit.ts'
import { applyEdits } from '../edit.ts'
import { parseJson } from '../json.ts'
import type { Node } from '../node.ts'
import { child, walkScalars } from '../node.ts'
import { parseToml } from '../toml.ts'
import { parseYaml } from '../yaml.ts'
import { jsonEdits } from './json.ts'
import { tomlEdits } from './toml.ts'
import type { TreePath, Value } from './value.ts'
import { yamlEdits } from './yaml.ts'

interface Tried {
  readonly editor: Editor<TreePath, Value>
  readonly read: (text: string) => Node | undefined
  readonly documents: readonly string[]
  /** What somebody else's reader says against it; nothing where it says nothing. */
  readonly other?: (text: string) => void
}

const formats: Readonly<Record<string, Tried>> = {
  yaml: {
    editor: yamlEdits(),
    read: (text) => parseYaml(text).documents[0],
    documents: [
      'services:\n  web:\n    image: "nginx:1.25" # pinned\n    ports:\n      - 80:80\n      # tls\n      - "443:443"\n    environment:\n      A: \'1\'\n      B: yes\n\n  db: # store\n    image: x\n    environment:\n',
      'x-base: &base\n  a: 1\n  b: &text two\nservices:\n  one:\n    <<: *base\n    c: *text\n  two: *base\n',
      'list:\n- name: a\n  v: 1\n-   name: b\n    v: |\n      long\n      text\n- plain\n',
      '# flow\nm: {a: 1, b: [x, "y"], c: {}} # c\nl: [\n  one,\n  two, # second\n]\ne: {}\nf: []\n',
      '---\nkey: >-\n  folded\n  text\nlast: !x tagged\n...\n',
      'a: {{ x }}\nb: "{{ y }}:1"\nc: 1\n',
      '# nothing yet\n',
      '',
      'a:\n  - b:\n      - c: 1\n        d: 2\n      - e\n    f: null\n  - - g\n    - h\n',
    ],
  },
  json: {
    editor: jsonEdits,
    read: (text) => parseJson(text).value,
    documents: [
      '{\n  "a": 1,\n  "b": {\n    "c": "x",\n    "d": [1, 2]\n  },\n  "e": []\n}\n',
      '{"a":1,"b":{"c":null},"d":[{"e":true},{}]}',
      '{}\n',
      '[\n\t"a",\n\t"b"\n]\n',
    ],
    other: (text) => void JSON.parse(text.replace(/^\ufeff/, '')),
  },
  jsonc: {
    editor: jsonEdits,
    read: (text) => parseJson(text).value,
    documents: [
      '// settings\n{\n  "a": 1, // one\n  /* two */ "b": { "c": "x", },\n  "d": [\n    1,\n    // last\n    2, // two\n  ],\n}\n',
      '{\n  "a": 1 // one\n  // "b": 2\n}\n',
      '{ "a": 1, "a": 2 }',
      '',
    ],
  },
  toml: {
    editor: tomlEdits,
    read: (text) => parseToml(text).value,
    documents: [
      'title = "x" # c\nodd = \'raw\\\'\n\n[server]\n  port = 80\n  tls.on = true\n  tls.min = "1.2"\n\n[server.log]\nlevel = "info"\n\n[[user]]\nname = "a"\n\n[[user]]\nname = "b"\nroles = [\n  "x", # first\n  "y",\n]\n',
      'a.b.c = 1\ninline = { x = 1, y = { z = "w" }, l = [1, 2] }\nempty = {}\nlong = """\nmany\nlines"""\n',
      '[a.b.c]\nd = 1979-05-27T07:32:00Z\n[a]\ne = 0x1F\n',
      '# nothing\n',
      '',
    ],
    other: (text) => void parseWithLibrary(text),
  },
}

const text = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/),
  fc.string({
    unit: fc.constantFrom(
      'a',
      ' ',
      '#',
      ':',
      '"',
      "'",
      '\\',
      '\n',
      '\t',
      '{',
      ']',
      ',',
      '-',
      '&',
      '*',
      '!',
      '%',
      '@',
      '`',
      '|',
      '1',
      '\u00e9',
      '\u2028',
      '\u{1F600}',
    ),
    maxLength: 6,
  }),
  fc.constantFrom(
    'yes',
    'null',
    '~',
    '1',
    '0x1F',
    '1e3',
    'true',
    '2020-01-01',
    '12:30',
    '',
    ' ',
    '<<',
    '=',
    '---',
    '{{ x }}',
    '0o7',
    '.5',
    'a: b',
    'a #b',
    '\ufeff',
    '\x7f',
  ),
)
const scalar = fc.oneof(text, fc.integer({ min: -1e6, max: 1e6 }), fc.boolean(), fc.constantFrom(0.5, 1e21, 1e-7))
const value: fc.Arbitrary<Value> = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.uniqueArray(fc.tuple(text, scalar), { maxLength: 3, selector: ([key]) => key }).map((some) => new Map(some)) },
)

/** Every path of a tree, that of its mappings and lists too. */
function pathsOf(node: Node | undefined, path: TreePath = []): TreePath[] {
  const own = path.length === 0 ? [] : [path]
  if (node?.kind === 'sequence') return [...own, ...node.items.flatMap((item, at) => pathsOf(item, [...path, at])), [...path, node.items.length]]
  if (node?.kind === 'mapping') return [...own, ...node.entries.flatMap((entry) => pathsOf(entry.value, [...path, entry.key])), [...path, 'new']]
  return [...own, [...path, 'new']]
}

interface Step {
  readonly pick: number
  readonly below: readonly string[]
  readonly value: Value
  readonly take: boolean
}

const step: fc.Arbitrary<Step> = fc.record({
  pick: fc.nat(),
  below: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(text, { maxLength: 2 }) }),
  value,
  take: fc.boolean(),
})

function plain(node: Node | undefined): unknown {
  if (node === undefined) return undefined
  if (node.kind === 'sequence') return node.items.map(plain)
  if (node.kind === 'mapping') return Object.fromEntries(node.entries.map((entry) => [`-${entry.key}`, plain(entry.value)]))
  if (node.type === 'null') return null
  return node.type === 'number' ? Number(node.text) : node.type === 'boolean' ? node.text.toLowerCase() === 'true' : node.text
}

function meant(given: Value): unknown {
  if (given instanceof Map) return Object.fromEntries([...(given as ReadonlyMap<string, Value>)].map(([key, each]) => [`-${key}`, meant(each)]))
  return Array.isArray(given) ? given.map(meant) : given
}

/** All scalars that are not below a path. */
function rest(node: Node | undefined, path: TreePath): Map<string, string> {
  const below = (other: TreePath): boolean => path.every((each, at) => other[at] === each)
  return new Map(
    [...walkScalars(node)]
      .filter((each) => !below(each.path) && each.node.type !== 'null')
      .map((each) => [JSON.stringify(each.path), each.node.text]),
  )
}

function variants(documents: readonly string[]): fc.Arbitrary<string> {
  return fc.tuple(fc.constantFrom(...documents), fc.boolean(), fc.boolean(), fc.boolean()).map(([given, crlf, mark, cut]) => {
    const ended = cut && given.endsWith('\n') ? given.slice(0, -1) : given
    return (mark ? '\ufeff' : '') + (crlf ? ended.replaceAll('\n', '\r\n') : ended)
  })
}

describe.each(Object.entries(formats))('edits of %s', (_name, { editor, read, documents, other }) => {
  let done = 0
  let refused = 0

  it('give the values that are meant, one after the other, and leave the rest', () => {
    fc.assert(
      fc.property(variants(documents), fc.array(step, { minLength: 1, maxLength: 6 }), (start, steps) => {
        let now = start
        for (const { pick, below, value: given, take } of steps) {
          const tree = read(now)
          const paths = pathsOf(tree)
          const path = [...(paths[pick % paths.length] ?? ['new']), ...below]
          const change = take ? editor.remove(now, path) : editor.set(now, path, given)
          if ('cannot' in change) {
            refused++
            continue
          }
          done++
          const after = applyEdits(now, change.edits)
          const found = read(after)
          // indexes behind an item that is gone are others
          const isComparable = !take || typeof path.at(-1) === 'string'
          expect(isComparable ? rest(found, path) : undefined).toEqual(isComparable ? rest(tree, path) : undefined)
          expect(isComparable ? plain(child(found, ...path)) : undefined).toEqual(take ? undefined : meant(given))
          expect(take ? unchangedBy(after, path) : editor.set(after, path, given)).toMatchObject({ edits: [] })
          expect(() => (after === now ? undefined : other?.(after))).not.toThrow()
          now = after
        }
      }),
      { numRuns: 1000 },
    )
    expect(refused).toBeLessThan(done)
  })

  function unchangedBy(after: string, path: TreePath): unknown {
    return typeof path.at(-1) === 'string' ? editor.remove(after, path) : { edits: [] }
  }

  it('touch a value alone where it is written', () => {
    fc.assert(
      fc.property(variants(documents), fc.nat(), scalar, (given, pick, wanted) => {
        const scalars = [...walkScalars(read(given))].filter(
          ({ node, path }) => node.via.length === 0 && path.length > 0 && node.span.start < node.span.end,
        )
        const chosen = scalars[pick % Math.max(1, scalars.length)]
        if (chosen === undefined) return
        const change = editor.set(given, chosen.path, wanted)
        const edits = 'cannot' in change ? [] : change.edits
        expect(edits.map(({ start, end }) => [start, end])).toEqual(edits.map(() => [chosen.node.span.start, chosen.node.span.end]))
      }),
      { numRuns: 500 },
    )
  })

  it('never throw', () => {
    const pieces = [...documents, '{', '}', '[', ']', ',', ':', '- ', '\n', '  ', '"', "'", '#', '=', '&a ', '*a', '<<: *a\n', 'a', '{{ x }}', '? ']
    const noise = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((some) => some.join(''))
    const path = fc.array(fc.oneof(fc.constantFrom('a', 'b', 'services', 'new', ''), fc.nat({ max: 3 }), fc.string()), { maxLength: 4 })
    fc.assert(
      fc.property(fc.oneof(noise, fc.string({ unit: 'binary' })), path, value, (given, at, wanted) => {
        for (const change of [editor.set(given, at, wanted), editor.remove(given, at)])
          expect('cannot' in change || typeof applyEdits(given, change.edits)).toBeTruthy()
      }),
      { numRuns: 500 },
    )
  })
})

describe('what a merge key brings in', () => {
  const shared = 'x-base: &base\n  environment: &env\n    A: 1 # why\n    B: two\nservices:\n  one:\n    <<: *base\n    command: x\n'

  it('under an anchor of its own is named again, with the one value beside it', () => {
    const change = yamlEdits().set(shared, ['services', 'one', 'environment', 'C'], 'new')
    expect('cannot' in change ? change : applyEdits(shared, change.edits)).toBe(`${shared}    environment:\n      <<: *env\n      C: new\n`)
  })

  it('gets another value in the same way', () => {
    const change = yamlEdits().set(shared, ['services', 'one', 'environment', 'A'], 2)
    expect('cannot' in change ? change : applyEdits(shared, change.edits)).toBe(`${shared}    environment:\n      <<: *env\n      A: 2\n`)
  })

  it('under no anchor is written out', () => {
    const text = shared.replace(' &env', '')
    const change = yamlEdits().set(text, ['services', 'one', 'environment', 'C'], 'new')
    expect('cannot' in change ? change : applyEdits(text, change.edits)).toBe(`${text}    environment:\n      A: 1\n      B: two\n      C: new\n`)
  })
})
