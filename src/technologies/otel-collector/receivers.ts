import type { Entry, Node } from '../../formats/node.ts'
import { child, entriesOf } from '../../formats/node.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { Place } from '../../model/place.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { Protocol, Purpose } from '../../model/vocabulary.ts'
import { compareVersions } from '../../protocols/version.ts'
import type { TreeDocument } from '../../settings/trees.ts'
import { nodeSetting } from '../../settings/trees.ts'
import { openByDefault, plainByDefault, portIn, webListener } from '../../settings/web-listener.ts'

interface Kind {
  readonly port: number
  readonly protocol: Protocol
  readonly purpose: Purpose
}

const otlp: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['grpc', { port: 4317, protocol: 'otlp', purpose: 'data' }],
  ['http', { port: 4318, protocol: 'otlp', purpose: 'data' }],
])
const jaeger: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['grpc', { port: 14250, protocol: 'grpc', purpose: 'data' }],
  ['thrift_http', { port: 14268, protocol: 'http', purpose: 'data' }],
])
const zipkin: Kind = { port: 9411, protocol: 'http', purpose: 'data' }

/** Every port that the collector opens: receivers, exporters that are scraped, extensions, its own metrics. */
export function receivers(tree: TreeDocument, version: string | undefined): readonly ListenerReading[] {
  const found: ListenerReading[] = []
  const add = (entry: Entry, kind: Kind): void => void found.push(listener(tree, entry, kind, version))
  for (const entry of entriesOf(child(tree.root, 'receivers'))) {
    const type = entry.key.split('/')[0]
    if (type === 'zipkin') add(entry, zipkin)
    const kinds = type === 'otlp' ? otlp : type === 'jaeger' ? jaeger : undefined
    for (const protocol of entriesOf(child(entry.value, 'protocols'))) {
      const kind = kinds?.get(protocol.key)
      if (kind !== undefined) add(protocol, kind)
    }
  }
  for (const entry of entriesOf(child(tree.root, 'exporters')))
    if (/^prometheus(?:\/|$)/.test(entry.key)) add(entry, { port: 8889, protocol: 'http', purpose: 'metrics' })
  for (const entry of entriesOf(child(tree.root, 'extensions'))) {
    const kind = extensions.get(entry.key.split('/')[0] ?? '')
    if (kind !== undefined) add(entry, kind)
  }
  const address = nodeSetting(tree.document, child(tree.root, 'service', 'telemetry', 'metrics', 'address'))
  const port = portIn(address)
  if (address !== undefined && port !== undefined) {
    const authentication = openByDefault('the collector shows its own metrics to everybody', address)
    found.push(webListener({ port, purpose: 'metrics', tls: plainByDefault("the collector's own metrics", address), authentication, from: address }))
  }
  return found
}

const extensions: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['pprof', { port: 1777, protocol: 'http', purpose: 'debug' }],
  ['zpages', { port: 55679, protocol: 'http', purpose: 'debug' }],
  ['health_check', { port: 13133, protocol: 'http', purpose: 'metrics' }],
])

function listener(tree: TreeDocument, entry: Entry, kind: Kind, version: string | undefined): ListenerReading {
  const endpoint = nodeSetting(tree.document, child(entry.value, 'endpoint'))
  const here: readonly Place[] = [{ file: tree.document.file, line: entry.keySpan.line }, ...tree.document.mount]
  const at = (node: Node | undefined): readonly Place[] =>
    node === undefined ? here : [{ file: tree.document.file, line: node.span.line }, ...tree.document.mount]
  const certificate = child(entry.value, 'tls', 'cert_file') ?? child(entry.value, 'tls', 'cert_pem')
  const clients = child(entry.value, 'tls', 'client_ca_file')
  const authenticator = child(entry.value, 'auth', 'authenticator')
  const open = byDefault(
    'none' as const,
    'receivers of the collector authenticate nobody unless auth or client_ca_file is set',
    endpoint?.trail ?? here,
  )
  const base = webListener({
    ...kind,
    port: portIn(endpoint) ?? kind.port,
    tls:
      certificate === undefined
        ? byDefault('none', 'receivers of the collector speak plaintext unless tls is set', endpoint?.trail ?? here)
        : configured('required', at(certificate)),
    authentication:
      clients !== undefined ? configured('certificate', at(clients)) : authenticator !== undefined ? configured('token', at(authenticator)) : open,
    ...(endpoint === undefined ? {} : { from: endpoint }),
  })
  // localhost is the default since 0.104 (component.UseLocalHostAsDefaultHost)
  const isLocal = endpoint === undefined && version !== undefined && compareVersions(version, '0.104') >= 0
  return isLocal
    ? { ...base, trail: here, bind: byDefault('loopback', 'the collector listens on localhost unless told otherwise (0.104 and later)', here) }
    : { ...base, trail: endpoint?.trail ?? here }
}
