import { describe, expect, it } from 'vitest'
import { byDefault, configured, unknown } from '../model/fact.ts'
import type { Deployment } from '../model/graph.ts'
import type { ListenerReading } from '../model/technology.ts'
import type { DeployedSketch } from '../testing/deployment.ts'
import { deployment, line, port } from '../testing/deployment.ts'

function reading(number: number, more: Partial<ListenerReading> = {}): ListenerReading {
  return {
    port: number,
    protocol: 'redis',
    purpose: 'data',
    tls: byDefault('none', 'the test'),
    authentication: byDefault('none', 'the test'),
    ...more,
  }
}

function graph(sketch: Omit<DeployedSketch, 'id'>, ...listeners: readonly ListenerReading[]): Deployment {
  return deployment({ components: [{ id: 'cache', is: { reading: { listeners } }, ...sketch }], networks: [{ name: 'closed', internal: true }] })
}

function exposure(sketch: Omit<DeployedSketch, 'id'>, ...listeners: readonly ListenerReading[]): readonly string[] {
  return graph(sketch, ...listeners).listeners.map((listener) => `${listener.port} ${listener.exposure}`)
}

const onHost = { networks: [], isolation: { hostNamespaces: [{ value: 'network' as const, trail: [line(12)] }] } }

describe('exposure', () => {
  it.each([
    ['6379:6379', 'host'],
    ['0.0.0.0:6379:6379', 'host'],
    ['[::]:6379:6379', 'host'],
    ['192.168.1.5:6379:6379', 'host'],
    ['127.0.0.1:6379:6379', 'loopback'],
    ['[::1]:6379:6379', 'loopback'],
    ['127.0.0.53:6379:6379', 'loopback'],
    ['6000-6500:6000-6500', 'host'],
    ['7000:7000', 'zone'],
    ['${BIND}:6379:6379', 'unknown'],
  ])('of %s is %s', (text, expected) => {
    expect(exposure({ ports: [port(text, 14)] }, reading(6379))).toContain(`6379 ${expected}`)
  })

  it('is the farthest of several publications', () => {
    expect(exposure({ ports: [port('127.0.0.1:6379:6379', 14), port('10.1.2.3:6379:6379', 15)] }, reading(6379))).toEqual(['6379 host'])
    expect(exposure({ ports: [port('127.0.0.1:6379:6379', 14), port('${BIND}:6379:6379', 15)] }, reading(6379))).toEqual(['6379 unknown'])
  })

  it('is the zone where nothing is published', () => {
    expect(exposure({}, reading(6379))).toEqual(['6379 zone'])
  })

  it('is the component alone without a network, whatever is published', () => {
    expect(exposure({ networks: [], ports: [port('6379:6379', 14)] }, reading(6379))).toEqual(['6379 component'])
  })

  it('is the component alone for a socket on loopback', () => {
    expect(exposure({ ports: [port('6379:6379', 14)] }, reading(6379, { bind: configured('loopback', [line(13)]) }))).toEqual(['6379 component'])
    expect(exposure({}, reading(6379, { bind: unknown('the test') }))).toEqual(['6379 zone'])
  })

  it('is the host on the network of the host, whatever address is published', () => {
    expect(exposure({ ...onHost, ports: [port('127.0.0.1:6379:6379', 14)] }, reading(6379))).toEqual(['6379 host'])
    expect(exposure(onHost, reading(6379, { bind: configured('loopback', [line(13)]) }))).toEqual(['6379 loopback'])
  })

  it('does not leave networks that are all internal', () => {
    const ports = [port('6379:6379', 14)]
    expect(exposure({ networks: ['closed'], ports }, reading(6379))).toEqual(['6379 zone'])
    expect(exposure({ networks: ['closed', 'open'], ports }, reading(6379))).toEqual(['6379 host'])
  })

  it('of a component is that of its farthest listener', () => {
    expect(graph({ ports: [port('127.0.0.1:6379:6379', 14), port('8080:8080', 15)] }, reading(6379)).components[0]?.exposure).toBe('host')
    expect(graph({ ports: [port('127.0.0.1:6379:6379', 14), port('${BIND}:8080:8080', 15)] }, reading(6379)).components[0]?.exposure).toBe('unknown')
  })
})

describe('publications', () => {
  it('name address, host port and line', () => {
    expect(
      graph({ ports: [port('127.0.0.1:7000-7002:6379-6381', 14), port('6380', 15)] }, reading(6380)).listeners.find(
        (listener) => listener.port === 6380,
      )?.publications,
    ).toEqual([{ address: '127.0.0.1', port: 7001, at: line(14) }])
  })

  it('are those of the owner of a shared namespace, and belong to the one that listens', () => {
    const { listeners } = deployment({
      components: [
        { id: 'vpn', ports: [port('8080:8080', 14)] },
        { id: 'app', networkOf: 'vpn', is: { reading: { listeners: [reading(8080)] } } },
      ],
    })
    expect(listeners.map(({ id, exposure: seen, publications }) => [id, seen, publications.map(({ at }) => at.line)])).toEqual([
      ['app:8080', 'host', [14]],
    ])
  })
})

describe('ports that nobody explained', () => {
  it('are guessed from their number, and marked so', () => {
    const { listeners } = graph({ ports: [port('5432:5432', 14)], expose: [9229], is: {} })
    expect(listeners.map(({ id, protocol, purpose, understood }) => [id, protocol, purpose, understood])).toEqual([
      ['cache:5432', 'postgres', 'data', false],
      ['cache:9229', 'debug', 'debug', false],
    ])
    expect(listeners[0]?.authentication).toEqual({ claims: [], gaps: [{ why: 'nothing is known about port 5432 of cache' }] })
  })

  it('of a wide range are listed up to a limit', () => {
    expect(graph({ ports: [port('10000-20000:10000-20000', 14)], is: {} }).listeners).toHaveLength(64)
  })
})

describe('a port that nobody explained', () => {
  it('is what usually listens there, but not where the product is known', () => {
    const seen = (...readings: readonly ListenerReading[]): readonly string[] =>
      graph({ ports: [port('9092:9092', 14)] }, ...readings).listeners.map((listener) => `${listener.port} ${listener.protocol} ${listener.purpose}`)
    expect(seen()).toEqual(['9092 kafka data'])
    expect(seen(reading(6379))).toEqual(['6379 redis data', '9092 tcp application'])
  })
})
