import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'
import type { SecretsReport } from '../src/model/secrets-report.ts'
import { leaksIn, plant } from './canaries.ts'
import { call, project } from './in-process.ts'

const folders: string[] = []

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-secrets-'))
  folders.push(folder)
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text)
  return folder
}

async function listed(folder: string): Promise<SecretsReport['deployments'][number]['secrets']> {
  const said = await call(['secrets', 'list', folder, '--format', 'json'])
  expect(said).toMatchObject({ exit: 0, stderr: '' })
  for (const path of folders.splice(0)) rmSync(path, { recursive: true })
  return (JSON.parse(said.stdout) as SecretsReport).deployments[0]!.secrets
}

it('names a secret with its places, its door and its users', { timeout: 120_000 }, async () => {
  const secrets = await listed(
    folderWith({
      'compose.yml': `services:
  db:
    image: postgres:16
    environment: {POSTGRES_USER: shop, POSTGRES_PASSWORD: "\${DB_PASSWORD}"}
  web:
    image: shop/web:1
    environment:
      DATABASE_URL: postgres://shop:\${DB_PASSWORD}@db/shop
`,
      '.env': 'DB_PASSWORD=Zx81-and-quite-long-9f3kq0\n',
    }),
  )
  expect(secrets).toEqual([
    {
      name: 'db-postgres-password',
      strength: 'strong',
      opens: [{ listener: 'db:5432', user: 'shop' }],
      uses: [
        { component: 'db', key: 'POSTGRES_PASSWORD', as: 'account', by: 'file', at: { file: '.env', line: 1 } },
        { component: 'web', key: 'DATABASE_URL', as: 'client', by: 'url', at: { file: 'compose.yml', line: 8 } },
      ],
      rotation: { how: 'instead', why: null },
    },
  ])
})

it.each<[what: string, services: string, name: string, how: string, why: string]>([
  ['a server that takes two', 'cache: {image: "redis:7", command: redis-server --requirepass 9f3kq0Zx81andlong}', 'cache-requirepass', 'beside', ''],
  [
    'a session key',
    'app: {image: "apache/superset:4.0", environment: {SUPERSET_SECRET_KEY: 9f3kq0Zx81andlong}}',
    'app-superset-secret-key',
    'holders',
    '',
  ],
  [
    'a key that encrypts',
    'app: {image: "apache/airflow:2.9.0", environment: {AIRFLOW__CORE__FERNET_KEY: "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MDEyMzQ1Njc4OTA="}}',
    'app-airflow-core-fernet-key',
    'refused',
    'encrypts data',
  ],
  [
    'a server of somebody else',
    'app: {image: "shop/app:1", environment: {DATABASE_URL: "postgres://a:9f3kq0Zx81andlong@db.example.org/a"}}',
    'app-database-url',
    'refused',
    'whoever runs the server',
  ],
  [
    'a server whose accounts are not known to change',
    'mq: {image: "rabbitmq:3", environment: {RABBITMQ_DEFAULT_USER: a, RABBITMQ_DEFAULT_PASS: 9f3kq0Zx81andlong}}',
    'mq-rabbitmq-default-pass',
    'refused',
    'amqp',
  ],
  [
    'a value that is not there',
    'db: {image: "postgres:16", environment: {POSTGRES_PASSWORD: "${NOWHERE:?}"}}',
    'db-postgres-password',
    'refused',
    'not known here',
  ],
])('says how %s is rotated', async (_what, service, name, how, why) => {
  const secrets = await listed(folderWith({ 'compose.yml': `services:\n  ${service}\n` }))
  const found = secrets.find((each) => each.name === name)
  expect([secrets.map((each) => each.name), found?.rotation.how]).toEqual([expect.arrayContaining([name]), how])
  expect(found?.rotation.why ?? '').toContain(why)
})

it('fits its schema, and says no value, whatever holds it', { timeout: 120_000 }, async () => {
  const { files, canaries } = plant()
  const folder = folderWith(files)
  const text = await call(['secrets', 'list', folder])
  const json = await call(['secrets', 'list', folder, '--format', 'json'])
  for (const path of folders.splice(0)) rmSync(path, { recursive: true })
  expect([text.exit, json.exit]).toEqual([0, 0])
  expect(leaksIn([text, json].flatMap(({ stdout, stderr }) => [stdout, stderr]).join('\n'), canaries)).toEqual([])
  const schema = JSON.parse(readFileSync(join(project, 'schema/secrets.json'), 'utf8')) as object
  const validate = new Ajv2020({ allErrors: true, strictTypes: false }).compile(schema)
  const report = JSON.parse(json.stdout) as SecretsReport
  expect(validate(report) || validate.errors).toBe(true)
  expect(report.deployments[0]?.secrets.length).toBeGreaterThan(20)
  expect(validate({ ...report, values: [] })).toBe(false)
})
