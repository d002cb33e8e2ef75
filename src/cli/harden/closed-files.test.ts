import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { call } from '../../../test/in-process.ts'
import type { Hardening } from '../../model/hardening.ts'

const base = mkdtempSync(join(tmpdir(), 'ringwall-closed-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

let count = 0

/** Changes the files themselves; new secrets alone. */
async function harden(files: Readonly<Record<string, string>>, ...words: readonly string[]) {
  const folder = join(base, `m${++count}`)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text, { mode: 0o644 })
    chmodSync(join(folder, name), 0o644)
  }
  const { stdout, stderr, exit } = await call(['harden', folder, '--only', 'secrets', '--in-place', '--format', 'json', ...words])
  expect(`${exit} ${stderr.replace(/ringwall: note: .*\n/, '')}`).toBe('0 ')
  const { files: changed, deployments } = JSON.parse(stdout) as Hardening
  const read = (name: string): string | undefined => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : undefined)
  const notes = deployments.flatMap(({ measures }) => measures.flatMap((measure) => measure.notes))
  return { folder, read, notes, changed, mode: (name: string) => statSync(join(folder, name)).mode & 0o777 }
}

const conf = 'requirepass changeme\nport 6379\n'
const service = (...lines: readonly string[]): string =>
  `services:\n  cache:\n    image: redis:7.2\n    command: redis-server /etc/redis/redis.conf\n${lines.map((line) => `    ${line}\n`).join('')}`

describe('a settings file that everybody may read and that gets a new secret', { timeout: 60_000 }, () => {
  it.each<[form: string, lines: readonly string[], expected: string]>([
    ['a mount', ['volumes:', '  - ./cache.conf:/etc/redis/redis.conf:ro,z'], './ringwall/closed/cache.conf:/etc/redis/redis.conf:ro,z'],
    [
      'a mount with a reference',
      ['volumes:', '  - ${DIR:-.}/cache.conf:/etc/redis/redis.conf'],
      './ringwall/closed/cache.conf:/etc/redis/redis.conf',
    ],
    [
      'a mount in the long form',
      ['volumes:', '  - type: bind', '    source: ./cache.conf', '    target: /etc/redis/redis.conf'],
      'source: ./ringwall/closed/cache.conf',
    ],
    [
      'a config',
      ['configs: [{ source: cache, target: /etc/redis/redis.conf }]', '', 'configs: { cache: { file: ./cache.conf } }'],
      'file: ./ringwall/closed/cache.conf',
    ],
  ])('of %s moves to a folder that nobody else may enter', async (_form, lines, expected) => {
    const compose = service(...lines).replace(/\n {4}\n {4}configs/, '\nconfigs')
    const { read, mode, changed } = await harden({ 'compose.yaml': compose, 'cache.conf': conf })
    expect(read('compose.yaml')).toContain(expected)
    expect(read('cache.conf')).toBeUndefined()
    expect(read('ringwall/closed/cache.conf')).toMatch(/^requirepass [0-9a-f]{48}\nport 6379\n$/)
    expect([mode('ringwall/closed'), mode('ringwall/closed/cache.conf')]).toEqual([0o700, 0o644])
    expect(changed.map(({ file, is }) => `${file} ${is}`)).toEqual(['cache.conf gone', 'compose.yaml changed', 'ringwall/closed/cache.conf new'])
  })

  it('of a mounted folder is mounted over the old one, which has to be there and is empty', async () => {
    const compose = service('volumes:', '  - ./conf:/etc/redis')
    const { read, notes } = await harden({ 'compose.yaml': compose, 'conf/redis.conf': conf, 'conf/other': 'x' })
    expect(read('compose.yaml')).toBe(`${compose}      - ./ringwall/closed/conf/redis.conf:/etc/redis/redis.conf:ro\n`)
    expect([read('conf/redis.conf'), read('conf/other')]).toEqual(['', 'x'])
    expect(notes.join()).toContain('conf/redis.conf is empty')
  })

  it('moves for every project that mounts it', async () => {
    const compose = service('volumes: ["../cache.conf:/etc/redis/redis.conf:ro"]')
    const { read } = await harden({ 'one/compose.yaml': compose, 'two/compose.yaml': compose, 'cache.conf': conf })
    expect(read('cache.conf')).toBeUndefined()
    expect(read('one/compose.yaml')).toContain('"./ringwall/closed/cache.conf:/etc/redis/redis.conf:ro"')
    expect(read('two/compose.yaml')).toContain('"../one/ringwall/closed/cache.conf:/etc/redis/redis.conf:ro"')
  })

  it('stays where nobody else may enter its folder already', async () => {
    const compose = service('volumes: ["./closed/cache.conf:/etc/redis/redis.conf:ro"]')
    const folder = join(base, `m${count + 1}`, 'closed')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const { read, changed } = await harden({ 'compose.yaml': compose, 'closed/cache.conf': conf })
    expect(read('compose.yaml')).toBe(compose)
    expect(changed.map(({ file, is }) => `${file} ${is}`)).toEqual(['closed/cache.conf changed'])
  })

  it('moves with an override as well', async () => {
    const compose = service('volumes: ["./cache.conf:/etc/redis/redis.conf:ro"]')
    const { read } = await harden({ 'compose.yaml': compose, 'cache.conf': conf }, '--as', 'override')
    expect(read('compose.yaml')).toBe(compose)
    expect(read('compose.override.yaml')).toContain('./ringwall/closed/cache.conf:/etc/redis/redis.conf:ro')
    expect(read('cache.conf')).toBeUndefined()
  })

  it.each<[user: string, told: string, group: number | undefined]>([
    ['User=redis\n', 'the group of redis reads it', 4711],
    ['User=nobody-knows\n', '`chgrp` it to the group of nobody-knows', undefined],
    ['', 'its programs run as root', undefined],
  ])('of a machine is left to the group of its program (%j)', async (user, told, group) => {
    const { notes, mode, folder, changed } = await harden({
      'etc/redis/redis.conf': conf,
      'etc/passwd': 'root:x:0:0::/root:/bin/sh\nredis:x:4711:4711::/:/bin/sh\n',
      'etc/systemd/system/redis-server.service': `[Service]\n${user}ExecStart=/usr/bin/redis-server /etc/redis/redis.conf\n`,
    })
    expect(notes.join()).toContain(`etc/redis/redis.conf is closed to others: ${told}`)
    expect(mode('etc/redis/redis.conf')).toBe(0o640)
    expect(changed.find(({ file }) => file === 'etc/redis/redis.conf')?.mode).toBe('0640')
    // root alone can give it to a group
    const own = process.getgid!()
    expect(statSync(join(folder, 'etc/redis/redis.conf')).gid).toBe(process.getuid!() === 0 ? (group ?? own) : own)
  })
})
