import { sign, verify } from 'node:crypto'
import type { X509Certificate } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { refuse } from './refusal.ts'

export type MessageKind = 'SAMLRequest' | 'SAMLResponse'

/** Ways to sign a query, and their hashes (RFC 6931). */
const methods: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'sha256'],
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha512', 'sha512'],
])
const [usual] = [...methods.keys()]
const mostCharacters = 16_384
const mostBytes = 65_536

/** A message as the HTTP-Redirect binding sends it (SAML bindings 3.4.4.1): deflated, in a query that is signed as it is spelled. @param key in PEM */
export function signedQuery(kind: MessageKind, xml: string, key: string, relay?: string): string {
  const message = encodeURIComponent(deflateRawSync(xml).toString('base64'))
  const query = `${kind}=${message}${relay === undefined ? '' : `&RelayState=${encodeURIComponent(relay)}`}&SigAlg=${encodeURIComponent(usual ?? '')}`
  return `${query}&Signature=${encodeURIComponent(sign('sha256', Buffer.from(query), key).toString('base64'))}`
}

export interface ReadQuery {
  readonly xml: string
  readonly relay?: string
}

/** The message of a query that one of these certificates verifies, or a refusal. @param query as it came, without `?` */
export function verifiedQuery(kind: MessageKind, query: string, certificates: readonly X509Certificate[]): ReadQuery {
  if (query.length > mostCharacters) refuse('longer than 16 KiB')
  const parts = new Map<string, string>()
  for (const part of query.split('&')) {
    const name = part.slice(0, part.indexOf('='))
    if (parts.has(name)) refuse('a parameter that is there twice')
    parts.set(name, part.slice(name.length + 1))
  }
  const [message, relay, method, signature] = [kind, 'RelayState', 'SigAlg', 'Signature'].map((name) => parts.get(name))
  if (message === undefined || method === undefined || signature === undefined) return refuse('not signed')
  const hash = methods.get(decoded(method)) ?? refuse('a way to sign that is not allowed')
  // what is signed is the spelling, in this order, whatever order it came in
  const signed = Buffer.from(`${kind}=${message}${relay === undefined ? '' : `&RelayState=${relay}`}&SigAlg=${method}`)
  const bytes = Buffer.from(decoded(signature), 'base64')
  if (!certificates.some(({ publicKey }) => verify(hash, signed, publicKey, bytes))) refuse('not verified')
  return { xml: inflated(decoded(message)), ...(relay === undefined ? {} : { relay: decoded(relay) }) }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', '%20'))
  } catch {
    return refuse('a parameter that is no text')
  }
}

function inflated(text: string): string {
  try {
    const bytes = inflateRawSync(Buffer.from(text, 'base64'), { maxOutputLength: mostBytes })
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return refuse('not deflated, or larger than 64 KiB')
  }
}
