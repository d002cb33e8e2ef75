import { createDecipheriv, privateDecrypt } from 'node:crypto'
import type { Expected } from './assertion.ts'
import { escaped } from './metadata.ts'
import { refuse } from './refusal.ts'
import type { Element } from './xml.ts'
import { childOf, childrenOf, everyElement, space, textOf } from './xml.ts'

// XML Encryption 1.1: what is authenticated while it is opened, and nothing else. CBC tells whoever asks often enough what is inside, and so does
// the padding of PKCS #1 1.5.

const encryption = 'http://www.w3.org/2001/04/xmlenc#'
const encryption11 = 'http://www.w3.org/2009/xmlenc11#'

/** Bytes of the key of each way to encrypt. */
const contents: ReadonlyMap<string, { readonly cipher: 'aes-128-gcm' | 'aes-256-gcm'; readonly length: number }> = new Map([
  [`${encryption11}aes128-gcm`, { cipher: 'aes-128-gcm', length: 16 }],
  [`${encryption11}aes256-gcm`, { cipher: 'aes-256-gcm', length: 32 }],
])

/** Digest and mask of RSA-OAEP; the library takes the same hash for both. */
const hashes: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/2000/09/xmldsig#sha1', 'sha1'],
  [`${encryption}sha256`, 'sha256'],
  [`${encryption}sha512`, 'sha512'],
])
const masks: ReadonlyMap<string, string> = new Map(['sha1', 'sha256', 'sha512'].map((hash) => [`${encryption11}mgf1${hash}`, hash]))

const [nonceLength, tagLength] = [12, 16]
const success = '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>'

/**
 * A response with the assertion in clear that came in it for us alone. What is around it was checked before and is said again as it was expected,
 * whoever wrapped the assertion: it has a signature of its own, and is filtered like any other one. @param key in PEM
 */
export function openedResponse(response: Element, key: string, { issuer, recipient, request }: Expected): string {
  const all = [...everyElement(response)]
  const [wrapped, ...others] = childrenOf(response, space.assertion, 'EncryptedAssertion')
  if (wrapped === undefined) return refuse('no EncryptedAssertion')
  if (others.length > 0 || all.some(({ local }) => local === 'Assertion')) refuse('not one Assertion')
  if (all.filter(({ local }) => local.startsWith('Encrypted')).length !== 3) refuse('something else that is encrypted')
  const head = `ID="_opened" Version="2.0" Destination="${escaped(recipient)}" InResponseTo="${escaped(request)}"`
  const from = `<saml:Issuer xmlns:saml="${space.assertion}">${escaped(issuer)}</saml:Issuer>`
  return `<samlp:Response xmlns:samlp="${space.protocol}" ${head}>${from}${success}${assertionIn(wrapped, key)}</samlp:Response>`
}

function assertionIn(wrapped: Element, key: string): string {
  const data = childOf(wrapped, encryption, 'EncryptedData')
  const content = contents.get(algorithmOf(data)) ?? refuse('another cipher than AES-GCM')
  const [carried] = [...everyElement(wrapped)].filter(({ local, space: within }) => local === 'EncryptedKey' && within === encryption)
  if (carried === undefined) return refuse('no EncryptedKey')
  const hash = paddingOf(carried)
  const [sealed, bytes] = [valueOf(carried), valueOf(data)]
  if (bytes.length <= nonceLength + tagLength) refuse('not for us, or changed')
  try {
    const secret = privateDecrypt({ key, oaepHash: hash }, sealed)
    if (secret.length !== content.length) return refuse('not for us, or changed')
    const work = createDecipheriv(content.cipher, secret, bytes.subarray(0, nonceLength), { authTagLength: tagLength })
    work.setAuthTag(bytes.subarray(-tagLength))
    const plain = Buffer.concat([work.update(bytes.subarray(nonceLength, -tagLength)), work.final()])
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain)
  } catch {
    // one word for whatever it was: who asks again learns nothing
    return refuse('not for us, or changed')
  }
}

function paddingOf(carried: Element): string {
  const method = childOf(carried, encryption, 'EncryptionMethod')
  const way = algorithmOf(carried)
  const isOld = way === `${encryption}rsa-oaep-mgf1p`
  if (!isOld && way !== `${encryption11}rsa-oaep`) refuse('another wrapping than RSA-OAEP')
  if (childrenOf(method, encryption, 'OAEPparams').length > 0) refuse('RSA-OAEP with parameters')
  const [digest] = childrenOf(method, space.signature, 'DigestMethod')
  const [mask] = childrenOf(method, encryption11, 'MGF')
  const hash = digest === undefined ? 'sha1' : hashes.get(digest.attributes.get('Algorithm') ?? '')
  // both are SHA-1 where nothing is said (XML Encryption 1.1, 5.5.2)
  const masked = mask === undefined || isOld ? 'sha1' : masks.get(mask.attributes.get('Algorithm') ?? '')
  return hash === undefined || hash !== masked ? refuse('RSA-OAEP with two hashes, or another than SHA-1, SHA-256 and SHA-512') : hash
}

function algorithmOf(element: Element): string {
  return childOf(element, encryption, 'EncryptionMethod').attributes.get('Algorithm') ?? ''
}

/** The bytes that stand there themselves: a CipherReference is looked up nowhere. */
function valueOf(element: Element): Buffer {
  const text = textOf(childOf(childOf(element, encryption, 'CipherData'), encryption, 'CipherValue')).replaceAll(/\s/g, '')
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : refuse('a CipherValue that is no base64')
}
