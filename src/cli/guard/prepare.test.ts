import { createPrivateKey, X509Certificate } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { main } from '../main.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringwall-guard-prepare-'))
  writeFileSync(at('compose.yaml'), 'services:\n  wiki:\n    image: requarks/wiki:2\n    ports: ["3001:3000"]\n')
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function at(...names: readonly string[]): string {
  return join(folder, ...names)
}

async function call(...argv: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let [out, err] = ['', '']
  const code = await main(['guard', ...argv], {
    stdout: { write: (one) => (out += one) },
    stderr: { write: (one) => (err += one) },
    env: {},
    cwd: folder,
  })
  return { code, out, err }
}

const files = ['accounts.secret', 'audit.pem', 'audit.secret', 'identity.pem', 'pepper']

describe('ringwall guard prepare', () => {
  it('makes all that a trial needs, for its owner alone', async () => {
    expect((await call('init', '.', '--trial', '--output', 'guard.yaml')).code).toBe(0)
    expect(readFileSync(at('guard.yaml'), 'utf8')).toContain('upstream: http://127.0.0.1:3001')
    const { code, out, err } = await call('prepare')
    expect([code, err]).toEqual([0, ''])
    for (const name of files) {
      expect(out).toContain(`made ${at('ringwall-guard', name)}\n`)
      expect([name, statSync(at('ringwall-guard', name)).mode & 0o777]).toEqual([name, 0o600])
      expect(out).not.toContain(readFileSync(at('ringwall-guard', name), 'utf8').trim())
    }
    const made = readdirSync(at('ringwall-guard'))
    const named = made.find((name) => name.endsWith('-authority.crt')) ?? ''
    const of = (name: string): X509Certificate => new X509Certificate(readFileSync(at('ringwall-guard', name)))
    const [leaf, authority] = [of(named.replace('-authority', '')), of(named)]
    expect([leaf.checkHost('wiki.localhost'), leaf.checkHost('other.localhost')]).toEqual(['wiki.localhost', undefined])
    expect(leaf.verify(authority.publicKey)).toBe(true)
    expect(leaf.checkPrivateKey(createPrivateKey(readFileSync(at('ringwall-guard', named.replace('-authority.crt', '.key')))))).toBe(true)
    // what it makes is what it works by
    const checked = await call('check')
    expect([checked.code, checked.out.split('\n').slice(0, -2)]).toEqual([
      1,
      [expect.stringContaining('people.local'), expect.stringContaining('ends in 29 days')],
    ])
  })

  it('touches nothing that is there', async () => {
    await call('init', '.', '--trial', '--output', 'guard.yaml')
    await call('prepare')
    const before = readdirSync(at('ringwall-guard')).map((name) => readFileSync(at('ringwall-guard', name), 'utf8'))
    expect(await call('prepare')).toEqual({ code: 0, out: '', err: '' })
    expect(readdirSync(at('ringwall-guard')).map((name) => readFileSync(at('ringwall-guard', name), 'utf8'))).toEqual(before)
    rmSync(at('ringwall-guard', 'pepper'))
    expect((await call('prepare')).out).toBe(`made ${at('ringwall-guard', 'pepper')}\n`)
  })

  it('says what others have to give, and makes none of it up', async () => {
    await call('init', '.', '--trial', '--output', 'guard.yaml')
    const text = readFileSync(at('guard.yaml'), 'utf8').replace(
      '    component: wiki\n',
      `    component: wiki\n    inject: { header: X-Api-Key, secret: "file:${at('native')}" }\n`,
    )
    writeFileSync(at('guard.yaml'), text.replace(/keys: .*/, 'keys: { pepper: "env:PEPPER" }'))
    const { code, out } = await call('prepare')
    expect(code).toBe(1)
    expect(out).toContain(`missing: sites.wiki.localhost.inject (file:${at('native')})\n`)
    expect(out).toContain('missing: keys.pepper (env:PEPPER)\n')
    expect(existsSync(at('native'))).toBe(false)
  })

  it('makes no key to a certificate that is there', async () => {
    await call('init', '.', '--trial', '--output', 'guard.yaml')
    await call('prepare')
    const key = readdirSync(at('ringwall-guard')).find((name) => name.endsWith('.key')) ?? ''
    rmSync(at('ringwall-guard', key))
    const { code, err } = await call('prepare')
    expect(code).toBe(2)
    expect(err).toContain(`${at('ringwall-guard', key)} is not`)
    expect(existsSync(at('ringwall-guard', key))).toBe(false)
  })

  it('says where it cannot write', async () => {
    await call('init', '.', '--trial', '--output', 'guard.yaml')
    writeFileSync(at('ringwall-guard'), 'a file')
    expect(await call('prepare')).toMatchObject({ code: 2, err: expect.stringContaining('pepper') as string })
  })
})
