import type { KeyObject } from 'node:crypto'

/** Keys that are made. All clients of today know P-256; RSA is for those that know nothing else. */
export type KeyKind = 'p256' | 'p384' | 'rsa3072' | 'rsa4096'

/** What a certificate is good for: the end that is connected to, the end that connects, or both. */
export type Usage = 'server' | 'client'

/** Octets from a cryptographic source, such as `randomBytes` of node:crypto: what the library takes from outside, beside times. */
export type Random = (octets: number) => Uint8Array

/** Alternative names of a certificate. Those of the subject's common name do not count for TLS. */
export interface Names {
  /** Service names and aliases, `*.` for one whole leftmost label. */
  readonly dns?: readonly string[]
  /** IPv4 and IPv6 addresses. */
  readonly addresses?: readonly string[]
  /** SPIFFE IDs (`spiffe://trust-domain/path`) or other absolute URIs with a host. */
  readonly uris?: readonly string[]
}

/** What an authority may name (RFC 5280, 4.2.1.10). A form without an entry is not permitted at all. */
export interface Permitted {
  /** A name, and all below it: `internal.example`, `db`. */
  readonly dns?: readonly string[]
  /** `10.0.0.0/8`, `fd00::/8`. */
  readonly networks?: readonly string[]
  /** Hosts of URIs, which are the trust domains of SPIFFE: `example.org`. */
  readonly trustDomains?: readonly string[]
}

/** A certificate with its private key. */
export interface Certified {
  /** PEM. */
  readonly certificate: string
  /** PEM: the certificate and those that signed it, without the root. What a server sends. */
  readonly chain: string
  /** Private. `key.export({ type: 'pkcs8', format: 'pem' })` gives PEM. */
  readonly key: KeyObject
  /** Hexadecimal, upper case, without leading zeros: as OpenSSL and `X509Certificate.serialNumber` print it. */
  readonly serial: string
  readonly notBefore: Date
  readonly notAfter: Date
}

/** Who signs. A root's `chain` is empty. */
export interface Authority extends Certified {
  /** PEM: the root that clients trust. */
  readonly trust: string
  /** Undefined: anything. */
  readonly permitted: Permitted | undefined
  /** How many authorities may stand below this one; undefined: any number. */
  readonly pathLength: number | undefined
}

export interface AuthorityRequest {
  /** Common name of the subject. */
  readonly name: string
  readonly notBefore: Date
  readonly notAfter: Date
  /** Left out: what its issuer may name, and for a root anything, which only one that issues for strangers needs. */
  readonly permitted?: Permitted | undefined
  /** For a root 2 unless said: an issuing authority below it or below the root that comes after it. Below another authority 0: leaves alone. */
  readonly pathLength?: number
  /** Made new unless given. */
  readonly key?: KeyObject | KeyKind | undefined
  /** Who signs it; left out for a root. */
  readonly issuer?: Authority | undefined
  /** Where the issuer's revocation list is fetched. */
  readonly revocationUrl?: string | undefined
}

export interface LeafRequest {
  /** Common name of the subject: the component, or the account that the certificate logs in as. */
  readonly name: string
  readonly names: Names
  readonly usage: readonly Usage[]
  readonly notBefore: Date
  readonly notAfter: Date
  /** Made new unless given: P-256. */
  readonly key?: KeyObject | KeyKind | undefined
  /** Where the issuer's revocation list is fetched. */
  readonly revocationUrl?: string | undefined
}
