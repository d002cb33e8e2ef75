import { describe, expect, it } from 'vitest'
import { holds } from '../../model/fact.ts'
import { component } from '../../testing/component.ts'
import { hyperswitchEncryptionService } from './index.ts'

const weak = `[server]
port = 5000
[database]
host = "pg"
port = 5432
user = "keys"
password = "keys1"
[secrets]
master_key = "6d761d"
[metrics]
port = 6128
`

const hardened = `[server]
port = 5000
[certs]
tls_cert = "pem"
tls_key = "pem"
root_ca = "pem"
[database]
host = "pg"
enable_ssl = true
root_ca = "pem"
`

const image = 'juspaydotin/hyperswitch-encryption-service:v0.1.7'

describe('hyperswitch-encryption-service', () => {
  it('is recognised by image and variables', () => {
    expect(hyperswitchEncryptionService.recognise(component({ image }))).toMatchObject({ certainty: 3, version: '0.1.7' })
    expect(hyperswitchEncryptionService.recognise(component({ env: { CRIPTA__SERVER__PORT: '1' } }))).toMatchObject({ certainty: 1 })
  })

  it('reads what a weak service leaves open', () => {
    const reading = hyperswitchEncryptionService.read(component({ image, files: { '/local/config/production.toml': weak } }), undefined)
    expect(reading.connections).toMatchObject([{ host: 'pg', port: 5432, password: { trail: [{ line: 7 }, {}] } }])
    expect(reading.secrets).toMatchObject([{ key: 'secrets.master_key', at: { line: 9 } }])
    expect(reading.listeners?.map(({ port }) => port)).toEqual([5000, 6128])
    expect(holds(reading.listeners![0]!.authentication, 'none')).toBe(true)
    expect(holds(reading.connections![0]!.encryption, 'none')).toBe(true)
  })

  it('reads mutual TLS and a verified database', () => {
    const reading = hyperswitchEncryptionService.read(component({ image, files: { '/local/config/production.toml': hardened } }), undefined)
    expect(holds(reading.listeners![0]!.authentication, 'certificate')).toBe(true)
    expect(holds(reading.listeners![0]!.tls, 'required')).toBe(true)
    expect(holds(reading.connections![0]!.encryption, 'required')).toBe(true)
    expect(holds(reading.connections![0]!.verification, 'name')).toBe(true)
  })
})

it('knows the tables that came with manager, and the port for operators', () => {
  const text = `[server]
port = 5000
[management_server]
host = "127.0.0.1"
port = 6128
[metrics]
mode = "prometheus"
[secrets]
manager = "aes_local"
[secrets.aes_local]
master_key = "6d761d"
[secrets.hashicorp_vault]
url = "http://vault:8200"
vault_token = "hvs.own"
`
  const reading = hyperswitchEncryptionService.read(component({ image, files: { '/local/config/production.toml': text } }), undefined)
  expect(reading.observations).toMatchObject([{ key: 'secrets.manager', verdict: 'unsafe', trail: [{ line: 9 }, {}] }])
  expect(reading.secrets?.map(({ key }) => key)).toEqual(['secrets.aes_local.master_key', 'secrets.hashicorp_vault.vault_token'])
  expect(reading.connections).toMatchObject([{ host: 'vault', port: 8200, passwordKey: 'secrets.hashicorp_vault.vault_token' }])
  expect(reading.listeners?.map(({ port, bind }) => [port, bind !== undefined && holds(bind, 'loopback')])).toEqual([
    [5000, false],
    [6128, true],
  ])
})
