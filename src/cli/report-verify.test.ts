import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from '../../test/in-process.ts'
import type { Report } from '../model/report.ts'

let folder = ''
const target = ['--target', 'redis://127.0.0.1:1', '--fail-on', 'never']

function key(name: string, kind: 'ed25519' | 'ed448' = 'ed25519'): void {
  const pair = kind === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ed448')
  writeFileSync(join(folder, `${name}.pem`), pair.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  writeFileSync(join(folder, `${name}.pub`), pair.publicKey.export({ type: 'spki', format: 'pem' }))
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ringwall-sign-'))
  key('own')
  key('other')
  key('odd', 'ed448')
  const said = await call(['verify', ...target, '--format', 'json', '--sign', 'own.pem', '--output', 'report.json'], folder)
  // nobody answers there, and that is signed too
  if (said.exit !== 2 || !said.stderr.includes('nothing is verified')) throw new Error(said.stderr)
  // the first call loads all technologies
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function written(name: string, change: (report: Report) => unknown): void {
  writeFileSync(join(folder, name), JSON.stringify(change(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report)))
}

describe('report verify', () => {
  it('says that a report is as it was written, whatever its blanks and order', async () => {
    written('same.json', ({ signature, ...rest }) => ({ signature, ...Object.fromEntries(Object.entries(rest).toReversed()) }))
    for (const file of ['report.json', 'same.json']) {
      const said = await call(['report', 'verify', file, '--key', 'own.pub'], folder)
      expect(said).toMatchObject({ exit: 0, stderr: '' })
      expect(said.stdout).toMatch(/^\S+: unchanged since it was signed with own\.pub \(SHA256:\S{43}\); run [0-9a-f]{32} of \d{4}-/)
    }
  })

  it('says that it does not know whose key it is when none is named', async () => {
    const said = await call(['report', 'verify', 'report.json'], folder)
    expect(said.exit).toBe(0)
    expect(said.stdout).toContain('whose key that is was not checked: name it with --key')
  })

  it.each<[string, (report: Report) => unknown, number, string]>([
    ['an answer', (report) => ({ ...report, deployments: [] }), 1, 'CHANGED since it was signed'],
    ['one more member', (report) => ({ ...report, note: 'x' }), 1, 'CHANGED since it was signed'],
    ['a signature of another form', (report) => ({ ...report, signature: 'x' }), 1, 'CHANGED: what should be its signature is none'],
    ['no signature', (report) => ({ ...report, signature: undefined }), 6, 'there is no signature'],
  ])('finds %s', async (_, change, code, sentence) => {
    written('changed.json', change)
    const said = await call(['report', 'verify', 'changed.json', '--key', 'own.pub'], folder)
    expect(said.exit).toBe(code)
    expect(said.stdout).toContain(sentence)
  })

  it('finds what was cut off, at every length', async () => {
    const text = readFileSync(join(folder, 'report.json'), 'utf8')
    for (let length = 0; length < text.trimEnd().length; length += 97) {
      writeFileSync(join(folder, 'cut.json'), text.slice(0, length))
      expect(await call(['report', 'verify', 'cut.json'], folder)).toMatchObject({
        exit: 4,
        stdout: 'cut.json: no whole JSON: it was cut off, or is no report\n',
      })
    }
  })

  it('finds the key of somebody else, also when he signed it himself', async () => {
    expect(await call(['report', 'verify', 'report.json', '--key', 'other.pub'], folder)).toMatchObject({ exit: 5 })
    const said = await call(['verify', ...target, '--format', 'json', '--sign', 'other.pem', '--output', 'forged.json'], folder)
    expect(said.exit).toBe(2)
    expect((await call(['report', 'verify', 'forged.json', '--key', 'own.pub'], folder)).stdout).toContain('signed with ANOTHER KEY: SHA256:')
  })
})

describe('--sign', () => {
  it('wants a key that nobody else can read, of the right kind, and JSON', async () => {
    const sign = (file: string, format = 'json'): ReturnType<typeof call> => call(['verify', ...target, '--format', format, '--sign', file], folder)
    expect((await sign('odd.pem')).stderr).toContain('it is a key of another kind (ed448)')
    expect((await sign('own.pub')).stderr).toContain('no private key')
    expect((await sign('none.pem')).stderr).toContain('no such file')
    expect((await sign('own.pem', 'text')).stderr).toContain('carries no signature')
    writeFileSync(join(folder, 'open.pem'), readFileSync(join(folder, 'own.pem')))
    chmodSync(join(folder, 'open.pem'), 0o644)
    expect(await sign('open.pem')).toMatchObject({ exit: 2, stderr: expect.stringContaining('others may read it') as string })
  })
})
