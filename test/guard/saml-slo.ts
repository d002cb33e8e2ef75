import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { inflateRawSync } from 'node:zlib'
import { signedQuery } from '../../src/guard/people/saml/redirect.ts'
import type { SigningKey } from './saml-provider.ts'
import { idp } from './saml-provider.ts'

/** What the metadata of a provider say of its end. */
export function sloOf(served: string): string {
  return `<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${served}/slo"/>`
}

function message(name: string, destination: string, more: string, body: string): string {
  return `<samlp:${name} xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_${randomBytes(8).toString('hex')}" Version="2.0" IssueInstant="${new Date().toISOString()}" Destination="${destination}"${more}><saml:Issuer>${idp}</saml:Issuer>${body}</samlp:${name}>`
}

/** The provider's end of a log-out: it answers a request, and shows a page for an answer. */
export function loggedOut(query: URLSearchParams, response: ServerResponse, slo: string, { key }: SigningKey): void {
  const request = query.get('SAMLRequest')
  if (request === null) return void response.end(`the provider got ${query.get('RelayState') ?? 'no relay'}`)
  const id = / ID="(?<id>[^"]*)"/.exec(inflateRawSync(Buffer.from(request, 'base64')).toString())?.groups?.['id'] ?? ''
  const success = '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>'
  const answer = signedQuery('SAMLResponse', message('LogoutResponse', slo, ` InResponseTo="${id}"`, success), key)
  response.writeHead(302, { location: `${slo}?${answer}` }).end()
}

/** What the provider asks for when Ann leaves: the query of its redirect. */
export function logOutRequest(slo: string, { key }: SigningKey): string {
  const body = '<saml:NameID>ann</saml:NameID><samlp:SessionIndex>s1</samlp:SessionIndex>'
  return signedQuery('SAMLRequest', message('LogoutRequest', slo, '', body), key, 'a relay')
}
