import { describe, expect, it } from 'vitest'
import { configured, unknown } from '../model/fact.ts'
import type { Credential } from '../model/graph.ts'
import { setting } from '../model/setting.ts'
import type { ConnectionReading, Reading } from '../model/technology.ts'
import { component } from '../testing/component.ts'
import type { DeployedSketch } from '../testing/deployment.ts'
import { deployment, line, written } from '../testing/deployment.ts'
import { buildCredentials } from './credentials.ts'

const long = 'Vq7xN2mRb8kTz4LwHs9c'

function credentials(...components: readonly DeployedSketch[]): readonly Credential[] {
  return deployment({ components }).credentials
}

/** `label strength` and each use as `component key as by`. */
function told(found: readonly Credential[]): readonly (readonly string[])[] {
  return found.map(({ label, strength, uses }) => [`${label} ${strength}`, ...uses.map((use) => `${use.component} ${use.key} ${use.as} ${use.by}`)])
}

function server(password: string): DeployedSketch {
  const value = written(password, 12)
  const reading: Reading = {
    listeners: [{ port: 5432, protocol: 'postgres', purpose: 'data', tls: unknown('the test'), authentication: configured('password', [line(12)]) }],
    accounts: [{ user: written('app', 11), password: value, power: 'administrator', key: 'POSTGRES_PASSWORD', port: 5432 }],
  }
  return { id: 'db', env: { POSTGRES_PASSWORD: [password, 12] }, is: { reading } }
}

function client(more: Partial<ConnectionReading>, sketch: Partial<DeployedSketch> = {}): DeployedSketch {
  const connection: ConnectionReading = {
    protocol: 'postgres',
    host: 'db',
    port: 5432,
    key: 'DB_HOST',
    trail: [line(22)],
    encryption: unknown('the test'),
    verification: unknown('the test'),
    authentication: unknown('the test'),
    ...more,
  }
  return { id: 'api', ...sketch, is: { reading: { connections: [connection] } } }
}

it("knows a product's own value from one that somebody wrote", () => {
  const reading: Reading = { accounts: [{ password: written('admin', 10), power: 'administrator', key: 'security.admin_password' }] }
  expect(told(credentials({ id: 'db', is: { reading } }))[0]?.[1]).toBe('db security.admin_password account default')
})

describe('equal values', () => {
  it('are one secret with all its uses, and the door that it opens', () => {
    const found = credentials(server(long), client({ password: written(long, 24) }, { env: { DB_PASSWORD: [long, 24] } }))
    expect(told(found)).toEqual([['secret A strong', 'db POSTGRES_PASSWORD account environment', 'api DB_PASSWORD client environment']])
    expect(found[0]?.uses.map((use) => [use.opens, use.power])).toEqual([
      ['db:5432', 'administrator'],
      ['db:5432', 'unknown'],
    ])
  })

  it('are labelled in order of appearance, beyond Z too', () => {
    const env = Object.fromEntries(Array.from({ length: 28 }, (_, index) => [`T${index}_PASSWORD`, [`${long}${index}`, 12 + index] as const]))
    expect(
      credentials({ id: 'api', env })
        .map(({ label }) => label)
        .slice(24),
    ).toEqual(['secret Y', 'secret Z', 'secret AA', 'secret AB'])
  })
})

describe('strength', () => {
  it.each([
    [long, 'strong'],
    ['postgres', 'known'],
    ['db-2024', 'weak'],
    ['${DB_PASSWORD}', 'unknown'],
  ])('of %s beside its user and the names around it is %s', (password, expected) => {
    expect(credentials(server(password)).map(({ strength }) => strength)).toEqual([expected])
  })

  it('of what has no value says why', () => {
    expect(credentials(server('${DB_PASSWORD}'))[0]?.because).toBe('${DB_PASSWORD} has no value')
  })
})

describe('the way in which a secret arrives', () => {
  it.each<[string, string, Partial<ConnectionReading>, Partial<DeployedSketch>]>([
    [
      'inside a URL',
      'api DATABASE_URL client url',
      { key: 'DATABASE_URL', password: written(long, 24) },
      { env: { DATABASE_URL: [`postgres://app:${long}@db/app`, 24] } },
    ],
    [
      'in a variable of its own',
      'api DB_PASS client environment',
      { password: written(long, 25) },
      { env: { DB_HOST: ['db', 24], DB_PASS: [long, 25] } },
    ],
    ['as an argument', 'api --password client argument', { key: '--password', password: written(long, 5) }, { command: ['--password', long] }],
    [
      'inside an argument',
      'api command client argument',
      { key: 'command', password: written(long, 5) },
      { command: [`--url=postgres://app:${long}@db`] },
    ],
    ['in a mounted file', 'api db.password client file', { key: 'db.password', password: setting(long, { file: 'app.ini', line: 3 }) }, {}],
    [
      'as a secret',
      'api DB_PASSWORD_FILE client secret',
      { key: 'DB_PASSWORD_FILE', password: setting(long, { file: 'password.txt', line: 1 }) },
      {},
    ],
  ])('%s', (_, expected, connection, sketch) => {
    expect(told(credentials(client(connection, sketch)))).toContainEqual(['secret A strong', expected])
  })

  it('is known where a component has one line for all', () => {
    const { at } = component({ id: 'api' })
    const url = `postgres://app:${long}@db/app`
    const inUrl = client({ key: 'DATABASE_URL', password: setting(long, at) }, { env: { DATABASE_URL: [url, at.line] } })
    expect(told(credentials(inUrl))).toContainEqual(['secret A strong', 'api DATABASE_URL client url'])
    const input = { ...component({ id: 'api' }), command: [setting(`--url=${url}`, at)] }
    const accounts = [{ password: setting(long, at), power: 'unknown', key: 'command' }] as const
    expect(told(buildCredentials([{ input, reading: { accounts }, channels: [] }], []))).toEqual([
      ['secret A strong', 'api command account argument'],
    ])
  })

  it('is a file for a variable of a project env file', () => {
    const input = component({ id: 'api', env: { API_TOKEN: long } })
    const own = { ...input, env: new Map([['API_TOKEN', setting(long, { file: '.env', line: 2 })]]) }
    expect(told(buildCredentials([{ input: own, reading: {}, channels: [] }], [], { variables: new Set(['.env']), kept: new Set() }))).toEqual([
      ['secret A strong', 'api API_TOKEN named file'],
    ])
  })

  it('is the build, or a label', () => {
    const isolation = { buildArguments: new Map([['NPM_TOKEN', written(long, 13)]]), labels: new Map([['app.password', written(`${long}x`, 14)]]) }
    expect(told(credentials({ id: 'api', isolation }))).toEqual([
      ['secret A strong', 'api NPM_TOKEN named build'],
      ['secret B strong', 'api app.password named label'],
    ])
  })
})

it('knows a secret by its name only where nobody knows its role', () => {
  const env = {
    APP_SECRET: [long, 12],
    TOKEN_LIFETIME: ['3600', 13],
    PASSWORD_FILE: ['/run/secrets/x', 14],
    EMPTY_TOKEN: ['', 15],
    USE_TOKEN: ['true', 16],
  } as const
  const secrets: Reading['secrets'] = [{ key: 'APP_SECRET', purpose: 'signing', value: written(long, 12) }]
  expect(told(credentials({ id: 'api', env, is: { reading: { secrets } } }))).toEqual([['secret A strong', 'api APP_SECRET secret environment']])
})

it('keeps accounts whose password nobody knows', () => {
  const graph = deployment({
    components: [{ id: 'db', is: { reading: { accounts: [{ user: written('root', 12), power: 'administrator', key: 'ROOT' }] } } }],
  })
  expect(graph.credentials).toEqual([])
  expect(graph.accounts).toEqual([{ component: 'db', user: written('root', 12), power: 'administrator', key: 'ROOT' }])
})

it('names the setting that holds the password, where the technology knows it', () => {
  const password = written(long, 23)
  expect(told(credentials(client({ password, passwordKey: 'db.password' })))[0]?.[1]).toBe('api db.password client file')
  expect(told(credentials(client({ password })))[0]?.[1]).toBe('api DB_HOST client file')
})

it('knows a password inside an address, also where its setting has another name than the variable', () => {
  const env = { database__connectionString: [`mongodb://u:${long}@db/`, 23] } as const
  expect(told(credentials(client({ password: written(long, 23), key: 'database.connectionString' }, { env })))[0]?.[1]).toBe(
    'api database.connectionString client url',
  )
  expect(told(credentials(client({ password: written(long, 29), key: 'database.connectionString' }, { env })))[0]?.[1]).toBe(
    'api database.connectionString client file',
  )
})
