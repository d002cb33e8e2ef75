import type { Node } from '../../formats/node.ts'
import { child, itemsOf, scalarText, walkScalars } from '../../formats/node.ts'
import type { Fact } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { Authentication, Protocol } from '../../model/vocabulary.ts'
import { isLoopback } from '../../protocols/address.ts'
import { portUse } from '../../protocols/ports.ts'
import type { TreeDocument } from '../../settings/trees.ts'
import { nodeSetting } from '../../settings/trees.ts'
import { placeOf, socketOf, tlsOf } from './address.ts'

/** One listener of `static_resources`. With TLS in some of its chains it is optional. */
export function listeners(tree: TreeDocument, node: Node): readonly ListenerReading[] {
  const socket = socketOf(tree, child(node, 'address'))
  if (socket?.port === undefined) return []
  const chains = itemsOf(child(node, 'filter_chains'))
  const secured = chains.flatMap((chain) => tlsOf(chain) ?? [])
  const [first] = secured
  const certificate = nodeSetting(tree.document, child(first, 'common_tls_context', 'tls_certificates', 0, 'certificate_chain', 'filename'))
  const key = nodeSetting(tree.document, child(first, 'common_tls_context', 'tls_certificates', 0, 'private_key', 'filename'))
  const protocol = protocolOf(node, socket.port)
  return [
    {
      port: socket.port,
      protocol,
      purpose: protocol === 'http' ? 'application' : (portUse(socket.port)?.purpose ?? 'application'),
      tls:
        first === undefined
          ? configured('none', socket.trail, 'no filter chain has a transport_socket with TLS')
          : configured(secured.length === chains.length ? 'required' : 'optional', placeOf(tree, first)),
      authentication: login(tree, node, secured),
      ...(isLoopback(socket.host.value) ? { bind: configured('loopback' as const, socket.trail) } : {}),
      trail: socket.trail,
      ...(certificate === undefined ? {} : { certificate }),
      ...(key === undefined ? {} : { key }),
      ...(first === undefined && redirects(node) ? { redirects: true } : {}),
    },
  ]
}

/** The names of the filters, old and new: `envoy.filters.network.tcp_proxy`, `envoy.http_connection_manager`. */
export function filtersOf(node: Node): readonly { readonly name: string; readonly filter: Node }[] {
  return itemsOf(child(node, 'filter_chains')).flatMap((chain) =>
    itemsOf(child(chain, 'filters')).map((filter) => ({ name: scalarText(child(filter, 'name')) ?? '', filter })),
  )
}

const spoken: readonly (readonly [RegExp, Protocol])[] = [
  [/http_connection_manager/, 'http'],
  [/redis_proxy/, 'redis'],
  [/mongo_proxy/, 'mongodb'],
  [/postgres_proxy/, 'postgres'],
  [/mysql_proxy/, 'mysql'],
  [/kafka_broker/, 'kafka'],
]

function protocolOf(node: Node, port: number): Protocol {
  const names = filtersOf(node).map(({ name, filter }) => `${name} ${scalarText(child(filter, 'typed_config', '@type')) ?? ''}`)
  for (const [pattern, protocol] of spoken) if (names.some((name) => pattern.test(name))) return protocol
  return portUse(port)?.protocol ?? 'tcp'
}

function login(tree: TreeDocument, node: Node, secured: readonly Node[]): Fact<Authentication> {
  for (const tls of secured) {
    const needs = nodeSetting(tree.document, child(tls, 'require_client_certificate'))
    if (needs?.value === 'true') return configured('certificate', needs.trail)
  }
  for (const { filter } of filtersOf(node))
    for (const own of itemsOf(child(filter, 'typed_config', 'http_filters'))) {
      const name = nodeSetting(tree.document, child(own, 'name'))
      const kind = /(?:^|\.)(jwt_authn|oauth2|basic_auth|ext_authz)$/.exec(name?.value ?? '')?.[1]
      if (kind !== undefined && name !== undefined)
        return configured(kind === 'basic_auth' ? 'password' : kind === 'ext_authz' ? 'delegated' : 'token', name.trail)
    }
  return byDefault('delegated', 'Envoy passes requests on unless a filter asks for a login', placeOf(tree, node))
}

/** All its routes send clients on to HTTPS. */
function redirects(node: Node): boolean {
  let found = false
  for (const { path, node: scalar } of walkScalars(node)) {
    if (path.includes('route') && (path.at(-1) === 'cluster' || path.includes('weighted_clusters'))) return false
    if (path.at(-1) === 'https_redirect' && scalar.text === 'true') found = true
  }
  return found
}
