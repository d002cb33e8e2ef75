import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterEach, expect, it } from 'vitest'
import type { RotationReport } from '../src/model/rotation.ts'
import type { Said } from './in-process.ts'
import { call, project } from './in-process.ts'

const value = 'Zx81-and-quite-long-9f3kq0'
let folder = ''
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function rotate(files: Readonly<Record<string, string>>, name: string, ...words: readonly string[]): Promise<Said> {
  folder = mkdtempSync(join(tmpdir(), 'ringwall-rotate-'))
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text)
  return call(['secrets', 'rotate', name, folder, ...words], folder, { HOME: folder })
}

async function planned(files: Readonly<Record<string, string>>, name: string): Promise<RotationReport> {
  const said = await rotate(files, name, '--format', 'json')
  expect(said).toMatchObject({ exit: 0, stderr: '' })
  expect(said.stdout).not.toContain(value)
  return JSON.parse(said.stdout) as RotationReport
}

const db = `  db:
    image: postgres:16
    environment: {POSTGRES_USER: shop, POSTGRES_PASSWORD: "\${DB_PASSWORD}"}
`
const web = `  web:
    image: shop/web:1
    environment: {DATABASE_URL: "postgres://shop:\${DB_PASSWORD}@db/shop"}
`

it('plans the value where it stands, and writes nothing', { timeout: 120_000 }, async () => {
  const files = { 'compose.yml': `services:\n${db}${web}`, '.env': `DB_PASSWORD=${value}\n` }
  const report = await planned(files, 'db-postgres-password')
  expect(report.secrets).toEqual([
    {
      name: 'db-postgres-password',
      deployment: expect.stringContaining('ringwall-rotate-') as string,
      doors: [{ listener: 'db:5432', user: 'shop', way: 'instead' }],
      switches: ['web'],
      restarts: [],
      risks: [expect.stringContaining('db:5432 as shop') as string, expect.stringContaining('one password for an account') as string],
    },
  ])
  expect(report.files.map(({ file, is }) => `${file} ${is}`)).toEqual(['.env changed'])
  expect(Object.fromEntries(Object.keys(files).map((name) => [name, readFileSync(join(folder, name), 'utf8')]))).toEqual(files)
  expect(readdirSync(folder).toSorted()).toEqual(Object.keys(files).toSorted())
  const schema = JSON.parse(readFileSync(join(project, 'schema/rotation.json'), 'utf8')) as object
  const validate = new Ajv2020({ allErrors: true, strictTypes: false }).compile(schema)
  expect(validate(report) || validate.errors).toBe(true)
  expect(validate({ ...report, outcome: 'perhaps' })).toBe(false)
})

it('takes a value with it whose door is not known, and starts a server anew whose health check says it', async () => {
  const cache = `services:
  cache:
    image: redis:7
    command: redis-server --requirepass ${value}
    environment: {REDIS_PASSWORD: ${value}}
    healthcheck: {test: 'redis-cli -a "$$REDIS_PASSWORD" ping'}
  web:
    image: shop/web:1
    environment: {SHOP_CACHE_PASSWORD: ${value}}
`
  const report = await planned({ 'compose.yml': cache }, 'cache-requirepass')
  expect(report.secrets[0]).toMatchObject({
    switches: ['web'],
    restarts: ['cache'],
    doors: [{ listener: 'cache:6379', user: 'default', way: 'beside' }],
  })
  const [env, composed] = report.files
  expect([env?.file, env?.is, composed?.file]).toEqual(['.env', 'new', 'compose.yml'])
  expect(composed?.diff.match(/^\+ /gm)).toHaveLength(3)
})

it.each<[what: string, services: string, name: string, why: RegExp]>([
  ['there is no such secret', db, 'db-password', /there is no secret "db-password"[\s\S]*there are db-postgres-password/],
  [
    'it encrypts',
    '  app: {image: "apache/airflow:2.9.0", environment: {AIRFLOW__CORE__FERNET_KEY: "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MDEyMzQ1Njc4OTA="}}\n',
    'app-airflow-core-fernet-key',
    /data, which would be lost/,
  ],
  [
    'its server is of somebody else',
    `  web: {image: "shop/web:1", environment: {DATABASE_URL: "postgres://a:${value}@db.example.org/a"}}\n`,
    'web-database-url',
    /whoever runs the server/,
  ],
  [
    'two doors have the value, and a use fits neither',
    `${db}  cache: {image: "redis:7", command: "redis-server --requirepass ${value}"}\n  web: {image: "shop/web:1", environment: {SOME_PASSWORD: ${value}}}\n`,
    'cache-requirepass',
    /SOME_PASSWORD of web has the same value/,
  ],
])('is refused with its reason where %s', async (_what, services, name, why) => {
  const said = await rotate({ 'compose.yml': `services:\n${services}`, '.env': `DB_PASSWORD=${value}\n` }, name)
  expect(said).toMatchObject({ exit: 2, stdout: '', stderr: expect.stringMatching(why) as string })
  expect(said.stderr).not.toContain(value)
})

it('needs a word before it is carried out, and a running project', async () => {
  const files = { 'compose.yml': `services:\n${db}${web}`, '.env': `DB_PASSWORD=${value}\n` }
  expect(await rotate(files, 'db-postgres-password', '--apply')).toMatchObject({ exit: 2, stderr: expect.stringContaining('add --yes') as string })
  rmSync(folder, { recursive: true })
  const said = await rotate(files, 'db-postgres-password', '--apply', '--yes', '--state', join(tmpdir(), 'ringwall-rotate-state'))
  rmSync(join(tmpdir(), 'ringwall-rotate-state'), { recursive: true, force: true })
  expect(said).toMatchObject({ exit: 2, stdout: '' })
  expect(readFileSync(join(folder, '.env'), 'utf8')).toBe(files['.env'])
})
