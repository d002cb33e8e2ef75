import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readGuard } from '../../guard/document/read.ts'
import { main } from '../main.ts'

const root = join(import.meta.dirname, '../../..')
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringwall-guard-init-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

async function call(...argv: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let [out, err] = ['', '']
  const code = await main(['guard', 'init', ...argv], {
    stdout: { write: (one) => (out += one) },
    stderr: { write: (one) => (err += one) },
    env: {},
    cwd: folder,
  })
  return { code, out, err }
}

describe('ringwall guard init', { timeout: 60_000 }, () => {
  it.each(['cornflow', 'corridor', 'enmeshed', 'hyperswitch'])('proposes for %s what its reader takes, with nothing public', async (name) => {
    const { code, out, err } = await call(join(root, 'examples', name, 'weak'))
    expect([code, err]).toEqual([0, ''])
    const read = readGuard('guard.yaml', out)
    expect('mistakes' in read ? read.mistakes : []).toEqual([])
    expect('document' in read && read.document.sites.length).toBeGreaterThan(0)
    expect(out).not.toContain('public')
  })

  const stack = `services:
  app:
    image: example.org/app:1
    ports: ["8080:8080"]
    expose: ["8080"]
  grafana:
    image: grafana/grafana:11.0.0
    ports: ["3000:3000"]
  poller:
    image: example.org/poller:1
    environment: { GRAFANA_URL: "http://grafana:3000" }
  ldap:
    image: osixia/openldap:1.5.0
`

  it('names the callers that it knows and the directory that is there, and touches no file', async () => {
    writeFileSync(join(folder, 'compose.yaml'), stack)
    const { out } = await call('.')
    expect(out).toContain('  grafana.example.org: # put its name here\n    component: grafana\n    upstream: http://grafana:3000')
    expect(out).toContain('- { to: "system:poller", right: write, on: grafana }')
    expect(out).toContain('url: ldaps://ldap:636')
    expect((await call('.', '--output', 'guard.yaml')).code).toBe(0)
    expect(existsSync(join(folder, 'guard.yaml'))).toBe(true)
    const before = readFileSync(join(folder, 'guard.yaml'), 'utf8')
    expect((await call('.', '--output', 'guard.yaml')).err).toContain('a file that is there is never touched')
    expect(readFileSync(join(folder, 'guard.yaml'), 'utf8')).toBe(before)
  })

  it('says where there is nothing to stand in front of', async () => {
    writeFileSync(join(folder, 'other.yaml'), 'services:\n  db:\n    image: postgres:16\n')
    expect(await call('other.yaml')).toMatchObject({
      code: 2,
      err: expect.stringContaining('nothing that speaks HTTP can be reached from outside') as string,
    })
  })

  it('says which files there are where it would have to choose', async () => {
    for (const name of ['one', 'two']) {
      mkdirSync(join(folder, 'both', name), { recursive: true })
      writeFileSync(join(folder, 'both', name, 'compose.yaml'), 'services:\n  web: { image: nginx:1.27, ports: ["80:80"] }\n')
    }
    const { code, out, err } = await call('both')
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('one/compose.yaml, two/compose.yaml')
  })
})
