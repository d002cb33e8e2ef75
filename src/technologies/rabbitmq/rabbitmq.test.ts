import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { rabbitmq } from './index.ts'

function reading(sketch: ComponentSketch): Reading {
  return rabbitmq.read(component({ image: 'rabbitmq:3.13-management', ...sketch }), undefined)
}

function ports({ listeners = [] }: Reading): readonly string[] {
  return listeners
    .filter(({ purpose }) => purpose !== 'peer' && purpose !== 'metrics')
    .map(({ port, protocol, tls, authentication }) => {
      const [encryption, login] = [view(tls), view(authentication)]
      return `${protocol} ${port} ${encryption.known ? encryption.value : '?'} ${login.known ? login.value : '?'}`
    })
}

function accounts({ accounts: all = [] }: Reading): readonly string[] {
  return all.map(({ user, password, power }) => `${user?.value}:${password?.value ?? '-'} ${power}`)
}

it('lets the published guest in from everywhere', () => {
  const found = reading({})
  expect(ports(found)).toEqual(['amqp 5672 none password', 'http 15672 none password'])
  expect(accounts(found)).toEqual(['guest:guest administrator'])
  expect(ports(reading({ image: 'rabbitmq:4' }))).toEqual(['amqp 5672 none password'])
  expect(accounts(reading({ image: 'bitnami/rabbitmq:3.13' }))).toEqual(['user:bitnami administrator'])
})

it('reads the hardened file', () => {
  const text = readFileSync(join(import.meta.dirname, 'examples/hardened/rabbitmq.conf'), 'utf8')
  const files = { '/etc/rabbitmq/rabbitmq.conf': text, '/run/secrets/r': 'Kd9-plum-ZZ31\n' }
  const found = reading({ image: 'rabbitmq:4.1.0', files, env: { RABBITMQ_DEFAULT_USER: 'shop', RABBITMQ_DEFAULT_PASS_FILE: '/run/secrets/r' } })
  expect(ports(found)).toEqual(['amqp 5671 required certificate'])
  expect(accounts(found)).toEqual(['shop:Kd9-plum-ZZ31 administrator'])
  expect(found.observations?.filter(({ verdict }) => verdict !== 'safe')).toEqual([])
})

it('reads definitions and plugins', () => {
  const files = {
    '/etc/rabbitmq/rabbitmq.conf': 'load_definitions = /etc/rabbitmq/definitions.json\nmanagement.ssl.port = 15671\n',
    '/etc/rabbitmq/definitions.json':
      '{"users":[{"name":"boss","password":"plum-1","tags":"administrator"},\n{"name":"app","password_hash":"x","tags":[]}]}',
    '/etc/rabbitmq/enabled_plugins': '[rabbitmq_management].',
  }
  const found = reading({ image: 'rabbitmq:4.1', files })
  expect(accounts(found)).toEqual(['boss:plum-1 administrator', 'app:- application'])
  expect(ports(found)[1]).toBe('http 15671 required password')
})

it('keeps guest on loopback where conf.d is hidden', () => {
  const mount = {
    kind: 'bind' as const,
    target: { value: '/etc/rabbitmq', trail: [], unresolved: [] },
    readOnly: true,
    options: [],
    at: { file: 'compose.yml', line: 8 },
  }
  expect(accounts(reading({ mounts: [mount] }))).toEqual([])
})

it('names variables that nothing reads, and the cookie', () => {
  const found = reading({ env: { RABBITMQ_SSL_CERTFILE: ['/tls/a.pem', 12], RABBITMQ_ERLANG_COOKIE: 'abc' } })
  expect(found.deadKeys?.map(({ key, trail }) => `${key} ${trail[0]?.line}`)).toEqual(['RABBITMQ_SSL_CERTFILE 12'])
  expect(found.secrets?.map(({ key }) => key)).toEqual(['RABBITMQ_ERLANG_COOKIE'])
})
