import type { Entry } from '../../formats/node.ts'
import { child, entriesOf, scalarText } from '../../formats/node.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ConnectionReading } from '../../model/technology.ts'
import type { Protocol } from '../../model/vocabulary.ts'
import type { Client } from '../../settings/client.ts'
import { connectionsTo } from '../../settings/client.ts'
import { placeAt } from '../../settings/documents.ts'
import { asSwitch } from '../../settings/environment.ts'
import type { TreeDocument } from '../../settings/trees.ts'
import { nodeSetting, scalarsOf } from '../../settings/trees.ts'

const protocols: ReadonlyMap<string, Protocol> = new Map<string, Protocol>([
  ['otlp', 'otlp'],
  ['otlp_grpc', 'otlp'],
  ['otlphttp', 'otlp'],
  ['jaeger', 'grpc'],
  ['zipkin', 'http'],
  ['loki', 'loki'],
  ['elasticsearch', 'elasticsearch'],
  ['opensearch', 'elasticsearch'],
  ['prometheusremotewrite', 'http'],
  ['clickhouse', 'clickhouse'],
  ['kafka', 'kafka'],
])

/** gRPC exporters use TLS unless `tls.insecure`; those over HTTP go by their URL (collector 0.90 to 0.130). */
export function exporters(tree: TreeDocument): readonly ConnectionReading[] {
  return entriesOf(child(tree.root, 'exporters')).flatMap((entry) => exporter(tree, entry))
}

function exporter(tree: TreeDocument, entry: Entry): readonly ConnectionReading[] {
  const protocol = protocols.get(entry.key.split('/')[0] ?? '')
  if (protocol === undefined) return []
  const single = child(entry.value, 'endpoint') ?? child(entry.value, 'http', 'endpoint')
  const nodes = single === undefined ? scalarsOf(child(entry.value, 'endpoints') ?? child(entry.value, 'brokers')) : [single]
  return nodes.flatMap((node) => {
    const address = nodeSetting(tree.document, node)
    return address === undefined ? [] : connectionsTo(address, settings(tree, entry, protocol, address.value))
  })
}

function settings(tree: TreeDocument, entry: Entry, protocol: Protocol, address: string): Client {
  const insecure = child(entry.value, 'tls', 'insecure')
  const skip = child(entry.value, 'tls', 'insecure_skip_verify')
  const authority = nodeSetting(tree.document, child(entry.value, 'tls', 'ca_file'))
  const password = nodeSetting(tree.document, child(entry.value, 'password'))
  const user = nodeSetting(tree.document, child(entry.value, 'user') ?? child(entry.value, 'username'))
  const token = entriesOf(child(entry.value, 'headers')).find(({ key }) => /^(?:authorization|x-api-key|api-key)$/i.test(key))
  const header = token === undefined ? undefined : nodeSetting(tree.document, token.value)
  const isGrpc = protocol === 'otlp' && !/^https?:\/\//.test(address)
  const at = (span: { readonly line: number }): readonly { readonly file: string; readonly line: number }[] => [
    placeAt(tree.document, span),
    ...tree.document.mount,
  ]
  return {
    key: `exporters.${entry.key}`,
    protocol,
    ...(protocol === 'otlp' ? { defaultPort: isGrpc ? 4317 : 4318 } : {}),
    ...(isGrpc && insecure === undefined
      ? { encryption: byDefault('required' as const, 'gRPC exporters use TLS unless tls.insecure is set', [placeAt(tree.document, entry.keySpan)]) }
      : {}),
    ...(insecure !== undefined && isGrpc
      ? { encryption: configured(asSwitch(scalarText(insecure)) === true ? ('none' as const) : ('required' as const), at(insecure.span)) }
      : {}),
    ...(skip !== undefined && asSwitch(scalarText(skip)) === true ? { verification: configured('none' as const, at(skip.span)) } : {}),
    authority,
    user,
    password,
    token: header,
  }
}
