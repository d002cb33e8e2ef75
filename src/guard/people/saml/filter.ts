import { refuse } from './refusal.ts'
import type { Element } from './xml.ts'
import { childOf, childrenOf, everyElement, parsed, space, textOf } from './xml.ts'

const mostBytes = 262_144

/** Ways to sign that the verifier knows and that are not broken (RFC 6931; SHA-1 and HMAC are left out). */
const signatureMethods = new Set([
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1',
])
const digestMethods = new Set(['http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2001/04/xmlenc#sha512'])
const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'
const base64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/
const identifier = /^[A-Za-z_][A-Za-z0-9_.-]{0,255}$/

/** What a browser brought as `SAMLResponse` (HTTP-POST binding: base64, never deflated), as text. */
export function decodedResponse(sent: string): string {
  if (sent.length > mostBytes * 1.5) refuse('larger than 256 KiB')
  const plain = sent.replaceAll(/[\r\n]/g, '')
  const bytes = Buffer.from(plain, 'base64')
  if (plain === '' || bytes.toString('base64').replace(/=+$/, '') !== plain.replace(/={0,2}$/, '')) refuse('no base64')
  if (bytes.length > mostBytes) refuse('larger than 256 KiB')
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return refuse('no UTF-8')
  }
}

export interface Filtered {
  readonly response: Element
  readonly assertion: Element
  readonly isResponseSigned: boolean
}

/**
 * A response that can be read in one way only, before any signature is looked at: one assertion, signatures where they belong, of what they stand
 * in, made in one of a few ways. The verifier that comes after it accepts more than that (SHA-1, a DOCTYPE, comments in a digest).
 */
export function filtered(text: string): Filtered {
  const response = parsed(text)
  if (response.space !== space.protocol || response.local !== 'Response') refuse('no Response')
  const all = [...everyElement(response)]
  if (all.some(({ local }) => local.startsWith('Encrypted'))) refuse('something encrypted')
  if (all.filter(({ local }) => local === 'Assertion').length !== 1) refuse('not one Assertion')
  if (all.filter(({ local }) => local === 'Response').length !== 1) refuse('not one Response')
  const assertion = childOf(response, space.assertion, 'Assertion')
  uniqueIds(all)
  const signed = [response, assertion].filter((element) => childrenOf(element, space.signature, 'Signature').length > 0)
  if (!signed.includes(assertion)) refuse('the Assertion is not signed')
  if (all.filter(({ local }) => local === 'Signature').length !== signed.length) refuse('a Signature where none belongs')
  for (const element of signed) checkSignature(childOf(element, space.signature, 'Signature'), element)
  return { response, assertion, isResponseSigned: signed.includes(response) }
}

function uniqueIds(all: readonly Element[]): void {
  const seen = new Set<string>()
  for (const { attributes } of all) {
    for (const [name, value] of attributes) {
      if (!/^(?:.*:)?id$/i.test(name)) continue
      if (name !== 'ID') refuse('an identifier in another spelling than ID')
      if (!identifier.test(value) || seen.has(value)) refuse('an ID that is no name, or is there twice')
      seen.add(value)
    }
  }
}

function checkSignature(signature: Element, signed: Element): void {
  shape(signature, ['SignedInfo', 'SignatureValue', 'KeyInfo'])
  const info = childOf(signature, space.signature, 'SignedInfo')
  shape(info, ['CanonicalizationMethod', 'SignatureMethod', 'Reference'])
  if (algorithm(info, 'CanonicalizationMethod') !== space.exclusive) refuse('another canonical form than exc-c14n')
  if (!signatureMethods.has(algorithm(info, 'SignatureMethod'))) refuse('a way to sign that is not allowed')
  const reference = childOf(info, space.signature, 'Reference')
  shape(reference, ['Transforms', 'DigestMethod', 'DigestValue'])
  const id = signed.attributes.get('ID')
  if (id === undefined || reference.attributes.get('URI') !== `#${id}`) refuse('a Signature of something else than what it stands in')
  const transforms = childOf(reference, space.signature, 'Transforms')
  shape(transforms, ['Transform'])
  const [first, second, ...others] = transforms.children.map(({ attributes }) => attributes.get('Algorithm'))
  if (first !== enveloped || second !== space.exclusive || others.length > 0) refuse('other transforms than enveloped and exc-c14n')
  if (transforms.children.some(({ children }) => children.some((child) => child.space !== space.exclusive))) refuse('a transform with more in it')
  if (!digestMethods.has(algorithm(reference, 'DigestMethod'))) refuse('a digest that is not allowed')
  for (const value of [childOf(reference, space.signature, 'DigestValue'), childOf(signature, space.signature, 'SignatureValue')])
    if (!base64.test(textOf(value))) refuse(`a ${value.local} that is no base64`)
}

/** Nothing but children of these names, in the namespace of signatures. */
function shape(element: Element, names: readonly string[]): void {
  if (element.children.some((child) => child.space !== space.signature || !names.includes(child.local)))
    refuse(`more in ${element.local} than belongs there`)
}

function algorithm(element: Element, name: string): string {
  return childOf(element, space.signature, name).attributes.get('Algorithm') ?? ''
}
