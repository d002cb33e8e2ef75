import type { TLSSocket } from 'node:tls'

/** Who is at the other end of a connection. */
export interface Peer {
  readonly remote: string
  /** The host that it asked for in TLS. */
  readonly name: string
  /** DER in base64, where it showed one that is signed by who signs those of workers. */
  readonly certificate?: string
}

/** Nothing where the connection is over, or shows a certificate that proves nobody. */
export function peerOf(socket: TLSSocket, asksForCertificates: boolean): Peer | undefined {
  const { remoteAddress: remote } = socket
  // its type leaves out that a client may name none
  const name = (socket as { readonly servername?: string | false | null }).servername
  if (remote === undefined || typeof name !== 'string') return undefined
  if (!asksForCertificates) return { remote, name }
  const certificate = socket.getPeerX509Certificate()
  if (certificate === undefined) return { remote, name }
  return socket.authorized ? { remote, name, certificate: certificate.raw.toString('base64') } : undefined
}
