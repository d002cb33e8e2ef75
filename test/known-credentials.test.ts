import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { failuresOf } from './markers.ts'

/** Values that the five platforms, their manuals and the products beside them publish. */
const values: readonly string[] = [
  'admin',
  'airflow',
  'cornflow',
  'Cornflow_admin1234',
  'Service_user1234',
  'administrator1234',
  'adminnistrator1234',
  'viewer1234',
  'planner1234',
  'cornflow1234',
  'your-secret-key-here',
  'your-bi-secret-key-here',
  'L5Z7WRVv5zaexK0OL3pS2stYUF-gx_UmfDBqWQ4br6Y=',
  'changeme',
  'cooprers',
  'password',
  '1234567890abcdef',
  'secret',
  'This_is_a_test_APIKEY_with_30_chars+',
  'test',
  'Passw0rd',
  'guest',
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
  'db_pass',
  'damn',
  'test_admin',
  '73ad7bbbbc640c845a150f67d058b279849370cd2c1f3c67c4dd6c869213e13a',
  '471f22516724347bcca9c20c5fa88d9821c4604e63a6aceffd24605809c9237c',
  'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308',
  '6d761d32f1b14ef34cf016d726b29b02b5cfce92a8959f1bfb65995c8100925e',
  '0123456789abcdef'.repeat(4),
  'A8EF32E029BC3342E54BF2E172A4D7AA43E8EF9D2C3A624A9F04E2EF79DC698F',
  '3c82773a6621feee3d5e0ce96654bf1f',
  '7de95dbbd5d020e6b2a44847b8942bf5',
  'dummyPassword',
  'dummy_val',
  'sample_key',
  'sample_cert',
  'ZGJwYXNzd29yZDEx',
  'dbpassword11',
  'jhdvfvsnbdj',
  '0penS3arc#',
  'vault_token',
  'MyVerySecretSigningKey',
]

interface Carrier {
  readonly file: string
  /** Lines of the file; the value stands on the one with VALUE. */
  readonly lines: readonly string[]
  /** How the format writes text that would mean something else. */
  readonly written?: (value: string) => string
  /** Files that must lie beside it. */
  readonly beside?: Readonly<Record<string, string>>
}

const compose = (image: string, variable: string): Carrier => ({
  file: 'compose.yml',
  lines: ['services:', '  one:', `    image: ${image}`, '    environment:', `      ${variable}: "VALUE"`],
})

const property = (name: string): Carrier => ({
  file: 'coopr-site.xml',
  lines: ['<configuration>', '<property>', `<name>${name}</name>`, '<value>VALUE</value>', '</property>', '</configuration>'],
})

/** Where a secret may stand, in the format of each platform. */
const carriers: Readonly<Record<string, Carrier>> = {
  'a variable of Cornflow': compose('baobabsoluciones/cornflow:release-v1.3.6', 'CORNFLOW_ADMIN_PWD'),
  'a signing key of Cornflow': compose('baobabsoluciones/cornflow:release-v1.3.6', 'FERNET_KEY'),
  'a variable of the router': compose('juspaydotin/hyperswitch-router:v1.114.0', 'ROUTER__SECRETS__ADMIN_API_KEY'),
  'a variable of the vault': compose('juspaydotin/hyperswitch-card-vault:v0.6.5', 'LOCKER__TENANT_SECRETS__SHOP__MASTER_KEY'),
  'a variable of the connector': compose('ghcr.io/nmshd/connector:7.0.0', 'infrastructure__httpServer__authentication__apiKey__keys__crm__key'),
  'a variable of nobody known': compose('registry.example.org/shop:1', 'SHOP_DB_PASSWORD'),
  'TOML of the router': { file: 'production.toml', lines: ['[locker]', 'mock_locker = false', '[user_auth_methods]', 'encryption_key = "VALUE"'] },
  'TOML of the vault': {
    file: 'vault.toml',
    lines: ['[api_client]', 'pool_max_idle_per_host = 10', '[tenant_secrets.shop]', 'master_key = "VALUE"'],
  },
  'TOML of the encryption service': {
    file: 'keys.toml',
    lines: ['[multitenancy.tenants.public]', 'schema = "public"', '[secrets]', 'master_key = "VALUE"'],
  },
  'a newer TOML of the encryption service': {
    file: 'keys.toml',
    lines: [
      '[multitenancy.tenants.public]',
      'schema = "public"',
      '[secrets]',
      'manager = "aes_local"',
      '[secrets.aes_local]',
      'master_key = "VALUE"',
    ],
  },
  'XML of Coopr': property('server.db.password'),
  'a key store of Coopr': property('server.ssl.keystore.password'),
  'realm.properties of Coopr': {
    file: 'realm.properties',
    lines: ['ann: VALUE,admin'],
    beside: {
      'coopr-site.xml':
        '<configuration><property><name>security.enabled</name><value>true</value></property><property><name>security.authentication.basic.realmfile</name><value>realm.properties</value></property></configuration>\n',
    },
  },
  'api_config.py of Corridor': { file: 'api_config.py', lines: ["SQLALCHEMY_DATABASE_URI = 'sqlite:///x.db'", "SECRET_KEY = 'VALUE'"] },
  'config.json of the connector': {
    file: 'config.json',
    lines: ['{', '"transportLibrary": { "platformClientId": "own",', '"platformClientSecret": "VALUE" }', '}'],
  },
  'appsettings of the backbone': {
    file: 'appsettings.override.json',
    lines: ['{', '"SqlDatabase": {}, "Authentication": {', '"ApiKey": "VALUE"', '} }'],
  },
  'airflow.cfg': { file: 'airflow.cfg', lines: ['[core]', 'executor = CeleryExecutor', 'fernet_key = VALUE', '[webserver]', 'secret_key = ${KEY}'] },
  'redis.conf': { file: 'redis.conf', lines: ['port 6379', 'requirepass "VALUE"'] },
}

const root = mkdtempSync(join(tmpdir(), 'ringwall-known-'))
afterAll(() => rmSync(root, { recursive: true }))

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

describe.each(Object.entries(carriers))('published values in %s', (name, carrier) => {
  const folder = join(root, name.replaceAll(' ', '-'))
  const line = carrier.lines.findIndex((text) => text.includes('VALUE')) + 1

  beforeAll(() => {
    for (const [index, value] of values.entries()) {
      const own = join(folder, `${index}`)
      write(join(own, carrier.file), `${carrier.lines.join('\n').replace('VALUE', () => carrier.written?.(value) ?? value)}\n`)
      for (const [file, text] of Object.entries(carrier.beside ?? {})) write(join(own, file), text)
    }
  })

  it('are all found, on their line', () => {
    const found = new Set(
      failuresOf(folder).flatMap(({ control, locations }) =>
        control === 'secret/published' ? locations.map((place) => `${place.file}:${place.line}`) : [],
      ),
    )
    expect(values.filter((_, index) => !found.has(`${index}/${carrier.file}:${line}`))).toEqual([])
  })
})
