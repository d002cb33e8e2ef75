import type { Entry } from '../../formats/node.ts'
import { child, entriesOf, scalarText } from '../../formats/node.ts'
import type { Gap } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { ImageKnowledge, ListenerReading, Observation, Reading } from '../../model/technology.ts'
import type { Protocol, Purpose } from '../../model/vocabulary.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { asSwitch } from '../../settings/environment.ts'
import type { TreeDocument } from '../../settings/trees.ts'
import { nodeSetting, openTree } from '../../settings/trees.ts'
import { openByDefault, plainByDefault, portIn, webListener } from '../../settings/web-listener.ts'
import { clients, unverified } from './clients.ts'

const paths = ['/etc/vector/vector.yaml', '/etc/vector/vector.yml', '/etc/vector/vector.toml', '/etc/vector/vector.json']

export function settingsOf(input: ComponentInput, gaps: Gap[]): TreeDocument | undefined {
  const named = flag(commandLine(input), ['-c', '--config', '--config-yaml', '--config-toml'])?.value?.value ?? input.env.get('VECTOR_CONFIG')?.value
  return openTree(input, [...(named === undefined ? [] : [named]), ...paths], gaps)
}

/** A folder of settings, or a second file, may ask for more. */
function engineOf(input: ComponentInput, tree: TreeDocument | undefined): Pick<ImageKnowledge, 'asksEngine'> {
  const named = commandLine(input).filter(({ value }) => /^(?:-c|--config(?:-[a-z]+)?|-C)(?:=|$)/.test(value))
  const hasMore = named.length > 1 || named.some(({ value }) => /^(?:-C|--config-dir)/.test(value)) || input.env.has('VECTOR_CONFIG_DIR')
  if (tree === undefined || hasMore) return {}
  return { asksEngine: dockerSources(tree).length === 0 ? [] : ['containers', 'logs'] }
}

/** What containers print. */
export function dockerSources({ root }: TreeDocument): readonly Entry[] {
  return entriesOf(child(root, 'sources')).filter(({ value }) => scalarText(child(value, 'type')) === 'docker_logs')
}

/** Vector 0.30 to 0.49. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const tree = settingsOf(input, gaps)
  const image = { runsAs: 'root', healthcheck: false, ...engineOf(input, tree) } as const
  if (tree === undefined) return { image, gaps }
  return {
    listeners: [...servers(tree, 'sources'), ...servers(tree, 'sinks'), ...api(tree)],
    connections: clients(tree),
    observations: [...unverified(tree), ...console(tree)],
    stores: [{ path: scalarText(child(tree.root, 'data_dir')) ?? '/var/lib/vector', holds: 'data', disposable: true }],
    image,
    gaps,
  }
}

interface Server {
  readonly protocol: Protocol
  readonly purpose: Purpose
}

const kinds: ReadonlyMap<string, Server> = new Map<string, Server>([
  ['http_server', { protocol: 'http', purpose: 'data' }],
  ['http', { protocol: 'http', purpose: 'data' }],
  ['prometheus_exporter', { protocol: 'http', purpose: 'metrics' }],
  ['prometheus_remote_write', { protocol: 'http', purpose: 'data' }],
  ['socket', { protocol: 'tcp', purpose: 'data' }],
  ['syslog', { protocol: 'syslog', purpose: 'data' }],
  ['vector', { protocol: 'grpc', purpose: 'data' }],
  ['fluent', { protocol: 'tcp', purpose: 'data' }],
  ['logstash', { protocol: 'tcp', purpose: 'data' }],
  ['splunk_hec', { protocol: 'http', purpose: 'data' }],
  ['datadog_agent', { protocol: 'http', purpose: 'data' }],
  ['opentelemetry', { protocol: 'otlp', purpose: 'data' }],
])

/** Sources and sinks that wait to be called: those with an `address` of their own. */
function servers(tree: TreeDocument, section: 'sources' | 'sinks'): readonly ListenerReading[] {
  return entriesOf(child(tree.root, section)).flatMap((entry) => {
    const type = scalarText(child(entry.value, 'type')) ?? ''
    const kind = kinds.get(type)
    if (kind === undefined || (section === 'sinks' && type !== 'prometheus_exporter')) return []
    const groups = type === 'opentelemetry' ? [child(entry.value, 'grpc'), child(entry.value, 'http')] : [entry.value]
    return groups.flatMap((node) => {
      const address = nodeSetting(tree.document, child(node, 'address'))
      const port = portIn(address) ?? (type === 'prometheus_exporter' ? 9598 : undefined)
      return port === undefined ? [] : [server(tree, entry, kind, port, address)]
    })
  })
}

function server(tree: TreeDocument, entry: Entry, kind: Server, port: number, address: ReturnType<typeof nodeSetting>): ListenerReading {
  const place = [{ file: tree.document.file, line: entry.keySpan.line }, ...tree.document.mount]
  const enabled = child(entry.value, 'tls', 'enabled')
  const login = child(entry.value, 'auth', 'password') ?? child(entry.value, 'auth')
  const clientCertificate = child(entry.value, 'tls', 'verify_certificate')
  const isMutual = asSwitch(scalarText(clientCertificate)) === true
  const base = webListener({
    ...kind,
    port,
    tls:
      asSwitch(scalarText(enabled)) === true
        ? configured('required', place)
        : byDefault('none', 'Vector speaks plaintext unless tls.enabled is set', place),
    authentication:
      login !== undefined
        ? configured('password', [{ file: tree.document.file, line: login.span.line }])
        : isMutual
          ? configured('certificate', place)
          : byDefault('none', 'Vector asks for nothing unless auth or client certificates are set', place),
    ...(address === undefined ? {} : { from: address }),
  })
  return { ...base, trail: address?.trail ?? place }
}

/** The API (GraphQL) shows events as they pass; it has no login. It listens on 127.0.0.1:8686 unless told otherwise. */
function api(tree: TreeDocument): readonly ListenerReading[] {
  if (asSwitch(scalarText(child(tree.root, 'api', 'enabled'))) !== true) return []
  const address = nodeSetting(tree.document, child(tree.root, 'api', 'address'))
  const base = webListener({
    port: portIn(address) ?? 8686,
    purpose: 'admin',
    tls: plainByDefault('the API of Vector', address),
    authentication: openByDefault('the API of Vector has no login (all versions)', address),
    ...(address === undefined ? {} : { from: address }),
  })
  return [address === undefined ? { ...base, bind: byDefault('loopback', 'the API of Vector listens on 127.0.0.1 unless told otherwise') } : base]
}

function console(tree: TreeDocument): readonly Observation[] {
  return entriesOf(child(tree.root, 'sinks')).flatMap(({ key, value, keySpan }) => {
    if (scalarText(child(value, 'type')) !== 'console') return []
    const trail = [{ file: tree.document.file, line: keySpan.line }, ...tree.document.mount]
    return [
      {
        concern: 'data-in-logs' as const,
        key: `sinks.${key}`,
        verdict: 'unsafe' as const,
        basis: 'configured' as const,
        stake: 'defence' as const,
        trail,
        message: 'Vector writes the events that pass through it into its own log.',
        actual: 'type: console',
        expected: 'no console sink',
        fix: `remove the sink ${key}`,
      },
    ]
  })
}
