import { describe, expect, it } from 'vitest'
import { byDefault, configured, deadClaim, unknown, withClaims } from '../model/fact.ts'
import type { DeadKey, ListenerReading } from '../model/technology.ts'
import type { Authentication } from '../model/vocabulary.ts'
import { deployment, line, port } from '../testing/deployment.ts'

const none = byDefault<Authentication>('none', 'the test')

function offers(more: Partial<ListenerReading>): ListenerReading {
  return { port: 6379, protocol: 'redis', purpose: 'data', tls: byDefault('none', 'the test'), authentication: none, ...more }
}

function deadKeys(listener: ListenerReading, told: readonly DeadKey[] = []): readonly DeadKey[] {
  const graph = deployment({
    components: [{ id: 'cache', env: { REDIS_PASSWORD: ['x', 12] }, is: { reading: { listeners: [listener], deadKeys: told } } }],
  })
  return graph.components[0]?.deadKeys ?? []
}

describe('a claim without effect', () => {
  const dead = deadClaim<Authentication>('password', [line(12)], 'the image does not read it')

  it('is a dead key of its component, by the variable that holds it', () => {
    expect(deadKeys(offers({ authentication: withClaims(none, [dead]) }))).toEqual([
      {
        key: 'REDIS_PASSWORD',
        trail: [line(12)],
        why: 'the image does not read it',
        fix: 'remove REDIS_PASSWORD, or set what the program reads',
        stake: 'data',
      },
    ])
  })

  it('is told by what it is about where no variable holds it', () => {
    const tls = withClaims(byDefault<'none' | 'required'>('none', 'the test'), [deadClaim('required', [line(40)], 'it is read from elsewhere')])
    expect(deadKeys(offers({ tls })).map(({ key, stake }) => [key, stake])).toEqual([['TLS of port 6379', 'traffic']])
  })

  it('costs little where the same value is in force anyway', () => {
    expect(deadKeys(offers({ authentication: withClaims(configured<Authentication>('password', [line(14)]), [dead]) }))[0]?.stake).toBe('hygiene')
  })

  it('is not told twice', () => {
    const told: DeadKey = { key: 'REDIS_PASSWORD', trail: [line(12)], why: 'told', fix: 'told', stake: 'data' }
    expect(deadKeys(offers({ authentication: withClaims(none, [dead]) }), [told])).toEqual([told])
    expect(deadKeys(offers({ authentication: withClaims(none, [dead, dead]) }))).toHaveLength(1)
  })

  it('leaves alone what is live or overridden', () => {
    expect(deadKeys(offers({ authentication: withClaims(none, [{ ...dead, effect: 'overridden' }]) }))).toEqual([])
  })

  it('counts in a channel too', () => {
    const verification = withClaims(configured<'none' | 'name'>('none', [line(22)]), [deadClaim('name', [line(23)], 'the driver does not read it')])
    const connections = [
      {
        protocol: 'postgres' as const,
        host: 'db.example.org',
        key: 'DATABASE_URL',
        trail: [line(22)],
        encryption: configured('required' as const, [line(22)]),
        verification,
        authentication: unknown<Authentication>('the test'),
      },
    ]
    expect(deployment({ components: [{ id: 'api', is: { reading: { connections } } }] }).components[0]?.deadKeys).toMatchObject([
      { key: 'DATABASE_URL (verification)', trail: [line(23)], stake: 'traffic' },
    ])
  })
})

describe('published ports without effect', () => {
  const ports = [port('6379:6379', 14)]
  const onHost = { hostNamespaces: [{ value: 'network' as const, trail: [line(13)] }] }

  it.each([
    ['the network of the host', { id: 'cache', ports, networks: [], isolation: onHost }, /network of the host/],
    ['no network', { id: 'cache', ports, networks: [] }, /no network/],
    ['internal networks alone', { id: 'cache', ports, networks: ['closed'] }, /internal/],
    ['the network of another', { id: 'cache', ports, networkOf: 'other' }, /network of other/],
  ])('are dead on %s', (_, sketch, why) => {
    const graph = deployment({ components: [sketch, { id: 'other' }], networks: [{ name: 'closed', internal: true }] })
    expect(graph.components[0]?.deadKeys).toMatchObject([{ key: 'ports', trail: [line(14)], why: expect.stringMatching(why) }])
    expect(graph.listeners.flatMap(({ publications }) => publications)).toEqual([])
  })

  it('are live on a network that leads out', () => {
    const graph = deployment({ components: [{ id: 'cache', ports, networks: ['closed', 'open'] }], networks: [{ name: 'closed', internal: true }] })
    expect(graph.components[0]?.deadKeys).toEqual([])
  })
})

it('takes no database for a client of the queue in the variables that it shares', () => {
  const graph = deployment({
    components: [
      {
        id: 'db',
        env: { CELERY_BROKER_URL: 'redis://queue:6379/0' },
        is: { role: 'datastore', reading: { listeners: [offers({ port: 5432, protocol: 'postgres' })] } },
      },
      { id: 'web', env: { CELERY_BROKER_URL: 'redis://queue:6379/0' } },
      { id: 'queue', is: { reading: { listeners: [offers({})] } } },
    ],
  })
  expect(graph.channels.map(({ id }) => id)).toEqual(['web->queue:6379'])
})

describe('a key without effect', () => {
  const dead: DeadKey = { key: 'DATABASE_URL', trail: [line(12)], why: 'told', fix: 'told', stake: 'data' }
  const env = { DATABASE_URL: 'postgres://u:Vq7xN2mRb8kT@db.example.org:5432/x', API_TOKEN: 'changeme' } as const
  const graph = (deadKeys: readonly DeadKey[]): readonly (readonly string[])[] => {
    const { channels, credentials } = deployment({ components: [{ id: 'api', env, is: { reading: { deadKeys } } }] })
    return [channels.map(({ key }) => key), credentials.flatMap(({ uses }) => uses.map(({ key }) => key))]
  }

  it('is no channel and no credential', () => {
    expect(graph([])).toEqual([['DATABASE_URL'], ['DATABASE_URL', 'API_TOKEN']])
    expect(graph([dead])).toEqual([[], ['API_TOKEN']])
    expect(graph([dead, { ...dead, key: 'API_TOKEN' }])).toEqual([[], []])
  })
})

describe('a switch of the runtime', () => {
  const told = { protocol: 'mongodb', host: 'db.example', key: 'database', trail: [line(20)] } as const
  const graph = (value: string) =>
    deployment({
      components: [
        {
          id: 'api',
          env: { NODE_TLS_REJECT_UNAUTHORIZED: [value, 12] },
          is: {
            reading: {
              connections: [
                {
                  ...told,
                  encryption: configured('required', told.trail),
                  verification: configured('name', told.trail),
                  authentication: none,
                },
              ],
            },
          },
        },
      ],
    })

  it('blinds connections that the technology knows, and is told whatever the product', () => {
    const judged = graph('0')
    expect(judged.channels[0]).toMatchObject({ verification: { claims: [{ value: 'none', trail: [line(12), line(20)] }] } })
    expect(judged.components[0]?.observations).toMatchObject([{ concern: 'tls-verification', verdict: 'unsafe', trail: [line(12)] }])
  })

  it('says nothing where verification is on', () => {
    expect(graph('1').channels[0]).toMatchObject({ verification: { claims: [{ value: 'name' }] } })
  })
})
