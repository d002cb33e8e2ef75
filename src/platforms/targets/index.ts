import { RingwallError } from '../../model/error.ts'
import { configured, unknown } from '../../model/fact.ts'
import { grouped } from '../../model/grouped.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { DeploymentInput } from '../../model/platform.ts'
import type { ListenerReading, Technology } from '../../model/technology.ts'
import type { Protocol } from '../../model/vocabulary.ts'
import { isLoopback } from '../../protocols/address.ts'
import { unconfined } from '../unconfined.ts'
import { portOf } from '../../protocols/ports.ts'
import { schemeOf } from '../../protocols/schemes.ts'
import { notOneHost } from '../../protocols/single-host.ts'

/** A server that the call names, without any file: `redis://10.0.0.5:6379`, `jupyter=http://127.0.0.1:8888`. */
export interface NamedTarget {
  /** `redis://10.0.0.5`: what listens there on several ports is one component. */
  readonly component: string
  readonly host: string
  readonly port: number
  readonly protocol: Protocol
  /** What it is, where the call says so. */
  readonly technology?: string
}

/** Reads `[TECHNOLOGY=]SCHEME://HOST[:PORT]`. Nothing but scheme, host and port belongs there: a password in it would stand in the history of the shell. */
export function readTarget(text: string): NamedTarget {
  const [, technology, address = ''] = /^(?:([a-z][a-z0-9-]*)=)?(.*)$/s.exec(text) ?? []
  const [, scheme = '', name = '', digits, rest = ''] =
    /^([a-z][a-z0-9+.-]*):\/\/(\[[0-9a-f:.]+\]|[^\s/:@[\]]+)(?::(\d{1,5}))?(.*)$/is.exec(address) ?? []
  const known = schemeOf(scheme)
  const range = /^[a-z][a-z0-9+.-]*:\/\/([^@]*?\/\d{1,3})(?::\d+)?\/?$/is.exec(address)?.[1]
  const odd = range === undefined ? notOneHost(name === '' ? 'x' : name) : notOneHost(range)
  if (odd !== undefined) throw wrong(`"${range ?? name}" is not one host: ${odd}`, 'name each server that may be asked: --target may be repeated')
  if (address.includes('@')) throw wrong('a target carries no account', 'name scheme, host and port alone; --login names accounts')
  if (known === undefined || name === '') throw wrong(`"${text}" is no target`, 'write it as redis://10.0.0.5:6379 or https://example.org')
  if (rest !== '' && rest !== '/') throw wrong(`"${text}" has more than scheme, host and port`, 'name scheme, host and port alone')
  const port = digits === undefined ? portOf(known.protocol, known.tls === 'required') : Number(digits)
  if (port === undefined || port < 1 || port > 65_535) throw wrong(`"${text}" has no port`, `write ${scheme}://HOST:PORT`)
  const host = name.replace(/^\[|\]$/g, '')
  return { component: `${known.protocol}://${name}`, host, port, protocol: known.protocol, ...(technology === undefined ? {} : { technology }) }
}

function wrong(message: string, hint: string): RingwallError {
  return new RingwallError('usage', `--target: ${message}`, { hint })
}

/** The deployment that named targets make: components of which nothing is known but where they listen. */
export function targetDeployment(targets: readonly NamedTarget[]): DeploymentInput {
  return {
    name: 'targets',
    root: '.',
    platform: 'targets',
    inputs: [],
    components: [...grouped(targets, ({ component }) => component).keys()].map(componentOf),
    networks: [],
    volumes: [],
    secrets: [],
    at: { file: '--target', line: 1 },
    warnings: [],
  }
}

function componentOf(id: string): ComponentInput {
  return {
    id,
    at: { file: '--target', line: 1 },
    form: 'process',
    env: new Map(),
    mounts: [],
    ports: [],
    expose: [],
    profiles: [],
    isolation: unconfined,
    networks: [],
    names: [],
    hosts: new Map(),
    dependsOn: [],
    replicas: 1,
    open: () => ({ state: 'absent' }),
    list: () => [],
  }
}

/** Of what is spoken there alone, nobody can tell whether it is a store; what is no page is taken for one. */
const web: ReadonlySet<Protocol> = new Set(['http', 'grpc', 'ssh', 'smtp', 'imap'])

/** What is known of named targets before they are asked: a port and what is spoken there, nothing else. */
export function targetTechnologies(targets: readonly NamedTarget[], kinds: readonly Technology[]): readonly Technology[] {
  return [...grouped(targets, ({ component }) => component)].map(([id, listeners]): Technology => {
    const [first] = listeners
    const technology = first?.technology ?? 'target'
    return {
      id: technology,
      title: id,
      role: kinds.find((kind) => kind.id === technology)?.role ?? (first !== undefined && web.has(first.protocol) ? 'application' : 'datastore'),
      recognise: (input) => (input.id === id ? { certainty: 3, because: 'the call names it' } : undefined),
      read: () => ({ listeners: listeners.map(listenerOf) }),
    }
  })
}

function listenerOf({ host, port, protocol }: NamedTarget): ListenerReading {
  const why = 'it was not asked'
  return {
    port,
    protocol,
    purpose: web.has(protocol) ? 'application' : 'data',
    tls: unknown(why),
    authentication: unknown(why),
    ...(isLoopback(host) ? { bind: configured<'loopback'>('loopback', []) } : {}),
  }
}
