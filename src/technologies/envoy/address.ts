import type { Node } from '../../formats/node.ts'
import { child } from '../../formats/node.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import type { TreeDocument } from '../../settings/trees.ts'
import { nodeSetting } from '../../settings/trees.ts'
import { portIn } from '../../settings/web-listener.ts'

export interface Socket {
  readonly host: Setting
  readonly port?: number
  readonly trail: readonly Place[]
}

/** `socket_address` of an `address`; pipes and addresses inside Envoy have none. */
export function socketOf(tree: TreeDocument, address: Node | undefined): Socket | undefined {
  const node = child(address, 'socket_address')
  const host = nodeSetting(tree.document, child(node, 'address'))
  const written = nodeSetting(tree.document, child(node, 'port_value'))
  if (host === undefined) return undefined
  const port = portIn(written)
  return { host, trail: (written ?? host).trail, ...(port === undefined ? {} : { port }) }
}

export function placeOf(tree: TreeDocument, node: Node): readonly Place[] {
  return [{ file: tree.document.file, line: node.span.line }, ...tree.document.mount]
}

/** The settings of TLS: those of a transport socket that speaks it, or of the old `tls_context`. */
export function tlsOf(node: Node | undefined): Node | undefined {
  const socket = child(node, 'transport_socket')
  const type = child(socket, 'typed_config', '@type') ?? child(socket, 'name')
  const speaks = type?.kind === 'scalar' && /tls/i.test(type.text)
  return speaks ? (child(socket, 'typed_config') ?? socket) : child(node, 'tls_context')
}

/** What the certificate of the other end is held against. */
export function validation(tls: Node | undefined): Node | undefined {
  const common = child(tls, 'common_tls_context')
  return child(common, 'validation_context') ?? child(common, 'combined_validation_context', 'default_validation_context')
}
