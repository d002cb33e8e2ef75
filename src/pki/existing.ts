import { AsnConvert } from '@peculiar/asn1-schema'
import { id_ce_nameConstraints, NameConstraints } from '@peculiar/asn1-x509'
import type { KeyObject } from 'node:crypto'
import { X509Certificate as Certificate } from 'node:crypto'
import { readSent } from '../protocols/certificates/sent.ts'
import { RingwallError } from '../model/error.ts'
import { nobody } from './extensions.ts'
import { unfitKey } from './keys.ts'
import { certificateBlocks } from './pem.ts'
import type { Authority, Permitted } from './types.ts'
import { BasicConstraintsExtension, X509Certificate } from './x509.ts'

/** An authority that is there already: what it may name and how far is read from its certificate. `above` are those between it and the root. */
export function authorityFrom(parts: {
  readonly certificate: string
  readonly key: KeyObject
  readonly above: string
  readonly trust: string
}): Authority {
  const { certificate, key, above, trust } = parts
  const read = new X509Certificate(certificate)
  return {
    certificate,
    chain: certificate === trust ? '' : `${certificate}${above}`,
    trust,
    key,
    serial: new Certificate(certificate).serialNumber,
    notBefore: read.notBefore,
    notAfter: read.notAfter,
    permitted: [certificate, ...certificateBlocks(above), trust]
      .map((each) => permittedOf(new X509Certificate(each)))
      .find((each) => each !== undefined),
    pathLength: read.getExtension(BasicConstraintsExtension)?.pathLength,
  }
}

/** All reasons why a certificate with its key is not an authority to issue from; none when it is one. */
export function unfitAuthority(pem: string, key: KeyObject, now: Date): readonly string[] {
  const certificate = new Certificate(pem)
  const { usages, purposes, brokenDigest } = readSent(certificate.raw) ?? {}
  const unfit = unfitKey(key)
  const serverAndClient = ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2', '2.5.29.37.0']
  const found: readonly (readonly [boolean, string])[] = [
    [!certificate.ca, 'its basic constraints do not make it an authority'],
    [usages?.includes('keyCertSign') === false, 'its key usage does not let it sign certificates'],
    [usages?.includes('cRLSign') === false, 'its key usage does not let it sign revocation lists'],
    [purposes !== undefined && purposes.length > 0 && !purposes.some((each) => serverAndClient.includes(each)), 'it is for other purposes than TLS'],
    [brokenDigest !== undefined, `it is signed with ${brokenDigest}, which is broken`],
    [!certificate.checkPrivateKey(key), 'the key is not that of the certificate'],
    [unfit !== undefined, unfit ?? ''],
    [new Date(certificate.validTo) <= now, `it expired on ${certificate.validTo}`],
    [new Date(certificate.validFrom) > now, `it is valid from ${certificate.validFrom} only`],
  ]
  return found.flatMap(([isSo, why]) => (isSo ? [why] : []))
}

/** The chain from an authority up to a root that signs itself, which is the last; throws where a link is missing or does not hold. */
export function chainToRoot(certificate: string, others: readonly string[]): readonly string[] {
  const chain = [certificate]
  for (;;) {
    const last = new Certificate(chain.at(-1)!)
    if (last.checkIssued(last) && last.verify(last.publicKey)) return chain
    const next = others.find((pem) => !chain.includes(pem) && signs(new Certificate(pem), last))
    if (next === undefined)
      throw new RingwallError('usage', `who signed "${last.subject.replaceAll('\n', ', ')}" is not among the certificates that were given`, {
        hint: 'give all authorities up to the root, in one file',
      })
    chain.push(next)
  }
}

function signs(issuer: Certificate, certificate: Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
}

/** What the constraints of a certificate permit; undefined without constraints. Addresses that they leave open are open; names and hosts of URIs count as closed. */
function permittedOf(certificate: X509Certificate): Permitted | undefined {
  const extension = certificate.getExtension(id_ce_nameConstraints)
  if (extension === null) return undefined
  const { permittedSubtrees = [], excludedSubtrees = [] } = AsnConvert.parse(extension.value, NameConstraints)
  const permitted = [...permittedSubtrees].map(({ base }) => base)
  const excluded = [...excludedSubtrees].map(({ base }) => base)
  const closesAddresses = ['0.0.0.0/0', '::/0'].every((all) => excluded.some(({ iPAddress }) => iPAddress === all))
  if (excluded.some(({ iPAddress }) => !closesAddresses || iPAddress === undefined))
    throw new RingwallError('usage', 'its name constraints exclude names, which is not understood here')
  const dns = permitted.flatMap(({ dNSName }) => dNSName ?? [])
  const networks = permitted.flatMap(({ iPAddress }) => iPAddress ?? [])
  const hosts = permitted.flatMap(({ uniformResourceIdentifier }) => uniformResourceIdentifier ?? [])
  return {
    dns: dns.filter((name) => name !== nobody),
    networks: networks.length === 0 && !closesAddresses ? ['0.0.0.0/0', '::/0'] : networks,
    trustDomains: hosts.filter((name) => name !== nobody),
  }
}
