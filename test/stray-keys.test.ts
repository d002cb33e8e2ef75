import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DeadKey, Technology } from '../src/model/technology.ts'
import { meantName } from '../src/protocols/meant-name.ts'
import type { CatalogueTable } from '../src/settings/catalogue.ts'
import { catalogue as connector } from '../src/technologies/enmeshed-connector/catalogue.ts'
import { variables as cornflow } from '../src/technologies/cornflow/catalogue.ts'
import { properties as coopr } from '../src/technologies/coopr/catalogue.ts'
import { names as corridor, variables as corridorVariables } from '../src/technologies/corridor/catalogue.ts'
import { catalogue as router } from '../src/technologies/hyperswitch/catalogue.ts'
import { catalogue as vault } from '../src/technologies/hyperswitch-card-vault/catalogue.ts'
import { catalogue as keyManager } from '../src/technologies/hyperswitch-encryption-service/catalogue.ts'
import { component } from '../src/testing/component.ts'
import { technologies } from '../src/registry/technologies.ts'

const tables: readonly (readonly [string, CatalogueTable])[] = [
  ...[router, vault, keyManager, connector].flatMap(({ product, tables: own }) =>
    Object.entries(own).map(([path, table]): [string, CatalogueTable] => [`${product} [${path}]`, table]),
  ),
  ['Cornflow', cornflow],
  ['Coopr', coopr],
  ['Corridor', corridor],
  ['variables of Corridor', corridorVariables],
]

describe.each(tables)('%s', (_name, table) => {
  const all = [...table.keys, ...(table.also ?? [])]

  it('names each key once', () => expect(new Set(all).size).toBe(all.length))

  it('takes no key for a slip', () => {
    for (const key of all) expect(meantName(key, table, () => false)).toBeUndefined()
  })

  const keys = table.keys.filter((one) => one.length >= 4)

  it('knows each key again in another case, and with other signs between its words', () => {
    for (const key of keys) {
      const others = ['-', '.', '_'].map((sign) => key.replaceAll(/[._]/g, sign).toUpperCase()).filter((other) => !all.includes(other))
      for (const other of others) expect(meantName(other, table, () => false)).toBe(key)
    }
  })

  it('answers a slip with a key or with nothing', () => {
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.nat(), (key, at) => {
        const where = at % key.length
        expect([undefined, ...table.keys]).toContain(meantName(key.slice(0, where) + key.slice(where + 1), table, () => false))
      }),
    )
  })
})

function dead(id: string, env: Record<string, string>, files: Record<string, string> = {}): readonly DeadKey[] {
  const technology: Technology | undefined = technologies.find((one) => one.id === id)
  return technology?.read(component({ form: 'process', env, files }), undefined).deadKeys ?? []
}

const site = '/etc/coopr/conf/coopr-site.xml'
const xml = (name: string): string => `<configuration>\n<property>\n<name>${name}</name>\n<value>true</value>\n</property>\n</configuration>\n`
const python = '/opt/corridor/instances/default/config/api_config.py'

const cases: readonly (readonly [string, string, Record<string, string>, Record<string, string>, string, string])[] = [
  [
    'hyperswitch',
    'a slip in a table',
    {},
    { '/local/config/sandbox.toml': '[secrets]\njwt_secrte = "x"\n' },
    'secrets.jwt_secrte',
    'secrets.jwt_secret',
  ],
  ['hyperswitch', 'a table', {}, { '/local/config/sandbox.toml': '[secret]\njwt_secret = "x"\n' }, 'secret', 'secrets'],
  ['hyperswitch', 'a variable', { ROUTER__SECRETS__JWTSECRET: 'x' }, {}, 'ROUTER__SECRETS__JWTSECRET', 'ROUTER__SECRETS__JWT_SECRET'],
  ['hyperswitch', 'one underscore for two', { ROUTER_SECRETS__JWT_SECRET: 'x' }, {}, 'ROUTER_SECRETS__JWT_SECRET', 'ROUTER__SECRETS__JWT_SECRET'],
  [
    'hyperswitch',
    'a name of old',
    {},
    { '/local/config/sandbox.toml': '[secrets]\nkms_encrypted_jwt_secret = "x"\n' },
    'secrets.kms_encrypted_jwt_secret',
    'secrets.jwt_secret',
  ],
  [
    'hyperswitch-card-vault',
    'a slip',
    { LOCKER__SECRETS__LOCKER_PRIVATEKEY: 'x' },
    {},
    'LOCKER__SECRETS__LOCKER_PRIVATEKEY',
    'LOCKER__SECRETS__LOCKER_PRIVATE_KEY',
  ],
  [
    'hyperswitch-card-vault',
    'a tenant',
    {},
    { '/local/config/development.toml': '[tenant_secrets.shop]\nmasterkey = "x"\n' },
    'tenant_secrets.shop.masterkey',
    'tenant_secrets.shop.master_key',
  ],
  [
    'hyperswitch-encryption-service',
    'a slip',
    {},
    { '/local/config/production.toml': '[database]\nenable_tls = true\nenabled_ssl = true\n' },
    'database.enabled_ssl',
    'database.enable_ssl',
  ],
  [
    'enmeshed-connector',
    'a case',
    {},
    { '/usr/app/config.json': '{ "enforceCertificatepinning": true }' },
    'enforceCertificatepinning',
    'enforceCertificatePinning',
  ],
  [
    'enmeshed-connector',
    'a key',
    {},
    {
      '/usr/app/config.json':
        '{ "infrastructure": { "httpServer": { "authentication": { "apiKey": { "keys": { "crm": { "key": "x", "expires_at": "2027-01-01" } } } } } } }',
    },
    'infrastructure.httpServer.authentication.apiKey.keys.crm.expires_at',
    'infrastructure.httpServer.authentication.apiKey.keys.crm.expiresAt',
  ],
  [
    'enmeshed-connector',
    'a variable',
    { transportLibrary__baseURL: 'https://x.example' },
    {},
    'transportLibrary__baseURL',
    'transportLibrary__baseUrl',
  ],
  ['cornflow', 'another word for it', { CORNFLOW_ADMIN_PASSWORD: 'x' }, {}, 'CORNFLOW_ADMIN_PASSWORD', 'CORNFLOW_ADMIN_PWD'],
  ['cornflow', 'a slip', { SIGN_UP_ACTIVATED: '0' }, {}, 'SIGN_UP_ACTIVATED', 'SIGNUP_ACTIVATED'],
  ['coopr', 'a slip', {}, { [site]: xml('server.ssl.enable') }, 'server.ssl.enable', 'server.ssl.enabled'],
  ['coopr', 'a sign', {}, { [site]: xml('server.tasks-ssl.enabled') }, 'server.tasks-ssl.enabled', 'server.tasks.ssl.enabled'],
  ['corridor', 'a slip', {}, { [python]: 'JWT_COOKIES_SECURE = True\n' }, 'JWT_COOKIES_SECURE', 'JWT_COOKIE_SECURE'],
  ['corridor', 'a variable', { CORRIDOR_JWT_SECURE_COOKIE: '1', CORRIDOR_SECRETKEY: 'x' }, {}, 'CORRIDOR_SECRETKEY', 'CORRIDOR_SECRET_KEY'],
]

describe('a name that nothing reads', () => {
  it.each(cases)('%s: %s', (id, _what, env, files, key, meant) => {
    const found = dead(id, env, files).filter((one) => one.key === key)
    expect(found.map(({ fix }) => fix)).toEqual([expect.stringContaining(meant)])
    expect(found[0]?.trail.length).toBeGreaterThan(0)
  })

  it('is no finding where the right one is set as well', () => {
    expect(dead('cornflow', { CORNFLOW_ADMIN_PASSWORD: 'x', CORNFLOW_ADMIN_PWD: 'y' })).toEqual([])
    expect(dead('hyperswitch', { ROUTER_SECRETS__JWT_SECRET: 'x', ROUTER__SECRETS__JWT_SECRET: 'x' })).toEqual([])
  })
})

it('says that sync is switched off beside the event stream, and that the command line wins', () => {
  const both = '{ "modules": { "sync": { "enabled": true }, "sse": { "enabled": true } } }'
  expect(dead('enmeshed-connector', {}, { '/usr/app/config.json': both })).toMatchObject([{ key: 'modules.sync.enabled', stake: 'traffic' }])
  const found = technologies
    .find(({ id }) => id === 'enmeshed-connector')
    ?.read(
      component({
        form: 'process',
        command: ['node', 'dist/index.js', 'start', '--config', 'own.json', '--transportLibrary:baseUrl=https://line.example'],
        env: { 'transportLibrary:baseUrl': 'https://variable.example', CUSTOM_CONFIG_LOCATION: '/nowhere.json' },
        files: { '/usr/app/own.json': '{ "transportLibrary": { "baseUrl": "https://file.example" } }' },
      }),
      undefined,
    )
  expect(found?.connections?.map(({ host }) => host)).toEqual(['line.example'])
  expect(found?.gaps).toEqual([])
})
