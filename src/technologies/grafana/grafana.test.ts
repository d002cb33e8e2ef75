import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { grafana } from './index.ts'

const read = (sketch: ComponentSketch): Reading => grafana.read(component({ image: 'grafana/grafana:11.2.0', ...sketch }), '11.2.0')
const unsafe = (reading: Reading): readonly string[] =>
  (reading.observations ?? []).filter(({ verdict }) => verdict === 'unsafe').map(({ key, trail }) => `${key}:${trail[0]?.file}:${trail[0]?.line}`)

const ini =
  '[server]\nprotocol = http\n[security]\nadmin_user = admin\nadmin_password = admin ; change me\nsecret_key = PublishedKey\ncookie_secure = false\n[users]\nallow_sign_up = true\n'

it('reports weak settings at the lines of grafana.ini', () => {
  const reading = read({ files: { '/etc/grafana/grafana.ini': ini } })
  expect(unsafe(reading)).toEqual(['security.cookie_secure:grafana.ini:7', 'users.allow_sign_up:grafana.ini:9'])
  expect(reading.accounts).toMatchObject([{ user: { value: 'admin' }, password: { value: 'admin', trail: [{ file: 'grafana.ini', line: 5 }, {}] } }])
  expect(reading.secrets).toMatchObject([{ key: 'security.secret_key', value: { value: 'PublishedKey' } }])
})

it('judges the variable, not the line that it overrides', () => {
  const env = { GF_SECURITY_COOKIE_SECURE: 'true', GF_USERS_ALLOW_SIGN_UP: ['false', 12], GF_SECURITY_ADMIN_PASSWORD: ['Iengeif0quai', 13] } as const
  const reading = read({ env, files: { '/etc/grafana/grafana.ini': ini } })
  expect(unsafe(reading)).toEqual([])
  expect(reading.accounts).toMatchObject([{ key: 'GF_SECURITY_ADMIN_PASSWORD', password: { trail: [{ file: 'compose.yml', line: 13 }] } }])
})

it('starts with a published account and key when nothing is said', () => {
  const reading = read({})
  expect(reading.accounts).toMatchObject([{ user: { value: 'admin' }, password: { value: 'admin', trail: [{ line: 3 }] } }])
  expect(reading.secrets).toMatchObject([{ ifAbsent: { verdict: 'unsafe' } }])
})

it('knows visitors without a login', () => {
  const reading = read({ env: { GF_AUTH_ANONYMOUS_ENABLED: ['true', 11], GF_AUTH_ANONYMOUS_ORG_ROLE: ['Admin', 12] } })
  expect(view(reading.listeners![0]!.authentication)).toMatchObject({ value: 'none', trail: [{ line: 11 }] })
  expect(unsafe(reading)).toEqual(['auth.anonymous.org_role:compose.yml:12'])
  expect(unsafe(read({ env: { GF_AUTH_ANONYMOUS_ORG_ROLE: 'Admin' } }))).toEqual([])
})

it('connects to its provisioned data sources', () => {
  const text =
    'datasources:\n  - type: prometheus\n    url: https://prometheus:9090\n    jsonData:\n      tlsSkipVerify: true\n  - type: postgres\n    url: db:5432\n    user: grafana\n    jsonData:\n      sslmode: disable\n'
  const [prometheus, postgres] = read({ files: { '/etc/grafana/provisioning/datasources/all.yaml': text } }).connections ?? []
  expect(prometheus).toMatchObject({ protocol: 'http', host: 'prometheus', port: 9090, trail: [{ line: 3 }, {}] })
  expect(view(prometheus!.verification)).toMatchObject({ value: 'none', trail: [{ line: 5 }, {}] })
  expect(postgres).toMatchObject({ protocol: 'postgres', host: 'db', user: { value: 'grafana' } })
  expect(view(postgres!.encryption)).toMatchObject({ value: 'none' })
})
