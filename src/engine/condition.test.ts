import { describe, expect, it } from 'vitest'
import type { Failed } from '../model/control.ts'
import { byDefault, configured, unknown } from '../model/fact.ts'
import type { Deployment } from '../model/graph.ts'
import type { WaiverCondition } from '../model/project.ts'
import type { ListenerReading } from '../model/technology.ts'
import type { Encryption, SubjectType } from '../model/vocabulary.ts'
import { deployment, line, port } from '../testing/deployment.ts'
import { whyNot } from './condition.ts'

function listener(tls: Encryption | undefined): ListenerReading {
  return {
    port: 6379,
    protocol: 'redis',
    purpose: 'data',
    bind: byDefault('all', 'of the test'),
    tls: tls === undefined ? unknown('nobody knows') : configured(tls, [line(12)]),
    authentication: byDefault('none', 'of the test'),
    trail: [line(12)],
  }
}

function graph(given: { readonly published?: string; readonly tls?: Encryption; readonly others?: readonly string[] } = {}): Deployment {
  const { published, tls, others = ['api'] } = given
  const networks = ['back']
  return deployment({
    components: [
      {
        id: 'cache',
        networks,
        ...(published === undefined ? {} : { ports: [port(published, 14)] }),
        is: { reading: { listeners: [listener(tls)] } },
      },
      ...others.map((id) => ({ id, networks, env: { REDIS_URL: 'redis://cache:6379' } })),
    ],
  })
}

function why(
  when: WaiverCondition,
  judged: Deployment,
  subject = 'cache:6379',
  type: SubjectType = 'listener',
  component?: string,
): string | undefined {
  const judgement: Failed = {
    verdict: 'fail',
    subject,
    locations: [],
    message: '',
    expected: '',
    actual: '',
    fix: '',
    reach: 'host',
    stake: 'data',
    ...(component === undefined ? {} : { component }),
  }
  return whyNot(when, { subject: type }, judgement, judged)
}

describe('exposure', () => {
  it.each([
    [undefined, 'zone', undefined],
    [undefined, 'component', 'cache:6379 is reached from its zones'],
    ['127.0.0.1:6379:6379', 'loopback', undefined],
    ['127.0.0.1:6379:6379', 'zone', 'cache:6379 is reached from the host itself'],
    ['6379:6379', 'loopback', "cache:6379 is reached from the host's networks"],
    ['6379:6379', 'host', undefined],
    ['${ADDRESS}:6379:6379', 'loopback', 'cache:6379 is reached from'],
  ] as const)('%s, at most %s', (published, exposure, expected) => {
    const found = why({ exposure }, graph(published === undefined ? {} : { published }))
    expect(found ?? 'holds').toContain(expected ?? 'holds')
  })

  it('of a component is that of its listeners, of a deployment that of all', () => {
    const judged = graph({ published: '6379:6379' })
    expect(why({ exposure: 'loopback' }, judged, 'cache', 'component', 'cache')).toContain('cache:6379')
    expect(why({ exposure: 'loopback' }, judged, 'api', 'component', 'api')).toBeUndefined()
    expect(why({ exposure: 'loopback' }, judged, 'test', 'deployment')).toContain('cache:6379')
  })

  it('that nobody can tell does not hold', () => {
    expect(why({ exposure: 'host' }, graph(), 'gone:1')).toBe('nobody can tell how far its listener is reached')
  })
})

describe('encryption', () => {
  it.each([
    ['required', undefined],
    ['optional', 'cache:6379 is not known to ask for TLS'],
    ['none', 'cache:6379 is not known to ask for TLS'],
    [undefined, 'cache:6379 is not known to ask for TLS'],
  ] as const)('%s', (tls, expected) => {
    expect(why({ encryption: 'required' }, graph(tls === undefined ? {} : { tls }))).toBe(expected)
  })

  it('of a channel is what its client asks for', () => {
    expect(why({ encryption: 'required' }, graph({ tls: 'required' }), 'api->cache:6379', 'channel')).toBe(
      'api->cache:6379 is not known to ask for TLS',
    )
  })
})

describe('only-from', () => {
  it('holds as long as nothing else shares a zone, and nothing is published', () => {
    expect(why({ onlyFrom: ['api'] }, graph())).toBeUndefined()
    expect(why({ onlyFrom: ['api'] }, graph({ others: ['api', 'web'] }))).toBe('web reaches cache:6379 as well')
    expect(why({ onlyFrom: ['api'] }, graph({ published: '127.0.0.1:6379:6379' }))).toBe('cache:6379 is reached from the host itself')
  })
})
