import { describe, expect, it } from 'vitest'
import { holds } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import { component } from '../../testing/component.ts'
import { hyperswitch } from './index.ts'

const weak = `[server]
port = 8080
[log.file]
enabled = false
level = "DEBUG"
[log.console]
level = "DEBUG"
[log.telemetry]
metrics_enabled = true
otel_exporter_otlp_endpoint = "https://otel-collector:4317"
[master_database]
username = "shop"
password = "shop1"
host = "pg"
port = 5432
[secrets]
admin_api_key = "test_admin"
jwt_secret = "secret"
[user]
force_two_factor_auth = false
force_cookies = false
[locker]
host = ""
mock_locker = true
[redis]
host = "redis-standalone"
port = 6379
cluster_enabled = false
cluster_urls = ["redis-cluster:6379"]
[key_manager]
url = "http://localhost:5000"
[cors]
wildcard_origin = true
[connectors]
one.base_url = "https://one.example/"
two.base_url = "http://two.example/pay"
three.base_url = "http://three.example/pay"
own.base_url = "http://localhost:8080/own"
[events]
source = "kafka"
[events.kafka]
brokers = ["kafka0:29092"]
[email]
active_email_client = "SMTP"
[email.smtp]
host = "mailhog"
port = 1025
connection = "plaintext"
`

function router(text: string, env: Record<string, string> = {}): Reading {
  return hyperswitch.read(
    component({
      image: 'juspaydotin/hyperswitch-router:standalone',
      command: ['/local/bin/router', '-f', '/local/config/own.toml'],
      files: { '/local/config/own.toml': text },
      env,
    }),
    undefined,
  )
}

describe('hyperswitch', () => {
  it('is recognised by image, by program with its file, and by its variables', () => {
    expect(hyperswitch.recognise(component({ image: 'docker.juspay.io/juspaydotin/hyperswitch-router:v1.114.0' }))).toMatchObject({
      certainty: 3,
      version: '1.114.0',
    })
    expect(
      hyperswitch.recognise(component({ command: ['/bin/bash', '-c', './diesel migration run\n./router -f /config/development.toml\n'] })),
    ).toMatchObject({ certainty: 1 })
    expect(hyperswitch.recognise(component({ env: { ROUTER__SERVER__PORT: '80' } }))).toMatchObject({ certainty: 1 })
    expect(hyperswitch.recognise(component({ image: 'apollo/router', command: ['router', '--config', 'a.yaml'] }))).toBeUndefined()
  })

  it('reads what the router calls, with the lines of the file', () => {
    const found = router(weak).connections?.map(({ key, protocol, host, port, trail }) => [key, protocol, host, port, trail[0]?.line])
    expect(found).toEqual([
      ['master_database.host', 'postgres', 'pg', 5432, 14],
      ['redis.host', 'redis', 'redis-standalone', 6379, 26],
      ['events.kafka.brokers', 'kafka', 'kafka0', 29092, 42],
      ['key_manager.url', 'http', 'localhost', 5000, 31],
      ['email.smtp.host', 'smtp', 'mailhog', 1025, 46],
      ['log.telemetry.otel_exporter_otlp_endpoint', 'otlp', 'otel-collector', 4317, 10],
    ])
  })

  it('says what the client cannot do', () => {
    const [database, cache] = router(weak).connections ?? []
    expect(database).toMatchObject({
      password: { value: 'shop1', trail: [{ file: 'own.toml', line: 13 }, {}] },
      cannot: expect.stringContaining('PGSSLMODE'),
    })
    expect(holds(database!.encryption, 'optional')).toBe(true)
    expect(cache?.cannot).toContain('[redis]')
    const asked = router(weak, { PGSSLMODE: 'verify-full' }).connections![0]!
    expect(holds(asked.encryption, 'required')).toBe(true)
    expect(asked.cannot).toBeUndefined()
  })

  it('judges the settings, one finding for both logs and one for all plain connectors', () => {
    const unsafe = router(weak).observations?.filter(({ verdict }) => verdict === 'unsafe')
    expect(unsafe?.map(({ key, trail }) => [key, trail[0]?.file, trail[0]?.line])).toEqual([
      ['locker.mock_locker', 'own.toml', 24],
      ['user.force_two_factor_auth', 'own.toml', 20],
      ['user.force_cookies', 'own.toml', 21],
      ['cors.wildcard_origin', 'own.toml', 33],
      ['log.console.level', 'own.toml', 7],
      ['secrets_management.secrets_manager', 'own.toml', 1],
      ['key_manager.url', 'own.toml', 31],
      ['connectors.base_url', 'own.toml', 36],
    ])
    expect(unsafe?.find(({ key }) => key === 'log.console.level')?.trail.map(({ line }) => line)).toContain(5)
    expect(unsafe?.at(-1)?.trail.map(({ line }) => line)).toEqual([36, 37])
  })

  it('lets variables win, and tells secrets from empty ones', () => {
    const reading = router(weak, { ROUTER__SECRETS__JWT_SECRET: 'another', ROUTER__CORS__WILDCARD_ORIGIN: 'false' })
    expect(reading.secrets?.map(({ key, value }) => [key, value?.value])).toEqual([
      ['secrets.admin_api_key', 'test_admin'],
      ['secrets.jwt_secret', 'another'],
    ])
    expect(reading.observations?.find(({ key }) => key === 'cors.wildcard_origin')?.verdict).toBe('safe')
  })

  it('knows schedulers and drainers, which offer no API', () => {
    const drainer = hyperswitch.read(
      component({ image: 'juspaydotin/hyperswitch-drainer:x', command: ['/local/bin/drainer', '-f', '/c.toml'], files: { '/c.toml': weak } }),
      undefined,
    )
    expect(drainer).toMatchObject({ role: 'worker', listeners: [], observations: [] })
    expect(drainer.connections?.some(({ protocol }) => protocol === 'redis')).toBe(true)
  })

  it('says that a file is missing', () => {
    const reading = hyperswitch.read(component({ command: ['/local/bin/router', '-f', '/nowhere.toml'] }), undefined)
    expect(reading.gaps).toMatchObject([{ why: expect.stringContaining('/nowhere.toml'), place: { line: 5 } }])
  })
})

it('knows that the key manager can be switched off', () => {
  const verdict = (text: string): unknown => {
    const input = component({
      image: 'juspaydotin/hyperswitch-router:standalone',
      command: ['/local/bin/router', '-f', '/c.toml'],
      files: { '/c.toml': text },
    })
    return hyperswitch.read(input, undefined).observations?.find(({ key }) => key === 'key_manager.enabled')?.verdict
  }
  expect(verdict('[key_manager]\nenabled = false\n')).toBe('unsafe')
  expect(verdict('[key_manager]\nenabled = true\n')).toBe('safe')
  expect(verdict('[key_manager]\nurl = "https://keys:5000"\n')).toBeUndefined()
})
