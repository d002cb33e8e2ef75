import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { main } from './main.ts'
import { version } from './version.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringwall-cli-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const weak = 'services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: postgres\n    ports:\n      - "5432:5432"\n'
const quiet = 'services:\n  web:\n    image: example.org/web:1\n'

function put(name: string, text: string): string {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, text)
  return path
}

async function call(...argv: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let [out, err] = ['', '']
  const code = await main(argv, { stdout: { write: (text) => (out += text) }, stderr: { write: (text) => (err += text) }, env: {}, cwd: folder })
  return { code, out, err }
}

describe('the exit code', () => {
  it.each([
    [['audit'], 1],
    [['audit', '--fail-on', 'high'], 1],
    [['audit', '--fail-on', 'never'], 0],
    [['map'], 0],
    [['explain'], 0],
    [['--help'], 0],
    [['--version'], 0],
    [[], 2],
    [['unheard-of'], 2],
    [['audit', '--unheard-of'], 2],
    [['audit', 'gone.yml'], 2],
    [['map', 'gone.yml'], 2],
  ])('of %j is %i', async (argv, code) => {
    put('compose.yml', weak)
    expect((await call(...argv)).code).toBe(code)
  })

  it('is 0 below the threshold and 1 at it', async () => {
    put('compose.yml', quiet)
    const report = JSON.parse((await call('audit', '--format', 'json', '--fail-on', 'never')).out) as {
      deployments: readonly { summary: Readonly<Record<string, number>> }[]
    }
    const { critical = 0, high = 0, low = 0 } = report.deployments[0]?.summary ?? {}
    expect([critical + high, low > 0]).toEqual([0, true])
    expect((await call('audit')).code).toBe(0)
    expect((await call('audit', '--fail-on', 'low')).code).toBe(1)
  })

  it('is 1 on gaps with --strict alone, whatever the threshold', async () => {
    put('compose.yml', 'services:\n  web:\n    image: example.org/web:1\n    environment:\n      TITLE: ${NOT_SET}\n')
    expect((await call('audit')).code).toBe(0)
    expect((await call('audit', '--strict', '--fail-on', 'never')).code).toBe(1)
  })

  it('counts what .env says, unless other files are named', async () => {
    put('compose.yml', 'services:\n  web:\n    image: example.org/web:${TAG}\n')
    put('.env', 'TAG=1\n')
    expect((await call('audit')).out).not.toContain('TAG has no value')
    put('other.env', 'ELSE=1\n')
    expect((await call('audit', '--env-file', 'other.env')).out).toContain('TAG has no value')
  })

  it('is 2 where nothing can be judged, in one line with place and hint', async () => {
    expect(await call('audit')).toMatchObject({
      code: 2,
      out: '',
      err: 'ringwall: error: .: neither a Compose file nor settings of a known program were found\nringwall: hint: name a Compose file with -f, or give the folder that holds the files\n',
    })
    put('compose.yml', 'services: [\n')
    const broken = await call('audit')
    expect(broken.code).toBe(2)
    expect(broken.err).toMatch(/^ringwall: error: compose\.yml:\d+: .+\nringwall: hint: .+\n$/)
  })
})

describe('options', () => {
  it.each([
    [['audit', '--format', 'jsno'], '--format: "jsno" is not one of'],
    [['audit', '--fail-on', 'hgh'], '--fail-on: "hgh" is not one of critical, high, medium, low, never'],
    [['audit', '--fail-on', 'Hight'], '; did you mean high?'],
    [['audit', '--guide', 'unheard-of'], '--guide: "unheard-of" is not one of'],
    [['map', '--format', 'sarif'], '--format: "sarif" is not one of'],
    [['audit', '--root', 'gone'], '--root gone: no such folder'],
    [['explain', 'channel/encrypt'], 'there is no control "channel/encrypt"'],
  ])('%j are refused', async (argv, expected) => {
    put('compose.yml', weak)
    const { code, out, err } = await call(...argv)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(expected)
    expect(err.startsWith('ringwall: error: ')).toBe(true)
  })

  it('name the nearest control', async () => {
    expect((await call('explain', 'channel/encrypt')).err).toContain('ringwall: hint: did you mean channel/encrypted')
    expect((await call('explain', 'nothing/like-it')).err).toContain('ringwall: hint: ringwall explain lists all of them')
  })

  it('--root must hold the path', async () => {
    put('one/compose.yml', weak)
    put('two/compose.yml', weak)
    expect((await call('audit', 'one', '--root', 'two')).err).toContain('two does not hold the path')
    expect((await call('audit', 'one', '--root', '.')).code).toBe(1)
    expect((await call('audit', 'one', '--root', '/')).code).toBe(1)
    put('one-more/compose.yml', weak)
    expect((await call('audit', 'one-more', '--root', 'one')).code).toBe(2)
  })

  it('-f merges files in order', async () => {
    put('a.yml', weak)
    put('b.yml', 'services:\n  cache:\n    image: redis:7\n')
    const { out } = await call('map', '-f', 'a.yml', '-f', 'b.yml', '--format', 'json')
    expect(
      (JSON.parse(out) as { deployments: readonly { components: readonly { id: string }[] }[] }).deployments.map((one) =>
        one.components.map(({ id }) => id),
      ),
    ).toEqual([['db', 'cache']])
  })

  it('--quiet says nothing where the call succeeds, and everything where it fails', async () => {
    put('compose.yml', weak)
    expect(await call('audit', '--quiet', '--fail-on', 'never')).toEqual({ code: 0, out: '', err: '' })
    expect((await call('audit', '--quiet')).out).toContain('5432')
  })

  it('--version is that of the package', async () => {
    expect((await call('--version')).out).toBe(`${version}\n`)
  })
})

describe('--output', () => {
  it('writes the report there, also when quiet, and nothing beside it', async () => {
    put('compose.yml', weak)
    const { code, out } = await call('audit', '--output', 'report.json', '--format', 'json', '--quiet', '--fail-on', 'never')
    expect([code, out]).toEqual([0, ''])
    expect(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))).toMatchObject({ schema: 'ringwall.report/0' })
    expect(readdirSync(folder).sort()).toEqual(['compose.yml', 'report.json'])
  })

  it('replaces what was there as a whole', async () => {
    put('compose.yml', weak)
    put('report.json', 'x'.repeat(1_000_000))
    await call('audit', '--output', 'report.json', '--format', 'json')
    expect(() => JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as unknown).not.toThrow()
  })

  it('leaves nothing behind where it cannot write', async () => {
    put('compose.yml', weak)
    mkdirSync(join(folder, 'taken'))
    put('taken/file', '')
    for (const target of ['taken', 'gone/report.json']) {
      const { code, err } = await call('audit', '--output', target)
      expect(code).toBe(2)
      expect(err).toContain(`ringwall: error: --output ${target}: `)
      expect(err).toContain('ringwall: hint: name a file in a folder that you may write')
    }
    expect(readdirSync(folder).sort()).toEqual(['compose.yml', 'taken'])
    expect(existsSync(join(folder, 'taken/file'))).toBe(true)
  })

  it('holds no colour, even on a terminal', async () => {
    put('compose.yml', weak)
    let out = ''
    const io = { stdout: { write: (text: string) => (out += text), isTTY: true, columns: 80 }, stderr: { write: () => true }, env: {}, cwd: folder }
    await main(['audit', '--output', 'report.txt'], io)
    expect(readFileSync(join(folder, 'report.txt'), 'utf8')).not.toContain('\u001b')
    await main(['audit'], io)
    expect(out).toContain('\u001b[')
    out = ''
    await main(['audit'], { ...io, env: { NO_COLOR: '1' } })
    expect(out).not.toContain('\u001b')
  })
})

it('shows no password', async () => {
  put('compose.yml', weak.replace('POSTGRES_PASSWORD: postgres', 'POSTGRES_PASSWORD: hunter2-canary'))
  for (const format of ['text', 'json']) {
    const { out, err } = await call('audit', '--all', '--format', format)
    expect(out).toContain('5432')
    expect(out + err).not.toContain('hunter2-canary')
  }
})
