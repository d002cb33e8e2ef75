import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sandbox } from './server.ts'

/** A certificate of the test's own, as metadata holds it. */
export function samlCertificate(box: Sandbox, key: string, days: number): string {
  const file = join(box.folder, 'saml.crt')
  const names = ['-keyout', join(box.folder, 'saml.key'), '-out', file, '-subj', '/CN=sso.example.com']
  box.run('/usr/bin/openssl', ['req', '-x509', '-newkey', key, '-nodes', '-days', String(days), ...names])
  return readFileSync(file, 'utf8')
    .replaceAll(/-----[A-Z ]+-----/g, '')
    .trim()
}

export interface Party {
  readonly id: string
  readonly certificate: string
  /** Signatures are wanted and given. */
  readonly wanted: boolean
  /** Scheme and host of its addresses. */
  readonly at: string
}

/** Metadata of a service provider (SAML 2.0 metadata, OASIS 2005, section 2.4.4). */
export function metadata({ id, certificate, wanted, at }: Party): string {
  const signing = `<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`
  const post = 'Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"'
  return `<?xml version="1.0"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${id}">
  <md:SPSSODescriptor AuthnRequestsSigned="${wanted}" WantAssertionsSigned="${wanted}" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    ${signing}
    <md:AssertionConsumerService index="0" ${post} Location="${at}/acs"/>
  </md:SPSSODescriptor>
</md:EntityDescriptor>`
}
