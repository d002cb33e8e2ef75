import { describe, expect, it } from 'vitest'
import { byDefault, configured, unknown, view } from '../model/fact.ts'
import type { Channel } from '../model/graph.ts'
import type { ConnectionReading, ListenerReading } from '../model/technology.ts'
import type { DeployedSketch } from '../testing/deployment.ts'
import { deployment, line, port, written } from '../testing/deployment.ts'

function asks(host: string, more: Partial<ConnectionReading> = {}): ConnectionReading {
  return {
    protocol: 'redis',
    host,
    key: 'REDIS_URL',
    trail: [line(12)],
    encryption: configured('none', [line(12)]),
    verification: unknown('the test'),
    authentication: configured('none', [line(12)]),
    ...more,
  }
}

function offers(number: number, more: Partial<ListenerReading> = {}): ListenerReading {
  return {
    port: number,
    protocol: 'redis',
    purpose: 'data',
    tls: byDefault('none', 'the test'),
    authentication: byDefault('none', 'the test'),
    ...more,
  }
}

function channels(connections: readonly ConnectionReading[], ...others: readonly DeployedSketch[]): readonly Channel[] {
  return deployment({ components: [{ id: 'api', is: { reading: { connections } } }, ...others] }).channels
}

function cache(...listeners: readonly ListenerReading[]): DeployedSketch {
  return { id: 'cache', ports: [port('16379:6379', 24)], is: { reading: { listeners } } }
}

describe('the port of a channel', () => {
  it('is the one that the client names', () => {
    expect(channels([asks('cache', { port: 6380 })], cache(offers(6379), offers(6380)))[0]).toMatchObject({
      id: 'api->cache:6380',
      to: { listener: 'cache:6380' },
    })
  })

  it('is the only listener of the protocol, where the client names none', () => {
    expect(channels([asks('cache')], { ...cache(offers(7000)), ports: [] })[0]).toMatchObject({
      id: 'api->cache:7000',
      to: { listener: 'cache:7000' },
    })
  })

  it('is the usual one of the protocol where several could be meant', () => {
    expect(channels([asks('cache')], cache(offers(6379), offers(7000)))[0]?.port).toBe(6379)
    expect(channels([asks('mail.example.org', { protocol: 'amqp', encryption: configured('required', []) })])[0]?.port).toBe(5671)
  })

  it('is the one behind a published port', () => {
    const [channel] = channels([asks('host.docker.internal', { port: 16379 })], cache(offers(6379)))
    expect(channel).toMatchObject({
      id: 'api->cache:6379',
      port: 6379,
      to: { kind: 'component', component: 'cache', listener: 'cache:6379' },
      shared: ['host'],
    })
  })

  it('leads to no listener where nobody listens', () => {
    expect(channels([asks('cache', { port: 1234 })], cache(offers(6379)))[0]?.to).toEqual({ kind: 'component', component: 'cache' })
  })
})

it('leaves out what a component says to itself', () => {
  expect(channels([asks('localhost'), asks('api'), asks('127.0.0.1', { port: 9 })], cache(offers(6379)))).toEqual([])
})

describe('equal edges', () => {
  it('become one with the evidence of all', () => {
    const found = channels([asks('cache'), asks('CACHE', { key: 'CACHE_HOST', trail: [line(14), line(12)] })], cache(offers(6379)))
    expect(found.map(({ id, key, evidence }) => [id, key, evidence.map((place) => place.line)])).toEqual([['api->cache:6379', 'REDIS_URL', [12, 14]]])
  })

  it('stay apart by port and by target', () => {
    expect(channels([asks('cache'), asks('cache', { port: 7 }), asks('other')], cache(offers(6379))).map(({ id }) => id)).toEqual([
      'api->cache:6379',
      'api->cache:7',
      'api->other:6379',
    ])
  })

  it('take login and CA from whoever tells them', () => {
    const told = {
      user: written('app', 15),
      password: written('pw', 16),
      authority: written('/ca.pem', 17),
      authentication: configured('password' as const, [line(16)]),
    }
    const [channel] = channels([asks('cache'), asks('cache', told)], cache(offers(6379)))
    expect(channel).toMatchObject({ user: told.user, password: told.password, authority: told.authority, authentication: told.authentication })
  })

  it('keep the first login', () => {
    const first = { password: written('one', 15), authentication: configured('password' as const, [line(15)]) }
    expect(channels([asks('cache', first), asks('cache', { password: written('two', 16) })], cache(offers(6379)))[0]?.password?.value).toBe('one')
  })

  it.each([
    ['the weaker of two written values', configured('required' as const, [line(12)]), configured('none' as const, [line(14)]), 'none'],
    ['a written value over an open one', unknown<'none'>('the test'), configured('none' as const, [line(14)]), 'none'],
    ['the first over a default', configured('required' as const, [line(12)]), byDefault('none' as const, 'the test'), 'required'],
    ['the first over an unknown one', configured('none' as const, [line(12)]), unknown<'none'>('the test'), 'none'],
  ])('have %s', (_, first, second, expected) => {
    const [channel] = channels([asks('cache', { encryption: first }), asks('cache', { encryption: second })], cache(offers(6379)))
    expect(channel === undefined ? undefined : view(channel.encryption)).toMatchObject({ known: true, value: expected })
  })

  it('come from outside only if all do', () => {
    const [channel] = channels([asks('shop.example.org', { fromOutside: true }), asks('shop.example.org')])
    expect(channel?.fromOutside).toBe(false)
  })
})

it('finds connections in the environment beside those that the technology told', () => {
  const graph = deployment({
    components: [
      {
        id: 'api',
        env: { CACHE_URL: ['redis://cache:6379/0', 12], REDIS_URL: ['redis://elsewhere.example.org:6379/0', 13] },
        is: { reading: { connections: [asks('cache', { port: 1 })] } },
      },
      cache(offers(6379)),
    ],
  })
  expect(graph.channels.map(({ id, key }) => [id, key])).toEqual([
    ['api->cache:1', 'REDIS_URL'],
    ['api->cache:6379', 'CACHE_URL'],
  ])
})
