import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import { number, vector, Writer } from './bytes.ts'
import { usualGroups, usualSignatures } from './data/groups.ts'
import { extensionType, messageType, recordType, signalling, versions } from './data/numbers.ts'

/** What a ClientHello offers. What is left out is what a usual client says. */
export interface Offer {
  /** The highest version: from SSL 3.0 on. */
  readonly version: number
  readonly suites: readonly number[]
  /** Versions that `supported_versions` names; default for TLS 1.3: that one alone. */
  readonly versions?: readonly number[]
  readonly serverName?: string
  readonly groups?: readonly number[]
  readonly signatures?: readonly number[]
  readonly applications?: readonly string[]
  /** Default: none but "no compression". */
  readonly compressions?: readonly number[]
  /** TLS 1.3: none makes the server say which group it would take (RFC 8446, section 4.1.4). */
  readonly keyShares?: readonly { readonly group: number; readonly key: Uint8Array }[]
  readonly cookie?: Uint8Array
  readonly sessionId?: Uint8Array
  /** A ticket of a session before; empty asks for one. */
  readonly ticket?: Uint8Array
  /** A client that comes back with a lower version says so (RFC 7507). */
  readonly fallback?: boolean
  /** The 32 octets that are random; given where a second hello must repeat them. */
  readonly random?: Uint8Array
}

/** A ClientHello (RFC 8446, section 4.1.2; RFC 5246, section 7.4.1.2; RFC 6101, section 5.6.1.2) as a message, without a record around it. */
export function clientHello(offer: Offer): Buffer {
  const { version, suites, sessionId = sessionIdOf(version), compressions = [0], random = unforeseen(32) } = offer
  const writer = new Writer()
  writer.number(messageType.clientHello, 1)
  writer.vector(3, () => {
    writer.number(Math.min(version, versions.tls12), 2)
    writer.bytes(random)
    writer.vector(1, () => writer.bytes(sessionId))
    writer.vector(2, () => {
      writer.numbers(suites, 2)
      if (version < versions.tls13) writer.number(signalling.secureRenegotiation, 2)
      if (offer.fallback === true) writer.number(signalling.fallback, 2)
    })
    writer.vector(1, () => writer.numbers(compressions, 1))
    if (version !== versions.ssl3) writer.vector(2, () => writeExtensions(writer, offer))
  })
  return writer.done()
}

/** A handshake message with its head. */
export function message(type: number, body: Uint8Array): Buffer {
  return Buffer.concat([number(type, 1), vector(3, body)])
}

/** A record in clear. The first one of a client says TLS 1.0, as old servers want it (RFC 8446, section 5.1). */
export function record(type: number, body: Uint8Array, version: number = versions.tls10): Buffer {
  const bytes = Buffer.allocUnsafe(5 + body.length)
  bytes[0] = type
  bytes.writeUInt16BE(version, 1)
  bytes.writeUInt16BE(body.length, 3)
  bytes.set(body, 5)
  return bytes
}

export function helloRecord(hello: Uint8Array, version: number): Buffer {
  return record(recordType.handshake, hello, Math.min(version, versions.tls10))
}

/** Boxes in the middle take a hello of TLS 1.3 for a resumed one of TLS 1.2 (RFC 8446, appendix D.4). */
function sessionIdOf(version: number): Uint8Array {
  return version >= versions.tls13 ? unforeseen(32) : new Uint8Array()
}

function writeExtensions(writer: Writer, offer: Offer): void {
  const { version, serverName, groups = usualGroups, signatures = usualSignatures, applications = [], cookie, keyShares = [] } = offer
  const is13 = version >= versions.tls13
  if (serverName !== undefined && isIP(serverName) === 0)
    extension(extensionType.serverName, () =>
      writer.vector(2, () => {
        writer.number(0, 1)
        writer.vector(2, () => writer.bytes(Buffer.from(serverName, 'latin1')))
      }),
    )
  extension(extensionType.extendedMasterSecret, nothing)
  if (!is13) {
    extension(extensionType.encryptThenMac, nothing)
    extension(extensionType.sessionTicket, () => writer.bytes(offer.ticket ?? new Uint8Array()))
    extension(extensionType.renegotiationInfo, () => writer.number(0, 1))
    extension(extensionType.pointFormats, () => writer.numbers([1, 0], 1))
  }
  extension(extensionType.statusRequest, () => writer.numbers([1, 0, 0, 0, 0], 1))
  extension(extensionType.certificateTimestamp, nothing)
  if (applications.length > 0)
    extension(extensionType.alpn, () =>
      writer.vector(2, () => {
        for (const name of applications) writer.vector(1, () => writer.bytes(Buffer.from(name, 'latin1')))
      }),
    )
  if (version >= versions.tls12) extension(extensionType.signatureAlgorithms, () => writer.vector(2, () => writer.numbers(signatures, 2)))
  if (is13 || (offer.versions ?? []).includes(versions.tls13)) {
    extension(extensionType.supportedVersions, () => writer.vector(1, () => writer.numbers(offer.versions ?? [version], 2)))
    extension(extensionType.pskKeyExchangeModes, () => writer.numbers([1, 1], 1))
    if (cookie !== undefined) extension(extensionType.cookie, () => writer.vector(2, () => writer.bytes(cookie)))
    extension(extensionType.keyShare, () =>
      writer.vector(2, () => {
        for (const { group, key } of keyShares) {
          writer.number(group, 2)
          writer.vector(2, () => writer.bytes(key))
        }
      }),
    )
  }
  if (groups.length > 0) extension(extensionType.supportedGroups, () => writer.vector(2, () => writer.numbers(groups, 2)))
  // some load balancers hang on messages of 256 to 511 octets: they are made 512 long (RFC 7685); and some servers refuse an extension
  // without content at the end
  const { length } = writer
  if (length >= 256 && length < 512) extension(extensionType.padding, () => writer.bytes(Buffer.alloc(Math.max(512 - length - 4, 1))))

  function extension(type: number, content: () => void): void {
    writer.number(type, 2)
    writer.vector(2, content)
  }
}

function nothing(): void {}

let pool: Buffer = Buffer.alloc(0)

/** Random octets that nobody saw before: a run sends hundreds of hellos, and asks the system for many of them at once. */
function unforeseen(octets: number): Uint8Array {
  if (pool.length < octets) pool = randomBytes(4096)
  const taken = pool.subarray(0, octets)
  pool = pool.subarray(octets)
  return taken
}
