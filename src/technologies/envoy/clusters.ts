import type { Node } from '../../formats/node.ts'
import { child, itemsOf, scalarText } from '../../formats/node.ts'
import type { Fact } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { Place } from '../../model/place.ts'
import type { ConnectionReading } from '../../model/technology.ts'
import type { Authentication, Protocol, Verification } from '../../model/vocabulary.ts'
import { portUse } from '../../protocols/ports.ts'
import type { TreeDocument } from '../../settings/trees.ts'
import { nodeSetting } from '../../settings/trees.ts'
import { placeOf, socketOf, tlsOf, validation } from './address.ts'
import { filtersOf } from './listeners.ts'
import { entriesNamed } from './managers.ts'

/** The endpoints of all clusters of `static_resources`. */
export function clusters(tree: TreeDocument, listeners: readonly Node[]): readonly ConnectionReading[] {
  const plain = new Set(
    listeners.flatMap((node) =>
      filtersOf(node).flatMap(({ name, filter }) => (/tcp_proxy/.test(name) ? [scalarText(child(filter, 'typed_config', 'cluster')) ?? ''] : [])),
    ),
  )
  return itemsOf(child(tree.root, 'static_resources', 'clusters')).flatMap((cluster) => {
    const name = scalarText(child(cluster, 'name')) ?? ''
    const tls = tlsOf(cluster)
    const authority = nodeSetting(tree.document, child(validation(tls), 'trusted_ca', 'filename'))
    return addresses(cluster).flatMap((address): readonly ConnectionReading[] => {
      const socket = socketOf(tree, address)
      if (socket === undefined) return []
      return [
        {
          protocol: protocolOf(plain.has(name), socket.port),
          host: socket.host.value,
          ...(socket.port === undefined ? {} : { port: socket.port }),
          encryption:
            tls === undefined
              ? configured('none', socket.trail, 'the cluster has no transport_socket with TLS')
              : configured('required', placeOf(tree, tls)),
          verification: tls === undefined ? byDefault('none', 'nothing is checked without TLS', socket.trail) : verification(tree, cluster, tls),
          authentication: login(tree, tls, socket.trail),
          ...(authority === undefined ? {} : { authority }),
          key: `clusters.${name}`,
          trail: socket.host.trail,
        },
      ]
    })
  })
}

/** A certificate of its own by which Envoy is known, from a file or from a control plane. */
function login(tree: TreeDocument, tls: Node | undefined, trail: readonly Place[]): Fact<Authentication> {
  const common = child(tls, 'common_tls_context')
  const own = child(common, 'tls_certificates') ?? child(common, 'tls_certificate_sds_secret_configs')
  if (own !== undefined) return configured('certificate', placeOf(tree, own))
  return byDefault('delegated', 'Envoy passes on what the caller sends', trail)
}

function addresses(cluster: Node): readonly (Node | undefined)[] {
  const assigned = itemsOf(child(cluster, 'load_assignment', 'endpoints')).flatMap((group) =>
    itemsOf(child(group, 'lb_endpoints')).map((each) => child(each, 'endpoint', 'address')),
  )
  // before API v3 hosts stood in the cluster itself
  const old = itemsOf(child(cluster, 'hosts'))
  return [...assigned, ...old]
}

function protocolOf(isPlain: boolean, port: number | undefined): Protocol {
  const usual = port === undefined ? undefined : portUse(port)?.protocol
  if (isPlain) return usual ?? 'tcp'
  return usual === undefined || usual === 'tcp' || usual === 'debug' ? 'http' : usual
}

/** Without a validation context the certificate is not checked; without names to compare only the chain is (Envoy 1.20 and later). */
function verification(tree: TreeDocument, cluster: Node, tls: Node): Fact<Verification> {
  const context = validation(tls)
  const sent =
    child(tls, 'common_tls_context', 'validation_context_sds_secret_config') ??
    child(tls, 'common_tls_context', 'combined_validation_context', 'validation_context_sds_secret_config')
  if (context === undefined && sent !== undefined) return { claims: [], gaps: [{ why: 'a control plane sends what is checked' }] }
  const lax = nodeSetting(tree.document, child(context, 'trust_chain_verification'))
  if (lax?.value === 'ACCEPT_UNTRUSTED') return configured('none', lax.trail)
  if (context === undefined || (child(context, 'trusted_ca') === undefined && child(context, 'system_root_certs') === undefined))
    return configured('none', placeOf(tree, tls), 'Envoy checks no certificate without validation_context.trusted_ca')
  const names =
    child(context, 'match_typed_subject_alt_names') ??
    child(context, 'match_subject_alt_names') ??
    child(tls, 'auto_sni_san_validation') ??
    entriesNamed(cluster, 'auto_san_validation').find(({ value }) => scalarText(value) === 'true')?.value
  return configured(names === undefined ? 'chain' : 'name', placeOf(tree, names ?? context))
}
