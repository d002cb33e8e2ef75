import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { applications } from './data/applications.ts'
import { webApplication } from './index.ts'

const read = (sketch: ComponentSketch): Reading => webApplication.read(component(sketch), undefined)
const unsafe = (reading: Reading): readonly string[] =>
  (reading.observations ?? []).filter(({ verdict }) => verdict === 'unsafe').map(({ key, trail }) => `${key}:${trail[0]?.line}`)

it('recognises every image of its table as official, and no other', () => {
  for (const { images } of applications) for (const image of images) expect(webApplication.recognise(component({ image }))?.certainty).toBe(3)
  expect(webApplication.recognise(component({ image: 'example/shop:1' }))).toBeUndefined()
})

it('reads Keycloak in development mode', () => {
  const reading = read({
    image: 'quay.io/keycloak/keycloak:26.0',
    command: ['start-dev'],
    env: { KC_BOOTSTRAP_ADMIN_USERNAME: ['admin', 11], KC_BOOTSTRAP_ADMIN_PASSWORD: ['admin', 12] },
  })
  expect(unsafe(reading)).toEqual(['start-dev:5'])
  expect(reading.accounts).toMatchObject([
    { user: { value: 'admin' }, password: { value: 'admin', trail: [{ line: 12 }] }, power: 'administrator', port: 8080 },
  ])
})

it('knows that Hasura is open without its secret, and closed with it', () => {
  const login = (env: ComponentSketch['env'] = {}): unknown =>
    view(read({ image: 'hasura/graphql-engine:v2.40.0', env }).listeners![0]!.authentication)
  expect(login()).toMatchObject({ value: 'none', basis: 'default' })
  expect(login({ HASURA_GRAPHQL_ADMIN_SECRET: ['x', 14] })).toMatchObject({ value: 'token', trail: [{ line: 14 }] })
})

it('never shows the root token of a development Vault', () => {
  const found = read({ image: 'hashicorp/vault:1.17', env: { VAULT_DEV_ROOT_TOKEN_ID: ['s3cr3t-t0ken', 13] } })
  expect(unsafe(found)).toEqual(['VAULT_DEV_ROOT_TOKEN_ID:13'])
  expect(JSON.stringify(found.observations)).not.toContain('s3cr3t')
})

it('reads the usual variables of an image that nobody knows', () => {
  const sketch = {
    image: 'example/shop:1',
    env: { APP_DEBUG: ['true', 11], ALLOWED_HOSTS: ['*', 12], SECRET_KEY: ['dev', 13], NODE_ENV: 'production' } as const,
  }
  expect(webApplication.recognise(component(sketch))?.certainty).toBe(1)
  expect(unsafe(read(sketch))).toEqual(['APP_DEBUG:11', 'ALLOWED_HOSTS:12'])
  expect(read(sketch).secrets).toMatchObject([{ key: 'SECRET_KEY', value: { value: 'dev', trail: [{ line: 13 }] } }])
})

it('takes a variable with an open part for unknown', () => {
  expect(read({ image: 'example/shop:1', env: { DEBUG: '${DEBUG}' } }).observations).toMatchObject([{ verdict: 'unknown' }])
})

it('reads passwords from files', () => {
  const reading = read({
    image: 'nextcloud:29',
    env: { NEXTCLOUD_ADMIN_PASSWORD_FILE: ['/run/secrets/admin', 11] },
    files: { '/run/secrets/admin': 'long\n' },
  })
  expect(reading.accounts).toMatchObject([{ key: 'NEXTCLOUD_ADMIN_PASSWORD_FILE', password: { value: 'long' } }])
})
