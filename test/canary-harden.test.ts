import crypto from 'node:crypto'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { planFor } from '../src/cli/harden/plan.ts'
import type { Hardening } from '../src/model/hardening.ts'
import { hardeningFormats } from '../src/registry/hardening.ts'
import { leaksIn, plant } from './canaries.ts'
import { call, project } from './in-process.ts'

/** Every random value that was drawn: whatever becomes of it is a secret. */
const drawn: Buffer[] = []
const { randomBytes } = crypto

/** In the module itself: one that was loaded before, for another file of tests, draws here as well. */
function watchRandomness(): void {
  const watched = (size: number): Buffer => {
    const bytes = randomBytes(size)
    drawn.push(bytes)
    return bytes
  }
  crypto.randomBytes = watched as typeof randomBytes
  syncBuiltinESMExports()
}

function leaveRandomness(): void {
  crypto.randomBytes = randomBytes
  syncBuiltinESMExports()
}

const { files: planted, canaries } = plant()

/** What is changed for new secrets stands beside what is planted: in a Compose file, a file of variables, a mounted file. */
const weakServices = `
  store:
    image: postgres:16
    environment:
      POSTGRES_USER: shop
      POSTGRES_PASSWORD: postgres
  shop:
    image: registry.example.org/shop:3
    env_file: [shop.env]
    environment:
      DATABASE_URL: postgresql://shop:postgres@store:5432/shop
      REDIS_URL: redis://sessions:6379/0
    depends_on: [store, sessions]
  sessions:
    image: redis:7.2
    command: redis-server /etc/redis/redis.conf
    volumes: ["./sessions.conf:/etc/redis/redis.conf:ro"]
  chat:
    image: ghcr.io/nmshd/connector:7.0.0
    volumes: ["./chat.json:/config.json:ro"]
    environment: { CUSTOM_CONFIG_LOCATION: /config.json }
`

function files(): Readonly<Record<string, string>> {
  const compose = planted['compose.yaml']!
    // a fault of the file would keep it from being changed
    .replace('X-Api-Key: ', 'X-Api-Key:')
    .replace('\nconfigs:\n', `${weakServices}\nconfigs:\n`)
  return {
    ...planted,
    'compose.yaml': compose,
    '.env': planted['.env']!.replace(/^broken line.*\n/m, ''),
    'shop.env': `SECRET_KEY=changeme\nMAIL_URL=smtp://u:${[...canaries.values()][0]}@mail.example.org\n`,
    'sessions.conf': `bind 0.0.0.0\nprotected-mode no\nrequirepass changeme\nmasterauth ${[...canaries.values()][1]}\n`,
    'chat.json': planted['connector.json']!.replace(/"key": "[^"]*"/, '"key": "changeme"'),
  }
}

const silent = { write: () => true }

let base = ''
let count = 0

function weakFolder(): string {
  const folder = join(base, `weak-${++count}`)
  mkdirSync(folder)
  for (const [path, text] of Object.entries(files())) writeFileSync(join(folder, path), text)
  return folder
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile())
}

/** What was made up by this call: random values in all their spellings, and lines of private keys. */
function made(texts: readonly string[]): readonly string[] {
  const values = drawn
    .filter(({ length }) => length >= 16)
    .flatMap((bytes) => (['hex', 'base64', 'base64url'] as const).map((form) => bytes.toString(form)))
  const keys = texts.flatMap((text) => [...text.matchAll(/-----BEGIN [A-Z ]*PRIVATE KEY-----\s+(\S{40,})/g)].map(([, line]) => line!))
  return [...values, ...keys]
}

function textsIn(folder: string): readonly string[] {
  return filesIn(folder).map((name) => readFileSync(join(folder, name), 'latin1'))
}

function leaks(shown: string, texts: readonly string[]): readonly string[] {
  return [...leaksIn(shown, canaries), ...made(texts).filter((value) => shown.includes(value))]
}

/** Files that every user of the machine may read who may enter the folder, with what they hold that nobody may and that did not stand there before. */
function open(folder: string, before: Readonly<Record<string, string>>): readonly string[] {
  const values = [...canaries.values(), ...made(textsIn(folder))]
  return filesIn(folder).flatMap((name) => {
    const folders = name.split('/').map((_, at, names) => names.slice(0, at).join('/'))
    const isEntered = folders.every((each) => each === '' || (statSync(join(folder, each)).mode & 0o001) !== 0)
    if (!isEntered || (statSync(join(folder, name)).mode & 0o004) === 0) return []
    const text = readFileSync(join(folder, name), 'latin1')
    return values.some((value) => text.includes(value) && before[name]?.includes(value) !== true) ? [name] : []
  })
}

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'ringwall-canary-harden-'))
  watchRandomness()
})
beforeEach(() => void drawn.splice(0))
afterAll(() => {
  leaveRandomness()
  rmSync(base, { recursive: true, force: true })
})

describe('planted secrets, and those that harden makes', { timeout: 180_000 }, () => {
  it('are in no plan, whatever its format', async () => {
    const planned = await planFor(weakFolder(), {}, '2026-01-01T00:00:00Z', { stdout: silent, stderr: silent, env: {}, cwd: base })
    const texts = [...planned.end.drafts.values()].map(({ text }) => text)
    expect(made(texts).length).toBeGreaterThan(20)
    for (const load of Object.values(hardeningFormats)) {
      const shown = (await load())(planned.report, { all: true, diff: true, colour: false, columns: 100, end: 'planned' })
      expect(shown.length).toBeGreaterThan(5000)
      expect(leaks(shown, texts)).toEqual([])
    }
  })

  it('stand where their programs alone find them', async () => {
    const [folder, copy] = [weakFolder(), join(base, 'copy')]
    chmodSync(join(folder, '.env'), 0o644)
    const { stdout } = await call(['harden', folder, '--format', 'json', '--write', copy])
    const { files: changed } = JSON.parse(stdout) as Hardening
    expect(open(copy, files())).toEqual([])
    // what its mount leads to is what it was, with the new secrets, for whoever the program runs as
    for (const name of ['chat.json', 'coopr-site.xml', 'sessions.conf']) {
      expect(existsSync(join(copy, name))).toBe(false)
      expect(statSync(join(copy, 'ringwall/closed', name)).mode & 0o777).toBe(0o644)
    }
    expect(readFileSync(join(copy, 'compose.yaml'), 'utf8')).toContain('"./ringwall/closed/sessions.conf:/etc/redis/redis.conf:ro"')
    expect(statSync(join(copy, 'ringwall/closed')).mode & 0o777).toBe(0o700)
    expect(changed.filter(({ is }) => is === 'gone').map(({ file }) => file)).toEqual(['chat.json', 'coopr-site.xml', 'sessions.conf'])
    // nobody else looks into the copy
    expect(statSync(copy).mode & 0o007).toBe(0)
    for (const name of ['.env', 'shop.env']) {
      expect([name, statSync(join(copy, name)).mode & 0o777, changed.find(({ file }) => file === name)?.mode]).toEqual([name, 0o640, '0640'])
    }
  })

  it('are not shown, and not left about, where the files themselves are changed', async () => {
    const folder = weakFolder()
    const said = await call(['harden', folder, '--diff', '--all', '--in-place', '--as', 'override'])
    expect(said.exit).toBe(0)
    expect(leaks(said.stdout + said.stderr, textsIn(folder))).toEqual([])
    expect(open(folder, files())).toEqual([])
    expect(statSync(join(folder, 'ringwall/closed')).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder, 'shop.env')).mode & 0o777).toBe(0o640)
    expect(filesIn(folder).filter((name) => /ringwall-(?:new|old)|\.tmp/.test(name))).toEqual([])
  })

  it('are not shown to whoever is asked for every measure', async () => {
    const folder = weakFolder()
    const [input, said] = [Object.assign(new PassThrough(), { isTTY: true }), [] as string[]]
    const stdin = vi.spyOn(process, 'stdin', 'get').mockReturnValue(input as unknown as typeof process.stdin)
    const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      said.push(String(text))
      if (String(text).includes('do it?'))
        setImmediate(() => input.write(said.filter((each) => each.includes('do it?')).length % 2 === 1 ? 'd\n' : 'y\n'))
      return true
    })
    const { stdout } = await call(['harden', folder, '--interactive', '--only', 'secrets', '--in-place', '--diff'])
    stdin.mockRestore()
    stderr.mockRestore()
    expect(said.join('')).toContain('@@')
    expect(leaks(said.join('') + stdout, textsIn(folder))).toEqual([])
  })

  it('are in no message about a broken file', async () => {
    const [folder, name] = [weakFolder(), 'sessions.conf']
    const whole = files()[name]!
    writeFileSync(join(folder, name), `${whole.slice(0, Math.floor(whole.length * 0.6))}"]}{ : '\n`)
    const said = await call(['harden', folder, '--format', 'json', '--diff', '--all', '--in-place'])
    expect(leaks(said.stdout + said.stderr, textsIn(folder))).toEqual([])
    expect(said.exit).not.toBe(3)
  })
})

describe.each(['cornflow', 'corridor', 'corridor-machines', 'coopr', 'enmeshed', 'hyperswitch'])(
  'what is made for %s',
  { timeout: 120_000 },
  (name) => {
    it('is in no plan, and in no file that everybody may read', async () => {
      const [folder, copy] = [join(base, name), join(base, `${name}-hard`)]
      cpSync(join(project, 'examples', name, 'weak'), folder, { recursive: true })
      const before = Object.fromEntries(filesIn(folder).map((file) => [file, readFileSync(join(folder, file), 'latin1')]))
      const said = await call(['harden', folder, '--format', 'json', '--diff', '--all', '--write', copy])
      expect(made(textsIn(copy)).length).toBeGreaterThan(5)
      expect(leaks(said.stdout + said.stderr, textsIn(copy))).toEqual([])
      expect(open(copy, before)).toEqual([])
      expect(said.stdout).not.toContain('every user of the machine may read it')
    })
  },
)
