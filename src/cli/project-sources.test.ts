import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DeploymentReport, Report } from '../model/report.ts'
import { main } from './main.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringwall-project-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function put(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

async function call(...argv: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let [out, err] = ['', '']
  const code = await main(argv, { stdout: { write: (text) => (out += text) }, stderr: { write: (text) => (err += text) }, env: {}, cwd: folder })
  return { code, out, err }
}

async function deployments(): Promise<readonly DeploymentReport[]> {
  const { out, err } = await call('audit', '--format', 'json', '--fail-on', 'never')
  expect(err).toBe('')
  return (JSON.parse(out) as Report).deployments
}

const compose = 'services:\n  api:\n    image: example/api:1\n    environment:\n      DATABASE_URL: postgres://shop:x9pQ@10.0.0.7:5432/shop\n'
const postgres = "listen_addresses = '10.0.0.7'\nssl = off\n"
const hba = 'host shop shop 10.0.0.0/24 scram-sha-256\n'

describe('the sources of a project file', () => {
  it('form one deployment, whose machines are called by their addresses', async () => {
    put({
      'compose.yml': compose,
      'db1/etc/hostname': 'db1\n',
      'db1/etc/postgresql/15/main/postgresql.conf': postgres,
      'db1/etc/postgresql/15/main/pg_hba.conf': hba,
      'ringwall.yaml': 'name: shop\nsources:\n  - compose: [compose.yml]\n  - host: db1\n    tree: db1\n    addresses: [10.0.0.7]\n',
    })
    const [shop, ...others] = await deployments()
    expect(others).toEqual([])
    expect(shop).toMatchObject({ name: 'shop', components: [{ id: 'api' }, { id: 'db1' }, { id: 'postgres' }] })
    expect(shop!.channels).toMatchObject([{ id: 'api->postgres:5432', to: { component: 'postgres' }, authentication: 'password' }])
  })

  it('that are not there are an error of the call, with the line', async () => {
    put({ 'compose.yml': compose, 'ringwall.yaml': 'sources:\n  - compose: [compose.yml]\n  - host: db1\n    tree: nowhere\n' })
    expect(await call('audit')).toMatchObject({ code: 2, err: expect.stringMatching(/ringwall\.yaml:3: the source nowhere is not there/) as string })
  })
})

describe('what a project file says of', () => {
  it('components: technology, version, files and addresses, also of one that nothing shows', async () => {
    put({
      'compose.yml': 'services:\n  api:\n    image: example/api:1\n    environment:\n      CACHE: redis://cache.internal:6379/0\n',
      'odd/name.txt': 'port 6379\nrequirepass 8qDk2longandrandom0wXz\n',
      'ringwall.yaml':
        'components:\n  api:\n    technology: flask\n    version: "3.0"\n  cache:\n    technology: redis\n    version: 7.2\n    files:\n      - file: odd/name.txt\n        as: /etc/redis/redis.conf\n    addresses: [cache.internal]\n',
    })
    const [found] = await deployments()
    expect(found!.components).toMatchObject([
      { id: 'api', technology: 'flask', version: '3.0' },
      { id: 'cache', technology: 'redis', version: '7.2' },
    ])
    expect(found!.channels).toMatchObject([{ id: 'api->cache:6379' }])
  })

  it('zones: who is in one is in no other', async () => {
    put({
      'compose.yml': 'services:\n  api:\n    image: a:1\n  db:\n    image: postgres:16\n',
      'ringwall.yaml': 'zones:\n  - name: data\n    internal: true\n    members: [db]\n',
    })
    const [found] = await deployments()
    expect(found!.components).toMatchObject([{ zones: ['default'] }, { zones: ['data'] }])
    expect(found!.zones).toMatchObject([
      { name: 'default', internal: false },
      { name: 'data', internal: true, components: ['db'] },
    ])
  })

  it('channels: one that no file shows, with what somebody attests', async () => {
    put({
      'compose.yml': 'services:\n  api:\n    image: a:1\n  db:\n    image: postgres:16\n',
      'ringwall.yaml':
        'channels:\n  - from: api\n    to: db\n    port: 5432\n    protocol: postgres\n    attested:\n      encryption: required\n      by: Ana\n      until: 2099-01-01\n',
    })
    const [found] = await deployments()
    expect(found!.channels).toMatchObject([{ id: 'api->db:5432', encryption: 'required', serverVerified: 'unknown' }])
  })
})

describe('ringwall init', () => {
  it('writes what is found, and the next run reads it', async () => {
    put({
      'compose.yml': compose,
      'db1/etc/hostname': 'db1\n',
      'db1/etc/postgresql/15/main/postgresql.conf': postgres,
      'conf/redis.conf': 'port 6379\n',
    })
    expect(await call('init')).toMatchObject({ code: 0, out: expect.stringContaining('wrote ringwall.yaml') as string })
    const text = readFileSync(join(folder, 'ringwall.yaml'), 'utf8')
    expect(text).toContain('  - compose: [compose.yml]\n  - host: db1\n    tree: db1\n')
    const [found, ...others] = await deployments()
    expect(others).toEqual([])
    expect(found!.components.map(({ id }) => id)).toEqual(['api', 'db1', 'postgres', 'redis'])
  })

  it('leaves a file alone that is there, and wants one deployment', async () => {
    put({ 'compose.yml': compose, 'ringwall.yaml': 'name: mine\n' })
    expect(await call('init')).toMatchObject({ code: 2, err: expect.stringContaining('is there already') as string })
    expect((await call('init', '--stdout')).out).toContain('sources:')
    expect(readFileSync(join(folder, 'ringwall.yaml'), 'utf8')).toBe('name: mine\n')
    put({ 'other/compose.yml': compose })
    expect(await call('init', '--force')).toMatchObject({ code: 2, err: expect.stringContaining('several deployments') as string })
  })
})
