import type { KeyObject, X509Certificate } from 'node:crypto'
import { createHash, createHmac } from 'node:crypto'
import type { BaseBlock, Sequence, Set as AsnSet } from 'asn1js'
import { BmpString } from 'asn1js'
import { derivePkcs12 } from '../protocols/certificates/pkcs12-derive.ts'
import { encoded, explicit, integer, nothing, octets, oid, sequence, setOf } from './der.ts'
import { encryptedInfo, encryptedKey } from './encryption.ts'
import { certificatesIn } from './pem.ts'
import type { Random } from './types.ts'

const ids = {
  data: '1.2.840.113549.1.7.1',
  shroudedKey: '1.2.840.113549.1.12.10.1.2',
  certificate: '1.2.840.113549.1.12.10.1.3',
  secret: '1.2.840.113549.1.12.10.1.5',
  aes: '2.16.840.1.101.3.4.1',
  x509: '1.2.840.113549.1.9.22.1',
  friendlyName: '1.2.840.113549.1.9.20',
  localKeyId: '1.2.840.113549.1.9.21',
  sha256: '2.16.840.1.101.3.4.2.1',
  // Java takes a certificate for a trusted one by this attribute of its own (JDK 8 and later, sun.security.pkcs12.PKCS12KeyStore)
  trustedKeyUsage: '2.16.840.1.113894.746875.1.1',
  anyUsage: '2.5.29.37.0',
}

/** Rounds of the derivation behind the integrity check, as the JDK writes them since 8u301 and 11.0.12. */
export const macRounds = 10_000

/** A PKCS #12 keystore (RFC 7292) with one key and its chain, the leaf first: the key under PBES2, the certificates in clear, all under a MAC. */
export async function keystore(
  content: { readonly key: KeyObject; readonly chain: string; readonly alias: string; readonly password: string },
  random: Random,
): Promise<Uint8Array> {
  const chain = certificatesIn(content.chain)
  const leaf = createHash('sha1').update(chain[0]!.raw).digest()
  const named = attributes(friendlyName(content.alias), sequence(oid(ids.localKeyId), setOf(octets(leaf))))
  const shrouded = await encryptedKey(content.key, content.password, random)
  const bags = [
    sequence(oid(ids.shroudedKey), explicit(0, shrouded), named),
    ...chain.map((each, at) => certificateBag(each, at === 0 ? named : undefined)),
  ]
  return sealed(bags, content.password, random)
}

/** A PKCS #12 truststore that Java 8 and later reads: certificates that are trusted, each under an alias. */
export function truststore(
  content: { readonly certificates: Readonly<Record<string, string>>; readonly password: string },
  random: Random,
): Uint8Array {
  const bags = Object.entries(content.certificates).map(([alias, pem]) =>
    certificateBag(certificatesIn(pem)[0]!, attributes(friendlyName(alias), sequence(oid(ids.trustedKeyUsage), setOf(oid(ids.anyUsage))))),
  )
  return sealed(bags, content.password, random)
}

/** A PKCS #12 keystore with an AES key, as Java 8 and later keeps one (sun.security.pkcs12.PKCS12KeyStore): under PBES2 in a bag of secrets. */
export async function secretstore(
  content: { readonly key: Uint8Array; readonly alias: string; readonly password: string },
  random: Random,
): Promise<Uint8Array> {
  const info = encoded(sequence(integer(0), sequence(oid(ids.aes)), octets(content.key)))
  const sealedKey = encoded(await encryptedInfo(info, content.password, random))
  const value = sequence(oid(ids.shroudedKey), explicit(0, octets(sealedKey)))
  const named = attributes(friendlyName(content.alias), sequence(oid(ids.localKeyId), setOf(octets(random(20)))))
  return sealed([sequence(oid(ids.secret), explicit(0, value), named)], content.password, random)
}

function certificateBag(certificate: X509Certificate, named: AsnSet | undefined): Sequence {
  const value = sequence(oid(ids.x509), explicit(0, octets(certificate.raw)))
  return sequence(oid(ids.certificate), explicit(0, value), ...(named === undefined ? [] : [named]))
}

function attributes(...each: readonly Sequence[]): AsnSet {
  return setOf(...each.toSorted((one, other) => Buffer.compare(encoded(one), encoded(other))))
}

function friendlyName(alias: string): Sequence {
  return sequence(oid(ids.friendlyName), setOf(new BmpString({ value: alias })))
}

/** Bags under the password's integrity check: what is secret in them is encrypted already. */
export function sealed(bags: readonly BaseBlock[], password: string, random: Random): Uint8Array {
  const safe = sequence(oid(ids.data), explicit(0, octets(encoded(sequence(...bags)))))
  const content = encoded(sequence(safe))
  const salt = random(20)
  const key = derivePkcs12({ password, salt, rounds: macRounds, digest: 'sha256', purpose: 'mac', length: 32 })
  const mac = createHmac('sha256', key).update(content).digest()
  return encoded(
    sequence(
      integer(3),
      sequence(oid(ids.data), explicit(0, octets(content))),
      sequence(sequence(sequence(oid(ids.sha256), nothing()), octets(mac)), octets(salt), integer(macRounds)),
    ),
  )
}
