import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { describe, expect, it } from 'vitest'
import type { Rule } from './rules.js'
import plugin, { forbiddenNames, noProductInControls } from './rules.js'

const root = join(import.meta.dirname, '../..')

/** Runs one rule over a piece of source. (The RuleTester of oxlint asks for Node 22.) */
function problems(rule: Rule, path: string, code: string): readonly string[] {
  const messages: string[] = []
  const filename = join(root, path)
  const visitor = rule.create({ filename, sourceCode: { text: code }, report: ({ message }) => messages.push(message) })
  const parsed = parseSync(filename, code)
  expect(parsed.errors).toEqual([])
  visit(parsed.program, visitor)
  return messages
}

function visit(node: unknown, visitor: ReturnType<Rule['create']>): void {
  if (typeof node !== 'object' || node === null) return
  if ('type' in node && typeof node.type === 'string') visitor[node.type]?.(node)
  for (const child of Object.values(node)) visit(child, visitor)
}

const product = "export const x = 'nginx'"

describe('no-product-in-controls', () => {
  const rule = noProductInControls(new Set(['nginx']))
  const control = 'src/controls/channel/a.ts'

  it.each([
    ['src/technologies/nginx/index.ts', product],
    ['src/controls/channel/a.test.ts', product],
    [control, "export const x = 'behind nginx'"],
    [control, "if (listener.protocol === 'redis') f()"],
    [control, 'if (a.technology === b.technology) f()'],
  ])('lets pass in %s: %s', (path, code) => {
    expect(problems(rule, path, code)).toEqual([])
  })

  it.each([
    [product, "a control names no product: 'nginx'"],
    ["if (component.technology === 'redis') f()", 'a control does not ask which technology it judges'],
    ["if ('redis' !== component.technology) f()", 'a control does not ask which technology it judges'],
    ['switch (component.technology) { default: f() }', 'a control does not ask which technology it judges'],
  ])('refuses %s', (code, message) => {
    expect(problems(rule, control, code)).toEqual([message])
  })

  it('takes the names from the folders, without the words of the protocols', () => {
    const names = forbiddenNames(join(root, 'src'))
    expect(names).toContain('controls')
    expect(names).not.toContain('redis')
  })
})

describe('plain-ascii', () => {
  const rule = plugin.rules['plain-ascii']

  it.each([
    ['src/engine/a.ts', '// api \u2192 redis'],
    ['src/report/text.ts', "export const dash = '\u2013 \u2026 \u251c'"],
    ['src/engine/a.ts', "export const escaped = '\\u202e'"],
  ])('lets pass in %s: %s', (path, code) => {
    expect(problems(rule, path, code)).toEqual([])
  })

  it.each([
    ['src/engine/a.ts', '// caf\u00e9', 'U+00E9'],
    ['src/engine/a.ts', "export const dash = '\u2013'", 'U+2013'],
    ['src/report/text.ts', '// \u202e reversed', 'U+202E'],
    ['src/report/text.ts', "export const rocket = '\u{1f680}'", 'U+1F680'],
    ['tools/a.ts', '// tab\u00a0', 'U+00A0'],
  ])('refuses in %s: %j', (path, code, point) => {
    expect(problems(rule, path, code)).toEqual([`source is plain ASCII: write an escape for ${point}`])
  })
})

describe('no-shell', () => {
  const rule = plugin.rules['no-shell']

  it.each([
    "import { spawnSync } from 'node:child_process'\nspawnSync('ls', ['-l'], { shell: false })",
    "import { exec } from './sql.ts'\nexec('select 1')",
    'draw({ shell: true })',
  ])('lets pass: %s', (code) => {
    expect(problems(rule, 'tools/a.ts', code)).toEqual([])
  })

  it.each([
    "import { exec } from 'node:child_process'",
    "import { execSync as run } from 'child_process'",
    "import * as child from 'node:child_process'",
    "spawnSync('ls | wc', { shell: true })",
    "spawn('ls', [], { 'shell': '/bin/sh' })",
  ])('refuses: %s', (code) => {
    expect(problems(rule, 'tools/a.ts', code)).toHaveLength(1)
  })
})

describe('pure-layers', () => {
  const rule = plugin.rules['pure-layers']

  it.each([
    ['src/cli/main.ts', 'export const now = Date.now()'],
    ['src/engine/a.ts', "export const day = new Date('2026-01-01').getTime() - Date.parse('2025-01-01')"],
    ['src/engine/a.test.ts', 'export const now = Date.now()'],
    ['src/engine/a.ts', 'export const x = Math.max(1, 2)'],
    ['src/engine/a.ts', 'export const x = input.process.name'],
  ])('lets pass in %s: %s', (path, code) => {
    expect(problems(rule, path, code)).toEqual([])
  })

  it.each(['model', 'formats', 'protocols', 'settings', 'controls', 'guides', 'report', 'engine'])('keeps the environment out of %s', (layer) => {
    expect(problems(rule, `src/${layer}/a.ts`, 'export const x = process.env')).toEqual(['this layer is pure: the process is handed in'])
  })

  it.each(['new Date()', 'Date.now()', 'Date()', 'Math.random()', 'performance.now()'])('refuses %s', (code) => {
    expect(problems(rule, 'src/controls/channel/a.ts', `export const x = ${code}`)).toHaveLength(1)
  })
})

/** Proves that the linter itself loads the plugin on this version of Node. */
it('is in force in the linter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-lint-'))
  try {
    writeFileSync(join(folder, 'bad.ts'), "import { execSync } from 'node:child_process'\nexecSync('true')\n")
    const run = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['-c', join(root, '.oxlintrc.json'), join(folder, 'bad.ts')], { encoding: 'utf8' })
    expect(run.stdout).toContain('ringwall(no-shell)')
    expect(run.status).toBe(1)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
