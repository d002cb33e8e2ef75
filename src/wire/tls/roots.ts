import { rootCertificates } from 'node:tls'

/** Authorities that this program's Node.js trusts (Mozilla's list), in DER. */
export function systemRoots(): readonly Buffer[] {
  return rootCertificates.map((pem) => Buffer.from(pem.replace(/-----[A-Z ]+-----/g, ''), 'base64'))
}
