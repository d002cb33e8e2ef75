import { describe, expect, it } from 'vitest'
import { holds } from '../../model/fact.ts'
import { component } from '../../testing/component.ts'
import { hyperswitchCardVault } from './index.ts'

const weak = `[server]
host = "0.0.0.0"
port = 8080
[database]
url = "postgres://vault:vault@db/locker"
[tenant_secrets]
main = { master_key = "00112233445566778899aabbccddeeff", schema = "public" }
[secrets_management]
secrets_manager = "no_encryption"
[external_key_manager]
url = "http://localhost:5000"
[metrics]
port = 9090
`

const hardened = `[server]
port = 8080
[tls]
certificate = "/certs/vault.pem"
private_key = "/certs/vault.key"
[secrets_management]
secrets_manager = "aws_kms"
[external_key_manager]
mode = "enabled_with_mtls"
url = "https://keys:5000"
`

describe('hyperswitch-card-vault', () => {
  it('is recognised by image and variables', () => {
    expect(hyperswitchCardVault.recognise(component({ image: 'juspaydotin/hyperswitch-card-vault:v0.6.5' }))).toMatchObject({
      certainty: 3,
      version: '0.6.5',
    })
    expect(hyperswitchCardVault.recognise(component({ image: 'locker:own', env: { LOCKER__SERVER__PORT: '8080' } }))).toMatchObject({ certainty: 1 })
  })

  it('reads its file with lines', () => {
    const reading = hyperswitchCardVault.read(component({ files: { '/local/config/docker-configuration.toml': weak } }), undefined)
    expect(reading.connections).toMatchObject([
      { key: 'database.url', host: 'db', password: { value: 'vault' }, trail: [{ line: 5 }, {}] },
      { key: 'external_key_manager.url', host: 'localhost' },
    ])
    expect(reading.connections?.[0]?.cannot).toBeDefined()
    expect(reading.secrets).toMatchObject([{ key: 'tenant_secrets.main.master_key', purpose: 'encryption', at: { line: 7 } }])
    expect(reading.observations?.filter(({ verdict }) => verdict === 'unsafe').map(({ key, trail }) => [key, trail[0]?.line])).toEqual([
      ['secrets_management.secrets_manager', 9],
      ['external_key_manager.url', 11],
    ])
    expect(reading.listeners?.map(({ port, purpose }) => [port, purpose])).toEqual([
      [8080, 'application'],
      [9090, 'metrics'],
    ])
  })

  it('lets LOCKER__ variables win: parts beat the address as a whole', () => {
    const env = { LOCKER__DATABASE__HOST: ['pg', 21], LOCKER__DATABASE__PASSWORD: ['damp', 22], LOCKER__DATABASE__URL: 'postgres://a:b@c/d' } as const
    const reading = hyperswitchCardVault.read(component({ env, files: { '/local/config/development.toml': weak } }), undefined)
    expect(reading.connections?.[0]).toMatchObject({
      key: 'database.host',
      host: 'pg',
      port: 5432,
      trail: [{ line: 21 }],
      password: { value: 'damp', trail: [{ line: 22 }] },
    })
    expect(holds(reading.connections![0]!.encryption, 'none')).toBe(true)
  })

  it('finds nothing unsafe in a hardened vault', () => {
    const reading = hyperswitchCardVault.read(component({ files: { '/local/config/production.toml': hardened } }), undefined)
    expect(reading.observations?.filter(({ verdict }) => verdict === 'unsafe')).toEqual([])
    expect(reading.listeners).toHaveLength(1)
    expect(holds(reading.listeners![0]!.tls, 'required')).toBe(true)
    expect(holds(reading.connections![0]!.encryption, 'required')).toBe(true)
  })
})

it('names keys of the key manager that nobody reads', () => {
  const env = { LOCKER__EXTERNAL_KEYMANAGER__URL: ['https://keys', 12], LOCKER__EXTERNAL_KEY_MANAGER__URL: 'https://keys' } as const
  const reading = hyperswitchCardVault.read(component({ image: 'juspaydotin/hyperswitch-card-vault', env }), undefined)
  expect(reading.deadKeys?.map(({ key, trail }) => [key, trail[0]?.line])).toEqual([['LOCKER__EXTERNAL_KEYMANAGER__URL', 12]])
})

it('takes cipher texts and paths into a vault for what they are', () => {
  const text = (manager: string, key: string): string => `[database]
host = "pg"
username = "vault"
password = "AQICAHhz0Qn3pT7mJ4wq1vYd9xKbE2sLfUcR5aGi8oNtVhXyZg"
[tenant_secrets.shop]
master_key = "${key}"
[secrets_management]
secrets_manager = "${manager}"
[secrets_management.hashi_corp_vault]
url = "http://vault:8200"
token = "hvs.of-our-own-vault"
`
  const keys = (manager: string, key = 'AQICAHhpL2n9vT4mK8wq6vYd1xKbJ3sLfUcR7aGi5oNtVhXyZf'): readonly (string | undefined)[] => {
    const input = component({ image: 'juspaydotin/hyperswitch-card-vault:x', files: { '/local/config/development.toml': text(manager, key) } })
    const reading = hyperswitchCardVault.read(input, undefined)
    return [
      ...(reading.secrets ?? []).map((one) => one.key),
      ...(reading.connections ?? []).map(({ host, password }) => `${host} ${password?.unresolved.length}`),
    ]
  }
  const token = 'secrets_management.hashi_corp_vault.token'
  expect(keys('no_encryption')).toEqual(['tenant_secrets.shop.master_key', token, 'pg 0'])
  expect(keys('hashi_corp_vault')).toEqual([token, 'pg 1', 'vault 0'])
  // what everybody knows was not encrypted by anybody
  expect(keys('aws_kms', '0123456789abcdef'.repeat(4))).toContain('tenant_secrets.shop.master_key')
})
