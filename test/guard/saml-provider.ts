import 'reflect-metadata'
import { randomBytes, webcrypto } from 'node:crypto'
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509'
import { SignedXml } from 'xml-crypto'
import { identityProvider } from '../../src/guard/people/saml/provider.ts'
import type { SamlSettings } from '../../src/guard/people/saml/settings.ts'
import { memoryOnce } from './memory-once.ts'

/** A key and its certificate, both in PEM. */
export interface SigningKey {
  readonly key: string
  readonly certificate: string
}

const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]), modulusLength: 2048 }
const day = 86_400_000

/** Valid from a day ago until so many days from now. */
export async function signingKey(days = 365, name = 'idp'): Promise<SigningKey> {
  const keys = await webcrypto.subtle.generateKey(rsa, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: rsa,
    notBefore: new Date(Date.now() - 400 * day),
    notAfter: new Date(Date.now() + days * day),
    extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: name }])],
  })
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  return { key: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`, certificate: certificate.toString('pem') }
}

export const host = 'app.example.org'
export const acs: string = `https://${host}/.guard/saml/acs`
export const entity: string = `https://${host}/.guard/saml/metadata`
export const idp = 'https://idp.example.org/metadata'

export function providerMetadata(certificates: readonly string[], logIn = 'https://idp.example.org/sso', more = ''): string {
  const keys = certificates.map(
    (one) =>
      `<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${one.replaceAll(/-----[A-Z ]+-----/g, '').trim()}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- of a provider -->
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${idp}"${more}>
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${keys.join('')}
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${logIn}"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>`
}

/** What a provider says; each part may be wrong. */
export interface Words {
  readonly destination: string
  readonly recipient: string
  readonly request: string
  readonly audience: string
  readonly issuer: string
  readonly assertionIssuer: string
  readonly nameId: string
  readonly format: string
  /** Milliseconds since 1970. */
  readonly now: number
  readonly life: number
  readonly id: string
  readonly responseId: string
  readonly statement: string
  readonly groups: readonly string[]
  readonly conditions: string
}

const minute = 60_000

/** The answer to the request `_request` of Ann's browser. */
export function wordsOf(now: number, more: Partial<Words> = {}): Words {
  return {
    destination: acs,
    recipient: acs,
    request: '_request',
    audience: entity,
    issuer: idp,
    assertionIssuer: idp,
    nameId: 'ann',
    format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    now,
    life: 5 * minute,
    id: '_assertion',
    responseId: '_response',
    statement: '',
    groups: ['planners', 'planners', 'buyers'],
    conditions: '',
    ...more,
  }
}

export function samlSettings({ certificate }: SigningKey, now: () => number): SamlSettings {
  return {
    name: 'the works',
    provider: identityProvider(providerMetadata([certificate])),
    entity,
    origin: (name) => `https://${name}`,
    attributes: { groups: 'groups' },
    secondFactor: ['https://refeds.org/profile/mfa'],
    longest: 60 * minute,
    once: memoryOnce(now),
    random: randomBytes,
    now,
  }
}

const at = (milliseconds: number): string => new Date(milliseconds).toISOString()

export function assertionOf(words: Words): string {
  const groups = words.groups.map((one) => `<saml:AttributeValue>${one}</saml:AttributeValue>`).join('')
  return `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${words.id}" Version="2.0" IssueInstant="${at(words.now)}"><saml:Issuer>${words.assertionIssuer}</saml:Issuer><saml:Subject><saml:NameID Format="${words.format}">${words.nameId}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData InResponseTo="${words.request}" Recipient="${words.recipient}" NotOnOrAfter="${at(words.now + words.life)}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="${at(words.now)}" NotOnOrAfter="${at(words.now + words.life)}">${words.conditions}<saml:AudienceRestriction><saml:Audience>${words.audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="${at(words.now)}" SessionIndex="s1"${words.statement}><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement><saml:Attribute Name="groups">${groups}</saml:Attribute></saml:AttributeStatement></saml:Assertion>`
}

export function responseAround(inner: string, words: Words): string {
  return `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${words.responseId}" Version="2.0" IssueInstant="${at(words.now)}" Destination="${words.destination}" InResponseTo="${words.request}"><saml:Issuer>${words.issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>${inner}</samlp:Response>`
}

export interface Signing {
  readonly by: SigningKey
  readonly method?: string
  readonly digest?: string
  readonly canonical?: string
  readonly transforms?: readonly string[]
  /** Also puts the certificate into the answer. */
  readonly withKey?: boolean
}

const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#'

/** Signs the element with this ID; the signature stands after its Issuer. */
export function signed(xml: string, id: string, { by, method, digest, canonical, transforms, withKey }: Signing): string {
  const work = new SignedXml({
    privateKey: by.key,
    publicCert: by.certificate,
    signatureAlgorithm: method ?? 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: canonical ?? exclusive,
    ...(withKey === true ? {} : { getKeyInfoContent: () => null }),
  } as ConstructorParameters<typeof SignedXml>[0])
  work.addReference({
    xpath: `//*[@ID="${id}"]`,
    transforms: [...(transforms ?? ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', exclusive])],
    digestAlgorithm: digest ?? 'http://www.w3.org/2001/04/xmlenc#sha256',
  })
  work.computeSignature(xml, { prefix: 'ds', location: { reference: `//*[@ID="${id}"]/*[local-name(.)="Issuer"]`, action: 'after' } })
  return work.getSignedXml()
}

export const base64 = (xml: string): string => Buffer.from(xml, 'utf8').toString('base64')
