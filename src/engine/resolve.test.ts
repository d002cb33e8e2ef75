import { describe, expect, it } from 'vitest'
import type { Listener } from '../model/graph.ts'
import type { ComponentInput, HostAlias } from '../model/input.ts'
import { component } from '../testing/component.ts'
import { line, port } from '../testing/deployment.ts'
import { buildListeners } from './listeners.ts'
import type { Resolution } from './resolve.ts'
import { nameTable, resolveHost } from './resolve.ts'

const onHost = { hostNamespaces: [{ value: 'network' as const, trail: [line(9)] }] }

function made(id: string, more: Partial<ComponentInput> = {}): ComponentInput {
  return { ...component({ id }), ...more }
}

function on(...networks: readonly string[]): Pick<ComponentInput, 'networks'> {
  return { networks: networks.map((network) => ({ network, at: line(3) })) }
}

function knowing(...hosts: readonly (readonly [string, HostAlias])[]): Pick<ComponentInput, 'hosts'> {
  return { hosts: new Map(hosts) }
}

/** Where the first component is led. `known`: `id:port` that a technology told of. */
function resolve(
  inputs: readonly ComponentInput[],
  host: string,
  at?: number,
  known: readonly string[] = [],
  fromOutside: boolean = false,
): Resolution {
  const all = new Map(inputs.map((input) => [input.id, input]))
  const listeners = new Map(inputs.map((input) => [input.id, listenersOf(input, all, known)]))
  return resolveHost(nameTable(all, listeners), inputs[0]!, host, at, fromOutside)
}

function listenersOf(input: ComponentInput, all: ReadonlyMap<string, ComponentInput>, known: readonly string[]): readonly Listener[] {
  const offered = new Set(known.filter((id) => id.startsWith(`${input.id}:`)).map((id) => Number(id.split(':')[1])))
  const declared = component({ id: input.id, expose: [...offered] })
  return buildListeners({ ...input, expose: [...input.expose, ...declared.expose] }, [], all).map((listener) => ({
    ...listener,
    understood: offered.has(listener.port),
  }))
}

function end(resolution: Resolution): string {
  const to = resolution.end
  return to.kind === 'component' ? `${to.component}${resolution.port === undefined ? '' : `:${resolution.port}`}` : `${to.kind} ${to.host}`
}

describe('names of components', () => {
  it('lead to the component on a shared network', () => {
    const resolution = resolve([made('api', on('front', 'back')), made('db', on('back', 'other'))], 'DB.')
    expect(end(resolution)).toBe('db')
    expect(resolution.shared).toEqual(['back'])
    expect(resolution.throughHost).toBe(false)
  })

  it('lead there also where no network is shared, and say so', () => {
    const resolution = resolve([made('api', on('front')), made('db', on('back'))], 'db')
    expect([end(resolution), resolution.shared]).toEqual(['db', []])
  })

  it('are container names on every network', () => {
    expect(end(resolve([made('api'), made('db', { names: [{ name: 'Prod-DB' }] })], 'prod-db'))).toBe('db')
  })

  it('are aliases on their own network alone', () => {
    const first = made('one', { ...on('left'), names: [{ name: 'store', network: 'left' }] })
    const second = made('two', { ...on('right'), names: [{ name: 'store', network: 'right' }] })
    expect(end(resolve([made('api', on('right')), first, second], 'store'))).toBe('two')
    expect(end(resolve([made('api', on('left')), first, second], 'store'))).toBe('one')
  })

  it('are links of one component', () => {
    const linked = knowing(['database', { component: 'db' }])
    expect(end(resolve([made('api', linked), made('db')], 'database'))).toBe('db')
    expect(end(resolve([made('web'), made('api', linked), made('db')], 'database'))).toBe('external database')
    expect(end(resolve([made('api', knowing(['database', { component: 'gone' }]))], 'database'))).toBe('unknown gone')
  })

  it('stay outside where nobody has them', () => {
    expect(end(resolve([made('api')], 'smtp.example.org'))).toBe('external smtp.example.org')
    expect(end(resolve([made('api')], '__proto__'))).toBe('external __proto__')
  })

  it.each(['${DB_HOST}', '<database host>', '{{ db }}', 'db-${STAGE}'])('are unknown while %s has no value', (host) => {
    const resolution = resolve([made('api'), made('db')], host)
    expect(resolution.end).toMatchObject({ kind: 'unknown', host })
  })
})

describe('a hosts file', () => {
  it('beats the name of a component', () => {
    expect(end(resolve([made('api', knowing(['db', { address: '10.0.0.5' }])), made('db')], 'db'))).toBe('external db')
  })

  it('leads to the host by host-gateway', () => {
    const api = made('api', knowing(['host', { address: 'host-gateway' }]))
    expect(end(resolve([api, made('db', { ports: [port('5433:5432', 6)] })], 'host', 5433))).toBe('db:5432')
  })

  it('leads to oneself by a loopback address', () => {
    expect(end(resolve([made('api', knowing(['self', { address: '127.0.0.1' }]))], 'self', 80))).toBe('api')
  })
})

describe('the host', () => {
  const published = made('db', { ports: [port('15432:5432', 6), port('7000-7002:8000-8002', 7)] })

  it.each(['host.docker.internal', '172.17.0.1', 'gateway.docker.internal', 'host.containers.internal'])(
    '%s leads through published ports',
    (host) => {
      const resolution = resolve([made('api'), published], host, 15432)
      expect(end(resolution)).toBe('db:5432')
      expect(resolution.throughHost).toBe(true)
    },
  )

  it.each([
    [7000, 'db:8000'],
    [7002, 'db:8002'],
    [7003, 'external host.docker.internal'],
    [undefined, 'external host.docker.internal'],
  ])('port %s of a range leads to %s', (at, where) => {
    expect(end(resolve([made('api'), published], 'host.docker.internal', at))).toBe(where)
  })

  it('has the listeners of components that share its network', () => {
    const db = made('db', { ...on(), isolation: { ...component({}).isolation, ...onHost } })
    expect(end(resolve([made('api'), db], 'host.docker.internal', 5432, ['db:5432']))).toBe('db:5432')
  })

  it('is what localhost means to a browser', () => {
    expect(end(resolve([made('web', { expose: [{ value: 15432, trail: [] }] }), published], 'localhost', 15432, [], true))).toBe('db:5432')
  })
})

describe('localhost', () => {
  it.each(['localhost', '127.0.0.1', '::1', '0.0.0.0', '/var/run/postgresql'])('%s is the component itself', (host) => {
    expect(end(resolve([made('api'), made('db', { ports: [port('5432:5432', 6)] })], host, 5432))).toBe('api')
  })

  it('is the neighbour in the same namespace that listens there', () => {
    const sidecar = made('proxy', { ...on(), networkOf: 'api' })
    expect(end(resolve([made('api'), sidecar], 'localhost', 6379, ['proxy:6379']))).toBe('proxy')
    expect(end(resolve([sidecar, made('api')], 'localhost', 8080, ['api:8080']))).toBe('api')
  })

  it('is oneself where both listen', () => {
    expect(end(resolve([made('api'), made('proxy', { ...on(), networkOf: 'api' })], 'localhost', 8080, ['api:8080', 'proxy:8080']))).toBe('api')
  })

  it('is the published port to a component on the network of the host', () => {
    const api = made('api', { ...on(), isolation: { ...component({}).isolation, ...onHost } })
    const resolution = resolve([api, made('db', { ports: [port('127.0.0.1:5433:5432', 6)] })], 'localhost', 5433)
    expect([end(resolution), resolution.throughHost]).toEqual(['db:5432', true])
  })
})

it('finds the one who listens behind the name of a shared namespace', () => {
  const vpn = made('vpn', { ports: [port('8080:8080', 6)] })
  const inside = made('torrent', { ...on(), networkOf: 'vpn' })
  expect(end(resolve([made('api'), vpn, inside], 'vpn', 8080, ['torrent:8080']))).toBe('torrent')
  expect(end(resolve([made('api'), vpn, inside], '172.17.0.1', 8080, ['torrent:8080']))).toBe('torrent:8080')
})

it('ends where namespaces point at each other', () => {
  const one = made('one', { ...on(), networkOf: 'two' })
  const two = made('two', { ...on(), networkOf: 'one' })
  expect(end(resolve([one, two], 'two', 80))).toBe('two')
})

it('leads an address of a machine to the container that is published at this port of it, and not to one of another machine', () => {
  const machines = ['one', 'two'].map((host) => made(host, { ...on(), form: 'machine', host, names: [{ name: `${host}.internal` }] }))
  const containers = ['one', 'two'].map((host) => made(`db@${host}`, { host, ports: [port('7000:5432', 6)] }))
  const client = made('api', { ...on('elsewhere') })
  const resolution = resolve([client, ...machines, ...containers], 'two.internal', 7000)
  expect([end(resolution), resolution.throughHost]).toEqual(['db@two:5432', true])
  expect(end(resolve([client, ...machines, ...containers], 'two.internal', 7001))).toBe('two')
  expect(end(resolve([made('api', { host: 'two' }), ...containers], 'host.docker.internal', 7000))).toBe('db@two:5432')
})
