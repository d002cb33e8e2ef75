import type { X509Certificate } from 'node:crypto'

/** A keystore as far as it can be read: the certificates of its keys, and those that it trusts. */
export interface Keystore {
  readonly kind: 'jks' | 'pkcs12'
  readonly entries: readonly KeystoreEntry[]
  /** `weak`: a form that is broken or withstands no guessing (SHA-1 and 3DES, RC2, or the proprietary one of JKS). */
  readonly protection: 'strong' | 'weak' | 'none'
}

export interface KeystoreEntry {
  /** `key`: a private key with its chain, the leaf first. `trusted`: a certificate alone. */
  readonly kind: 'key' | 'trusted'
  readonly alias?: string
  readonly chain: readonly X509Certificate[]
}

export type KeystoreRead = { readonly state: 'read'; readonly keystore: Keystore } | { readonly state: 'closed'; readonly why: string }
