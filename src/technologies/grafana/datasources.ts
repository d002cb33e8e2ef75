import type { Node } from '../../formats/node.ts'
import { child, itemsOf, scalarText } from '../../formats/node.ts'
import type { Fact, Gap } from '../../model/fact.ts'
import { configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { ConnectionReading } from '../../model/technology.ts'
import type { Encryption, Protocol, Verification } from '../../model/vocabulary.ts'
import { connectionsTo } from '../../settings/client.ts'
import type { Document } from '../../settings/documents.ts'
import { placeAt } from '../../settings/documents.ts'
import { asSwitch } from '../../settings/environment.ts'
import { nodeSetting, openTree } from '../../settings/trees.ts'

const protocols: ReadonlyMap<string, Protocol> = new Map<string, Protocol>([
  ['postgres', 'postgres'],
  ['grafana-postgresql-datasource', 'postgres'],
  ['mysql', 'mysql'],
  ['mssql', 'mssql'],
  ['redis-datasource', 'redis'],
  ['elasticsearch', 'elasticsearch'],
  ['grafana-opensearch-datasource', 'elasticsearch'],
  ['influxdb', 'influxdb'],
  ['loki', 'loki'],
  ['grafana-clickhouse-datasource', 'clickhouse'],
  ['vertamedia-clickhouse-datasource', 'clickhouse'],
])

/** Provisioned data sources, as connections of the server (Grafana 7 to 11; `access: direct` goes from the browser). */
export function datasources(input: ComponentInput, gaps: Gap[]): readonly ConnectionReading[] {
  const folder = `${input.env.get('GF_PATHS_PROVISIONING')?.value ?? '/etc/grafana/provisioning'}/datasources`
  return [...input.list(folder)]
    .sort()
    .filter((name) => /\.ya?ml$/.test(name))
    .flatMap((name) => {
      const tree = openTree(input, [`${folder}/${name}`], gaps)
      return tree === undefined ? [] : itemsOf(child(tree.root, 'datasources')).flatMap((node) => connections(tree.document, node))
    })
}

function connections(document: Document, node: Node): readonly ConnectionReading[] {
  const type = scalarText(child(node, 'type')) ?? ''
  const address =
    nodeSetting(document, child(node, 'url')) ??
    nodeSetting(document, child(node, 'jsonData', 'server')) ??
    nodeSetting(document, child(node, 'jsonData', 'host'))
  if (address === undefined) return []
  const protocol = protocols.get(type)
  const user =
    nodeSetting(document, child(node, 'basicAuthUser')) ??
    nodeSetting(document, child(node, 'user')) ??
    nodeSetting(document, child(node, 'jsonData', 'username'))
  const password =
    nodeSetting(document, child(node, 'secureJsonData', 'basicAuthPassword')) ?? nodeSetting(document, child(node, 'secureJsonData', 'password'))
  const isDirect = /^(?:direct|browser)$/.test(scalarText(child(node, 'access')) ?? '')
  const found = connectionsTo(address, {
    key: `datasources.${type === '' ? 'url' : type}`,
    protocol,
    user,
    password,
    ...tlsOf(document, node, protocol),
  })
  return found.map((connection) => (isDirect ? { ...connection, fromOutside: true } : connection))
}

function tlsOf(
  document: Document,
  node: Node,
  protocol: Protocol | undefined,
): { readonly encryption?: Fact<Encryption>; readonly verification?: Fact<Verification> } {
  const mode = child(node, 'jsonData', 'sslmode')
  if (protocol === 'postgres' && mode !== undefined) {
    const word = scalarText(mode) ?? ''
    const trail = [placeAt(document, mode.span), ...document.mount]
    const checks: Verification = word === 'verify-full' ? 'name' : word === 'verify-ca' ? 'chain' : 'none'
    return { encryption: configured(word === 'disable' ? 'none' : 'required', trail), verification: configured(checks, trail) }
  }
  const skip = child(node, 'jsonData', 'tlsSkipVerify')
  if (skip === undefined || asSwitch(scalarText(skip)) !== true) return {}
  return { verification: configured('none', [placeAt(document, skip.span), ...document.mount]) }
}
