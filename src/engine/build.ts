import { farthest } from '../model/exposure.ts'
import type { Channel, Component, Deployment, Listener } from '../model/graph.ts'
import type { ComponentInput } from '../model/input.ts'
import { namespaceOwner } from '../model/namespace.ts'
import type { DeploymentInput } from '../model/platform.ts'
import type { ConnectionReading, Reading, Technology } from '../model/technology.ts'
import type { Protocol } from '../model/vocabulary.ts'
import { findConnections } from '../protocols/references.ts'
import { blinded, runtimeSettings } from '../settings/runtimes.ts'
import { withTransferSettings } from '../settings/transfer-programs.ts'
import { withZookeeperSettings } from '../settings/zookeeper-client.ts'
import { readCertificates } from './certificates.ts'
import { buildChannels } from './channels.ts'
import { declaredConnections } from './declared.ts'
import { buildCredentials } from './credentials.ts'
import { deadKeysOf, deadPorts } from './dead.ts'
import { buildListeners } from './listeners.ts'
import type { Recognised } from './recognise.ts'
import { recognise } from './recognise.ts'
import { paced, withPassedPaths } from './paces.ts'
import { nameTable } from './resolve.ts'
import { buildStores } from './stores.ts'
import { buildZones, zonesOf } from './zones.ts'

interface Read {
  readonly input: ComponentInput
  readonly recognised: Recognised | undefined
  readonly reading: Reading
  readonly listeners: readonly Listener[]
}

interface Connected extends Read {
  readonly channels: readonly Channel[]
}

/** Puts what platform and technologies told together into one graph. */
export function buildDeployment(input: DeploymentInput, technologies: readonly Technology[], now: string): Deployment {
  const all = new Map(input.components.map((component) => [component.id, component]))
  const internal = new Set(input.networks.filter((network) => network.internal).map((network) => network.name))
  const reads = withoutShadows(
    input.components.map((component) => readComponent(component, technologies, all, internal)),
    all,
  )
  const listeners = new Map(reads.map((read) => [read.input.id, read.listeners]))
  const names = nameTable(all, listeners)
  const connected = reads.map((read): Connected => {
    const connections = [...connectionsOf(read), ...declaredConnections(read.input.id, input.channels ?? [], now)]
    return { ...read, channels: buildChannels(read.input, connections, listeners, names) }
  })
  const offered = withPassedPaths(
    reads.flatMap((read) => read.listeners),
    connected.flatMap((read) => read.channels),
    all,
  )
  const doors = new Map(offered.map((listener) => [listener.id, listener]))
  const channels = connected.flatMap((read) => read.channels.map((channel) => paced(channel, read.input, read.recognised?.technology, doors)))
  const { certificates, trusts, gaps } = readCertificates(all, offered, channels, now)
  const inputsAs = (kind: string): ReadonlySet<string> => new Set(input.inputs.filter((file) => file.as === kind).map((file) => file.file))
  const words = [input.name, ...input.components.map((component) => component.id)]
  return {
    name: input.name,
    input,
    components: connected.map((read) => component(read, all, internal)),
    listeners: offered,
    channels,
    stores: reads.flatMap((read) => buildStores(read.input, read.reading.stores ?? [], input.volumes)),
    accounts: reads.flatMap((read) => (read.reading.accounts ?? []).map((account) => ({ ...account, component: read.input.id }))),
    credentials: buildCredentials(connected, words, { variables: inputsAs('env'), kept: inputsAs('credential') }),
    keys: reads.flatMap((read) => (read.reading.secrets ?? []).map((secret) => ({ ...secret, component: read.input.id }))),
    zones: buildZones(input, all),
    certificates,
    trusts,
    files: input.components.flatMap(({ id, opened }) =>
      (opened?.() ?? []).flatMap(({ access, ...file }) => (access === undefined ? [] : [{ ...file, access, component: id }])),
    ),
    now,
    gaps: [...reads.flatMap((read) => read.reading.gaps ?? []), ...gaps],
  }
}

function readComponent(
  input: ComponentInput,
  technologies: readonly Technology[],
  all: ReadonlyMap<string, ComponentInput>,
  internal: ReadonlySet<string>,
): Read {
  const recognised = recognise(input, technologies)
  const reading = recognised?.technology.read(input, recognised.recognition.version) ?? {}
  return { input, recognised, reading, listeners: buildListeners(input, reading.listeners ?? [], all, internal) }
}

/** In a shared network namespace a published port belongs to the component that is known to listen there, not to the one that publishes it. */
function withoutShadows(reads: readonly Read[], all: ReadonlyMap<string, ComponentInput>): readonly Read[] {
  const known = new Map<string, Set<number>>()
  for (const { input, listeners } of reads) {
    const owner = namespaceOwner(input, all).id
    const ports = known.get(owner) ?? new Set()
    known.set(owner, ports)
    for (const listener of listeners) if (listener.understood) ports.add(listener.port)
  }
  return reads.map((read) => {
    const ports = known.get(namespaceOwner(read.input, all).id)
    return { ...read, listeners: read.listeners.filter((listener) => listener.understood || ports?.has(listener.port) !== true) }
  })
}

/** What the technology knows of its own connections comes first; the general search finds the rest, but for keys that have no effect. */
function connectionsOf(read: Read): readonly ConnectionReading[] {
  const told = read.reading.connections ?? []
  const known = new Set([...told, ...(read.reading.deadKeys ?? [])].map(({ key }) => key))
  const owned = told.map((connection) => blinded(connection, read.input))
  const found = findConnections(read.input).map((connection) => withZookeeperSettings(withTransferSettings(connection, read.input), read.input))
  return [...owned, ...found.filter((connection) => !known.has(connection.key) && isOwn(read, connection))]
}

/** What the technology says, and what holds for every program of its runtime. */
function observationsOf(input: ComponentInput, { observations = [] }: Reading): Component['observations'] {
  const judged = new Set(observations.map(({ key }) => key))
  return [...observations, ...runtimeSettings(input).filter(({ key }) => !judged.has(key))]
}

const applicationProtocols: ReadonlySet<Protocol> = new Set(['amqp', 'kafka', 'memcached', 'redis', 'smtp'])

/** A database that is given the application's file of variables does not call the application's cache. */
function isOwn({ recognised, reading, listeners }: Read, { protocol }: ConnectionReading): boolean {
  const role = reading.role ?? recognised?.technology.role
  return (
    !(role === 'datastore' || role === 'cache') || !applicationProtocols.has(protocol) || listeners.some((listener) => listener.protocol === protocol)
  )
}

function component(
  { input, recognised, reading, listeners, channels }: Connected,
  all: ReadonlyMap<string, ComponentInput>,
  internal: ReadonlySet<string>,
): Component {
  const version = recognised?.recognition.version
  return {
    id: input.id,
    at: input.at,
    ...(recognised === undefined ? {} : { technology: recognised.technology.id }),
    title: reading.title ?? recognised?.technology.title ?? input.image?.repository ?? input.id,
    role: reading.role ?? recognised?.technology.role ?? 'unknown',
    ...(version === undefined ? {} : { version }),
    image: reading.image ?? {},
    zones: zonesOf(input, all),
    input,
    observations: observationsOf(input, reading),
    deadKeys: [...deadKeysOf(input, reading.deadKeys ?? [], listeners, channels), ...deadPorts(input, all, internal)],
    exposure: farthest(listeners.map((listener) => listener.exposure)),
  }
}
