import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Hardening } from '../src/model/hardening.ts'
import { decode, encode } from '../src/platforms/encoding.ts'
import type { Encoding } from '../src/platforms/encoding.ts'
import { openFiles } from '../src/platforms/files.ts'
import { openWorkspace } from '../src/platforms/workspace.ts'
import { call } from './in-process.ts'

/** A word that every encoding writes in its own way, in a comment of every file. */
const word = 'Schl\u00fcssel'

const files: Readonly<Record<string, string>> = {
  'compose.yaml': `# ${word}
services:
  cache:
    image: redis:7.2
    command: redis-server /etc/redis/redis.conf
    ports: ["6379:6379"]
    volumes: ["./redis.conf:/etc/redis/redis.conf:ro"]
  app:
    image: registry.example.org/app:1.2
    environment:
      REDIS_URL: redis://cache:6379/0
      MAIL_PASSWORD: \${MAIL_PASSWORD}
    depends_on: [cache]
`,
  'redis.conf': `# ${word}\nbind 0.0.0.0\nprotected-mode no\nappendonly yes\n`,
  '.env': `# ${word}\nMAIL_PASSWORD=changeme\n`,
}

/** The files in another form; `write` gives their bytes. */
function folderWith(write: (text: string) => Uint8Array): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'ringwall-encodings-')), 'weak')
  mkdirSync(folder)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), write(text))
  return folder
}

async function hardened(folder: string, more: readonly string[]): Promise<Hardening> {
  const said = await call(['harden', folder, '--format', 'json', ...more])
  expect(said).toMatchObject({ exit: 0, stderr: '' })
  return JSON.parse(said.stdout) as Hardening
}

const ways: readonly (readonly [string, Encoding, (text: string) => string])[] = [
  ['Latin-1', 'latin1', (text) => text],
  ['Latin-1, CRLF', 'latin1', (text) => text.replaceAll('\n', '\r\n')],
  ['UTF-16', 'utf16le', (text) => text],
  ['UTF-16, the other way round, CRLF', 'utf16be', (text) => text.replaceAll('\n', '\r\n')],
  ['UTF-8', 'utf8', (text) => text],
  ['UTF-8 with a byte order mark, CRLF', 'utf8', (text) => `\uFEFF${text.replaceAll('\n', '\r\n')}`],
]

describe.each(ways)('files in %s', { timeout: 60_000 }, (_, encoding, formed) => {
  it.each(['--write', '--in-place'])('stay in it: %s', async (way) => {
    const folder = folderWith((text) => encode(formed(text), encoding)!)
    const copy = join(folder, '../copy')
    const plan = await hardened(folder, way === '--write' ? [way, copy] : [way])
    const changed = plan.files.filter(({ is }) => is === 'changed').map(({ file }) => file)
    expect(changed.toSorted()).toEqual(Object.keys(files).toSorted())
    for (const name of changed) {
      const found = decode(readFileSync(join(way === '--write' ? copy : folder, name)))!
      expect(found.encoding).toBe(encoding)
      expect(found.text).toContain(`${word}${formed('\n').slice(formed('').length)}`)
      expect(found.text.startsWith('\uFEFF')).toBe(formed('').startsWith('\uFEFF'))
      expect(new Set(found.text.match(/\r?\n|\r/g))).toEqual(new Set([formed('\n').slice(formed('').length)]))
    }
    expect((await hardened(way === '--write' ? copy : folder, [])).files).toEqual([])
  })
})

describe('what an encoding cannot hold', () => {
  it('is no text that is written another way', () => {
    expect(encode('\u20ac', 'latin1')).toBeUndefined()
    // the bytes would be read as UTF-8, or as UTF-16
    expect(encode('\u00c3\u00bc', 'latin1')).toBeUndefined()
    expect(encode('\u00ff\u00fea', 'latin1')).toBeUndefined()
    expect(encode('\ud800', 'utf8')).toBeUndefined()
    expect(encode('plain', 'latin1')).toEqual(Buffer.from('plain'))
  })

  it('is not put into a file', () => {
    const folder = folderWith((text) => encode(text, 'latin1')!)
    const space = openWorkspace(openFiles(folder, folder))
    const path = join(folder, 'redis.conf')
    const before = space.read(path)
    const put = (text: string) => space.edit(path, () => ({ edits: [{ start: 0, end: 0, text }], notes: [] }))
    expect(put('# \u20ac\n')).toEqual({ cannot: 'redis.conf: it cannot be written in its own encoding' })
    expect(space.read(path)).toBe(before)
    expect(put('# \u00e4\n')).toEqual([])
  })

  it('is half a character: what is read is not all that there is', () => {
    expect(decode(Buffer.from([0xff, 0xfe, 0x41, 0, 0x42]))).toEqual({ text: 'A', encoding: undefined })
    expect(decode(Buffer.from([0xfe, 0xff, 0, 0x41, 0x42]))).toEqual({ text: 'A', encoding: undefined })
    expect(encode('A', undefined)).toBeUndefined()
  })

  it.each([encode('\u00fc', 'latin1')!, encode('\u00fc', 'utf16le')!, encode('\u00fc', 'utf16be')!, encode('\u00fc', 'utf8')!])(
    'is told by the bytes',
    (bytes) => expect(decode(bytes)?.text).toBe('\u00fc'),
  )
})
