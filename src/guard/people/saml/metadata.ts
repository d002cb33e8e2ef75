import { X509Certificate } from 'node:crypto'
import { space } from './xml.ts'

export interface Ourselves {
  readonly entity: string
  /** Where each protected host takes answers. */
  readonly consumers: readonly string[]
  /** In PEM, where requests are signed. */
  readonly certificate?: string
  /** In PEM, where assertions may be encrypted. */
  readonly encryption?: string
  /** Where log-outs are taken, where they are. */
  readonly logOuts: readonly string[]
}

/** Ways to encrypt that are taken (XML Encryption 1.1). */
const ciphers = [
  'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  'http://www.w3.org/2009/xmlenc11#rsa-oaep',
]

/** Our metadata, for the provider: one entity with a consumer for each host (SAML metadata 2.4.4). */
export function ourMetadata({ entity, consumers, certificate, encryption, logOuts }: Ourselves): string {
  const methods = ciphers.map((one) => `<md:EncryptionMethod Algorithm="${one}"/>`).join('')
  const key = `${keyOf('signing', certificate, '')}${keyOf('encryption', encryption, methods)}`
  const ends = logOuts.map(
    (location) => `<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${escaped(location)}"/>`,
  )
  const services = consumers.map(
    (location, index) =>
      `<md:AssertionConsumerService index="${index}" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${escaped(location)}"/>`,
  )
  return `<?xml version="1.0"?>
<md:EntityDescriptor xmlns:md="${space.metadata}" entityID="${escaped(entity)}"><md:SPSSODescriptor AuthnRequestsSigned="${certificate !== undefined}" WantAssertionsSigned="true" protocolSupportEnumeration="${space.protocol}">${key}${ends.join('')}${services.join('')}</md:SPSSODescriptor></md:EntityDescriptor>
`
}

function keyOf(use: 'signing' | 'encryption', certificate: string | undefined, methods: string): string {
  if (certificate === undefined) return ''
  const text = new X509Certificate(certificate).raw.toString('base64')
  return `<md:KeyDescriptor use="${use}"><ds:KeyInfo xmlns:ds="${space.signature}"><ds:X509Data><ds:X509Certificate>${text}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>${methods}</md:KeyDescriptor>`
}

/** For an attribute, or for text. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
