import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { identifierOf, register } from './registration.ts'
import { scaffold } from './scaffold.ts'

const root = join(import.meta.dirname, '..')

const registry = `import { channelEncrypted } from './controls/channel/encrypted.ts'
import type { Control } from './model/control.ts'
import { redis } from './technologies/redis/index.ts'

export const technologies: readonly Technology[] = [redis]

export const controls: readonly Control[] = [
  channelEncrypted,
]
`

describe('register', () => {
  it('puts import and entry where they belong', () => {
    const one = register(registry, { identifier: 'nginx', from: './technologies/nginx/index.ts', list: 'technologies' })
    const two = register(one, { identifier: 'zoneInternal', from: './controls/zone/internal.ts', list: 'controls' })
    expect(two).toBe(`import { channelEncrypted } from './controls/channel/encrypted.ts'
import { zoneInternal } from './controls/zone/internal.ts'
import type { Control } from './model/control.ts'
import { nginx } from './technologies/nginx/index.ts'
import { redis } from './technologies/redis/index.ts'

export const technologies: readonly Technology[] = [
  nginx,
  redis,
]

export const controls: readonly Control[] = [
  channelEncrypted,
  zoneInternal,
]
`)
  })

  it('appends what sorts last, and starts an empty list', () => {
    const text = "import { a } from './a.ts'\n\nexport const controls: readonly Control[] = []\n"
    expect(register(text, { identifier: 'b', from: './b.ts', list: 'controls' })).toBe(
      "import { a } from './a.ts'\nimport { b } from './b.ts'\n\nexport const controls: readonly Control[] = [\n  b,\n]\n",
    )
  })

  it.each([
    ['twice', registry, './technologies/redis/index.ts', 'is registered already'],
    ['without a list', "import { a } from './a.ts'\n", './technologies/nginx/index.ts', 'has no list'],
    ['into a list of something else', registry.replace('[redis]', '[...all]'), './technologies/nginx/index.ts', 'more than names: ...all'],
  ])('refuses %s', (_name, text, from, message) => {
    expect(() => register(text, { identifier: 'x', from, list: 'technologies' })).toThrow(message)
  })

  it('makes names', () => {
    expect(identifierOf('enmeshed-connector')).toBe('enmeshedConnector')
    expect(identifierOf('channel/server-verified')).toBe('channelServerVerified')
  })
})

describe('scaffold', () => {
  let copy = ''

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'ringwall-new-'))
    mkdirSync(join(copy, 'src'))
    for (const layer of ['model', 'protocols', 'formats', 'settings', 'testing'])
      cpSync(join(root, 'src', layer), join(copy, 'src', layer), { recursive: true, filter: (path) => !path.endsWith('.test.ts') })
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
    for (const file of ['tsconfig.json', '.oxfmtrc.json', 'package.json']) cpSync(join(root, file), join(copy, file))
    mkdirSync(join(copy, 'src/registry'))
    writeFileSync(
      join(copy, 'src/registry/technologies.ts'),
      "import type { Technology } from '../model/technology.ts'\n\nexport const technologies: readonly Technology[] = []\n",
    )
    writeFileSync(
      join(copy, 'src/registry.ts'),
      "import type { Control } from './model/control.ts'\n\nexport const controls: readonly Control[] = []\n",
    )
  })

  afterAll(() => rmSync(copy, { recursive: true, force: true }))

  it('makes a technology and a control that compile and whose tests pass', () => {
    const technology = scaffold(copy, 'technology', 'door-keeper')
    const control = scaffold(copy, 'control', 'channel/guarded-well')
    expect(technology).toContain('src/technologies/door-keeper/examples/hardened/compose.yml')
    expect(control).toEqual(['src/controls/channel/guarded-well.ts', 'src/controls/channel/guarded-well.test.ts', 'src/registry.ts'])
    expect(technology).toContain('src/registry/technologies.ts')
    expect(readFileSync(join(copy, 'src/registry/technologies.ts'), 'utf8')).toContain('= [\n  doorKeeper,\n]')
    const namesake = scaffold(copy, 'control', 'zone/guarded-well')
    expect(readFileSync(join(copy, 'src/registry.ts'), 'utf8')).toContain('= [\n  guardedWell,\n  zoneGuardedWell,\n]')

    const files = [...technology, ...control, ...namesake].filter((file) => file.endsWith('.ts'))
    writeFileSync(
      join(copy, 'tsconfig.new.json'),
      JSON.stringify({
        extends: './tsconfig.json',
        compilerOptions: { noEmit: true, incremental: false, tsBuildInfoFile: null },
        files,
        include: [],
      }),
    )
    const types = run('tsc', ['-p', 'tsconfig.new.json'])
    expect(types).toMatchObject({ stdout: '', status: 0 })

    writeFileSync(join(copy, 'vitest.config.ts'), "export default { test: { include: ['src/**/*.test.ts'] } }\n")
    const tests = run('vitest', ['run', '--reporter=json'])
    expect(JSON.parse(tests.stdout)).toMatchObject({ success: true, numPassedTests: 4, numFailedTests: 0 })
  })

  it.each([
    [undefined, undefined, 'npm run new -- technology redis'],
    ['guide', 'x', 'npm run new -- technology redis'],
    ['technology', '../x', 'lower case with hyphens'],
    ['control', 'encrypted', 'SUBJECT/NAME'],
    ['control', 'channel/a/b', 'SUBJECT/NAME'],
    ['control', 'channel/guarded-well', 'exists already'],
  ])('refuses %s %s', (kind, name, message) => {
    expect(() => scaffold(copy, kind, name)).toThrow(message)
  })

  function run(tool: string, args: readonly string[]): { readonly stdout: string; readonly status: number | null } {
    const { VITEST: _running, ...env } = process.env
    return spawnSync(join(root, 'node_modules/.bin', tool), args, { cwd: copy, encoding: 'utf8', env })
  }
})
