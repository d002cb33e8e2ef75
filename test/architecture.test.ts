import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Import } from './imports.ts'
import { importsOf, readImports, sourceFiles } from './imports.ts'
import type { Row } from './layers.ts'
import { brokenArrows, cycle } from './layers.ts'

const src = join(import.meta.dirname, '../src')

/** Data of others that a judgement rests on, loaded when it is asked for. */
const guidelines = ['5.7', '6.0'].map((version) => `../third_party/mozilla-tls-guidelines/${version}.json`)

/** What makes certificates, and what opens its structures: never a file, never the network. */
const certificateLibraries = [
  '@peculiar/asn1-schema',
  '@peculiar/asn1-x509',
  '@peculiar/x509',
  'asn1js',
  'node:crypto',
  'node:net',
  'node:util',
  'reflect-metadata',
]

/** Who may import whom. What is not in a row is forbidden; a new layer is a new row, and a decision. */
const table: Readonly<Record<string, Row>> = {
  model: { layers: [], outside: [] },
  formats: { layers: [], outside: ['yaml', 'saxes', 'smol-toml'] },
  protocols: { layers: ['model', 'type:formats', 'type:wire'], outside: ['node:crypto', ...guidelines] },
  settings: { layers: ['model', 'formats', 'protocols'], outside: ['node:path'] },
  project: { layers: ['model', 'formats'], outside: [] },
  imports: { layers: ['model', 'formats', 'protocols'], outside: ['saxes'] },
  wire: { layers: [] },
  probes: { layers: ['model', 'protocols', 'wire'], outside: ['node:crypto'] },
  experiments: { layers: ['model', 'protocols', 'wire', 'probes'], outside: ['node:fs', 'node:fs/promises', 'node:path', 'node:timers/promises'] },
  rotations: { layers: ['model', 'protocols', 'wire', 'probes'], outside: ['node:crypto'] },
  vantages: { layers: ['model', 'wire'] },
  platforms: { layers: ['model', 'formats', 'protocols'] },
  technologies: { layers: ['model', 'formats', 'protocols', 'settings'], outside: ['node:path'] },
  controls: { layers: ['model', 'protocols'], outside: [] },
  guides: { layers: ['model'], outside: [] },
  pki: { layers: ['model', 'protocols'], outside: certificateLibraries },
  remedies: { layers: ['model', 'protocols'], outside: [] },
  engine: { layers: ['model', 'protocols', 'settings', 'wire', 'type:probes'], outside: ['node:crypto', 'diff'] },
  guard: { layers: ['model', 'protocols', 'formats', 'pki', 'storage', 'wire'] },
  storage: { layers: ['model'], outside: ['node:crypto', 'node:fs', 'node:path'] },
  report: { layers: ['model'], outside: ['@dagrejs/dagre', 'node:crypto'] },
  cli: { layers: ['*'] },
  registry: { layers: ['*'] },
  testing: { layers: ['model', 'protocols', 'formats', 'settings', 'engine', 'wire'], outside: ['node:fs', 'node:stream'] },
}

describe('the layers', () => {
  const files = sourceFiles(src)
  const imports = readImports(src)

  it('are seen at all', () => {
    expect(files.length).toBeGreaterThan(10)
    expect(imports.length).toBeGreaterThan(10)
  })

  it('hold', () => {
    expect(brokenArrows(imports, table)).toEqual([])
  })

  it('leave the helpers of tests to tests', () => {
    expect(imports.filter(({ from, to }) => to.startsWith('testing/') && !from.startsWith('testing/'))).toEqual([])
  })

  it('import only files that are there', () => {
    const there = new Set(files)
    expect(imports.filter(({ to }) => to.endsWith('.ts') && !there.has(to)).map(({ from, to }) => `${from}: ${to}`)).toEqual([])
  })

  it('have no cycle between files', () => {
    expect(cycle(imports)).toEqual([])
  })
})

describe('the check itself', () => {
  function arrow(from: string, to: string, typeOnly = false): Import {
    return { from, to, typeOnly, dynamic: false }
  }

  it.each([
    ['a control that reads a file', arrow('controls/channel/a.ts', 'node:fs'), 'may not import node:fs'],
    ['a control that knows a technology', arrow('controls/channel/a.ts', 'technologies/redis/index.ts'), 'may not import technologies: '],
    ['a type of a forbidden layer', arrow('model/a.ts', 'engine/b.ts', true), 'may not import engine: '],
    ['a technology that knows another', arrow('technologies/redis/index.ts', 'technologies/nginx/read.ts'), 'may not import another technology: '],
    ['a protocol that knows how products are configured', arrow('protocols/a.ts', 'settings/b.ts', true), 'may not import settings: '],
    ['a control that reads settings', arrow('controls/channel/a.ts', 'settings/b.ts'), 'may not import settings: '],
    ['more than a type', arrow('protocols/a.ts', 'formats/b.ts'), 'may import only types of formats: '],
    ['a layer that nobody decided on', arrow('helpers/a.ts', 'model/b.ts'), 'is of layer helpers, which the table does not have'],
    ['a way out of src', arrow('cli/a.ts', '../tools/b.ts'), 'may not leave src: '],
    ['an experiment among the questions', arrow('probes/redis/a.ts', 'experiments/canary/b.ts'), 'may not import experiments: '],
    ['an experiment in the engine', arrow('engine/verify/a.ts', 'experiments/canary/b.ts'), 'may not import experiments: '],
    ['the registry seen from below', arrow('engine/a.ts', 'registry.ts'), 'may not import registry: '],
  ])('finds %s', (_name, one, why) => {
    const found = brokenArrows([one], table)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(`${one.from} ${why}`)
  })

  it.each([
    arrow('controls/channel/a.ts', 'model/fact.ts'),
    arrow('protocols/a.ts', 'formats/b.ts', true),
    arrow('technologies/redis/index.ts', 'technologies/redis/read.ts'),
    arrow('cli/main.ts', 'registry.ts'),
  ])('lets pass $from -> $to', (one) => {
    expect(brokenArrows([one], table)).toEqual([])
  })

  it('finds a cycle', () => {
    expect(cycle([arrow('a.ts', 'b.ts'), arrow('b.ts', 'c.ts'), arrow('c.ts', 'b.ts')])).toEqual(['b.ts', 'c.ts', 'b.ts'])
    expect(cycle([arrow('a.ts', 'b.ts'), arrow('a.ts', 'c.ts'), arrow('b.ts', 'c.ts')])).toEqual([])
  })

  it('reads every way to import', () => {
    const source = [
      "import './a.ts'",
      "import type { B } from './b.ts'",
      "import { type C } from '../c.ts'",
      "import { d, type D } from 'd'",
      "export * from './e.ts'",
      "export type { F } from './f.ts'",
      "export const g = () => import('./g.ts')",
      "export type H = import('./h.ts').H",
    ].join('\n')
    expect(importsOf('cli/x.ts', source).map(({ to, typeOnly, dynamic }) => [to, typeOnly, dynamic])).toEqual([
      ['cli/a.ts', false, false],
      ['cli/b.ts', true, false],
      ['c.ts', true, false],
      ['d', false, false],
      ['cli/e.ts', false, false],
      ['cli/f.ts', true, false],
      ['cli/g.ts', false, true],
      ['cli/h.ts', true, false],
    ])
  })

  it('refuses an import that hides its target', () => {
    expect(() => importsOf('cli/x.ts', 'export const x = (name: string) => import(name)')).toThrow('does not say what it loads')
  })
})
