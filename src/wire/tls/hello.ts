import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import { number, numbers, vector } from './bytes.ts'
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
  const { version, suites, sessionId = sessionIdOf(version), compressions = [0], random = randomBytes(32) } = offer
  const signals = [...(version < versions.tls13 ? [signalling.secureRenegotiation] : []), ...(offer.fallback === true ? [signalling.fallback] : [])]
  const head = Buffer.concat([
    number(Math.min(version, versions.tls12), 2),
    random,
    vector(1, sessionId),
    vector(2, numbers([...suites, ...signals], 2)),
    vector(1, Buffer.from(compressions)),
  ])
  if (version === versions.ssl3) return message(messageType.clientHello, head)
  const extensions = Buffer.concat(extensionsOf(offer))
  return message(messageType.clientHello, Buffer.concat([head, vector(2, extensions, padding(4 + head.length + 2 + extensions.length))]))
}

/** A handshake message with its head. */
export function message(type: number, body: Uint8Array): Buffer {
  return Buffer.concat([number(type, 1), vector(3, body)])
}

/** A record in clear. The first one of a client says TLS 1.0, as old servers want it (RFC 8446, section 5.1). */
export function record(type: number, body: Uint8Array, version: number = versions.tls10): Buffer {
  return Buffer.concat([number(type, 1), number(version, 2), vector(2, body)])
}

export function helloRecord(hello: Uint8Array, version: number): Buffer {
  return record(recordType.handshake, hello, Math.min(version, versions.tls10))
}

/** Boxes in the middle take a hello of TLS 1.3 for a resumed one of TLS 1.2 (RFC 8446, appendix D.4). */
function sessionIdOf(version: number): Uint8Array {
  return version >= versions.tls13 ? randomBytes(32) : new Uint8Array()
}

/**
 * Some load balancers hang on messages of 256 to 511 octets: they are made 512 long (RFC 7685).
 * An extension without content must not be the last one either: some servers refuse that.
 */
function padding(length: number): Uint8Array {
  if (length < 256 || length >= 512) return new Uint8Array()
  return extension(extensionType.padding, Buffer.alloc(Math.max(512 - length - 4, 1)))
}

function extensionsOf(offer: Offer): readonly Buffer[] {
  const { version, serverName, groups = usualGroups, signatures = usualSignatures, applications = [], ticket = new Uint8Array() } = offer
  const has13 = version >= versions.tls13 || (offer.versions ?? []).includes(versions.tls13)
  const list: (Buffer | undefined)[] = [
    serverName === undefined || isIP(serverName) !== 0
      ? undefined
      : extension(extensionType.serverName, vector(2, number(0, 1), vector(2, Buffer.from(serverName, 'latin1')))),
    extension(extensionType.extendedMasterSecret),
    version >= versions.tls13 ? undefined : extension(extensionType.encryptThenMac),
    version >= versions.tls13 ? undefined : extension(extensionType.sessionTicket, ticket),
    version >= versions.tls13 ? undefined : extension(extensionType.renegotiationInfo, Buffer.from([0])),
    version >= versions.tls13 ? undefined : extension(extensionType.pointFormats, Buffer.from([1, 0])),
    extension(extensionType.statusRequest, Buffer.from([1, 0, 0, 0, 0])),
    extension(extensionType.certificateTimestamp),
    applications.length === 0
      ? undefined
      : extension(extensionType.alpn, vector(2, ...applications.map((name) => vector(1, Buffer.from(name, 'latin1'))))),
    version < versions.tls12 ? undefined : extension(extensionType.signatureAlgorithms, vector(2, numbers(signatures, 2))),
    has13 ? extension(extensionType.supportedVersions, vector(1, numbers(offer.versions ?? [version], 2))) : undefined,
    has13 ? extension(extensionType.pskKeyExchangeModes, Buffer.from([1, 1])) : undefined,
    offer.cookie === undefined ? undefined : extension(extensionType.cookie, vector(2, offer.cookie)),
    has13
      ? extension(
          extensionType.keyShare,
          vector(2, ...(offer.keyShares ?? []).map(({ group, key }) => Buffer.concat([number(group, 2), vector(2, key)]))),
        )
      : undefined,
    groups.length === 0 ? undefined : extension(extensionType.supportedGroups, vector(2, numbers(groups, 2))),
  ]
  return list.filter((each) => each !== undefined)
}

function extension(type: number, content: Uint8Array = new Uint8Array()): Buffer {
  return Buffer.concat([number(type, 2), vector(2, content)])
}
