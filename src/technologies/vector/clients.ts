import type { Entry } from '../../formats/node.ts'
import { child, entriesOf, scalarText } from '../../formats/node.ts'
import type { Fact } from '../../model/fact.ts'
import { configured } from '../../model/fact.ts'
import type { Place } from '../../model/place.ts'
import type { ConnectionReading, Observation } from '../../model/technology.ts'
import type { Protocol, Verification } from '../../model/vocabulary.ts'
import { parseEndpointList } from '../../protocols/endpoints.ts'
import { connectionsTo } from '../../settings/client.ts'
import { asSwitch } from '../../settings/environment.ts'
import type { TreeDocument } from '../../settings/trees.ts'
import { nodeSetting, scalarsOf } from '../../settings/trees.ts'

const protocols: ReadonlyMap<string, Protocol> = new Map<string, Protocol>([
  ['elasticsearch', 'elasticsearch'],
  ['loki', 'loki'],
  ['clickhouse', 'clickhouse'],
  ['kafka', 'kafka'],
  ['http', 'http'],
  ['influxdb_logs', 'influxdb'],
  ['influxdb_metrics', 'influxdb'],
  ['opentelemetry', 'otlp'],
  ['prometheus_scrape', 'http'],
  ['http_client', 'http'],
  ['prometheus_remote_write', 'http'],
  ['redis', 'redis'],
  ['nats', 'nats'],
  ['amqp', 'amqp'],
  ['vector', 'grpc'],
  ['aws_s3', 's3'],
  ['splunk_hec_logs', 'http'],
  ['mqtt', 'mqtt'],
  ['postgres', 'postgres'],
  ['socket', 'tcp'],
])

/** Sources that fetch and sinks that send. Keys of the address: endpoint, endpoints, uri, url, address, bootstrap_servers. */
export function clients(tree: TreeDocument): readonly ConnectionReading[] {
  return ['sources', 'sinks'].flatMap((section) => entriesOf(child(tree.root, section)).flatMap((entry) => client(tree, section, entry)))
}

function client(tree: TreeDocument, section: string, entry: Entry): readonly ConnectionReading[] {
  const { value } = entry
  const protocol = protocols.get(scalarText(child(value, 'type')) ?? '')
  if (protocol === undefined) return []
  const addresses = [
    child(value, 'endpoint'),
    child(value, 'endpoints'),
    child(value, 'uri'),
    child(value, 'url'),
    child(value, 'bootstrap_servers'),
    section === 'sinks' ? child(value, 'address') : undefined,
  ]
  const user = nodeSetting(tree.document, child(value, 'auth', 'user') ?? child(value, 'sasl', 'username'))
  const password = nodeSetting(tree.document, child(value, 'auth', 'password') ?? child(value, 'sasl', 'password'))
  const token = nodeSetting(tree.document, child(value, 'auth', 'token'))
  const authority = nodeSetting(tree.document, child(value, 'tls', 'ca_file'))
  const enabled = child(value, 'tls', 'enabled')
  const verification = verificationOf(tree, entry)
  return addresses.flatMap(scalarsOf).flatMap((node) => {
    const address = nodeSetting(tree.document, node)
    if (address === undefined) return []
    const isTls = asSwitch(scalarText(enabled)) === true
    const settings = {
      key: `${section}.${entry.key}`,
      protocol,
      user,
      password,
      token,
      authority,
      verification,
      ...(isTls && enabled !== undefined ? { encryption: configured('required' as const, at(tree, enabled)) } : {}),
    }
    const list = address.value.includes('://') ? undefined : parseEndpointList(address.value)
    if (list === undefined || list.endpoints.length < 2) return connectionsTo(address, settings)
    return list.endpoints.flatMap(({ host, port }) => connectionsTo({ ...address, value: port === undefined ? host : `${host}:${port}` }, settings))
  })
}

/** `verify_certificate: false` checks nothing; `verify_hostname: false` alone still checks the chain. */
function verificationOf(tree: TreeDocument, { value }: Entry): Fact<Verification> | undefined {
  const certificate = child(value, 'tls', 'verify_certificate')
  if (certificate !== undefined && asSwitch(scalarText(certificate)) === false) return configured('none', at(tree, certificate))
  const name = child(value, 'tls', 'verify_hostname')
  return name !== undefined && asSwitch(scalarText(name)) === false ? configured('chain', at(tree, name)) : undefined
}

/** One observation a source or sink, with both lines. */
export function unverified(tree: TreeDocument): readonly Observation[] {
  return ['sources', 'sinks'].flatMap((section) =>
    entriesOf(child(tree.root, section)).flatMap((entry) => {
      const switches = ['verify_certificate', 'verify_hostname'].flatMap((key) => {
        const node = child(entry.value, 'tls', key)
        return node !== undefined && asSwitch(scalarText(node)) === false ? [{ key, node }] : []
      })
      if (switches.length === 0 || !isClient(entry)) return []
      return [
        {
          concern: 'tls-verification' as const,
          key: `${section}.${entry.key}.tls`,
          verdict: 'unsafe' as const,
          basis: 'configured' as const,
          stake: 'traffic' as const,
          trail: [...switches.map(({ node }) => ({ file: tree.document.file, line: node.span.line })), ...tree.document.mount],
          message: `Vector does not check whom it talks to in ${section}.${entry.key}: who stands in between reads and changes what is sent.`,
          actual: switches.map(({ key }) => `${key}: false`).join(', '),
          expected: 'both checked, with ca_file for a CA of your own',
          fix: `remove ${switches.map(({ key }) => key).join(' and ')}, and name the CA in tls.ca_file`,
        },
      ]
    }),
  )
}

function isClient({ value }: Entry): boolean {
  return ['endpoint', 'endpoints', 'uri', 'url', 'bootstrap_servers'].some((key) => child(value, key) !== undefined)
}

function at(tree: TreeDocument, node: { readonly span: { readonly line: number } }): readonly Place[] {
  return [{ file: tree.document.file, line: node.span.line }, ...tree.document.mount]
}
