import { X509Certificate } from 'node:crypto'
import { space } from './xml.ts'

export interface Ourselves {
  readonly entity: string
  /** Where each protected host takes answers. */
  readonly consumers: readonly string[]
  /** In PEM, where requests are signed. */
  readonly certificate?: string
}

/** Our metadata, for the provider: one entity with a consumer for each host (SAML metadata 2.4.4). */
export function ourMetadata({ entity, consumers, certificate }: Ourselves): string {
  const key =
    certificate === undefined
      ? ''
      : `<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="${space.signature}"><ds:X509Data><ds:X509Certificate>${new X509Certificate(certificate).raw.toString('base64')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`
  const services = consumers.map(
    (location, index) =>
      `<md:AssertionConsumerService index="${index}" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${escaped(location)}"/>`,
  )
  return `<?xml version="1.0"?>
<md:EntityDescriptor xmlns:md="${space.metadata}" entityID="${escaped(entity)}"><md:SPSSODescriptor AuthnRequestsSigned="${certificate !== undefined}" WantAssertionsSigned="true" protocolSupportEnumeration="${space.protocol}">${key}${services.join('')}</md:SPSSODescriptor></md:EntityDescriptor>
`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
