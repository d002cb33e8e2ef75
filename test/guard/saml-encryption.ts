import type { CipherGCM } from 'node:crypto'
import { constants, createCipheriv, publicEncrypt, randomBytes } from 'node:crypto'

/** How a provider wraps an assertion; each part may be another. */
export interface Wrapping {
  /** In PEM. */
  readonly certificate: string
  readonly cipher?: 'aes-256-gcm' | 'aes-128-gcm' | 'aes-256-cbc'
  /** Of RSA-OAEP; `pkcs1` is the old padding. */
  readonly hash?: 'sha1' | 'sha256' | 'pkcs1'
  /** What the words say in place of the truth. */
  readonly said?: { readonly content?: string; readonly wrap?: string; readonly method?: string }
  /** The key beside the data, as some providers put it. */
  readonly beside?: boolean
}

const names = {
  'aes-256-gcm': 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  'aes-128-gcm': 'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  'aes-256-cbc': 'http://www.w3.org/2001/04/xmlenc#aes256-cbc',
} as const
const wraps = {
  sha1: 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
  sha256: 'http://www.w3.org/2009/xmlenc11#rsa-oaep',
  pkcs1: 'http://www.w3.org/2001/04/xmlenc#rsa-1_5',
} as const
const methods = {
  sha1: '',
  sha256:
    '<ds:DigestMethod xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><m:MGF xmlns:m="http://www.w3.org/2009/xmlenc11#" Algorithm="http://www.w3.org/2009/xmlenc11#mgf1sha256"/>',
  pkcs1: '',
} as const

/** An EncryptedAssertion around any text (XML Encryption 1.1). */
export function encrypted(text: string, { certificate, cipher = 'aes-256-gcm', hash = 'sha256', said = {}, beside = false }: Wrapping): string {
  const secret = randomBytes(cipher === 'aes-128-gcm' ? 16 : 32)
  const nonce = randomBytes(cipher === 'aes-256-cbc' ? 16 : 12)
  const work = createCipheriv(cipher, secret, nonce)
  const body = Buffer.concat([
    nonce,
    work.update(text, 'utf8'),
    work.final(),
    ...(cipher === 'aes-256-cbc' ? [] : [(work as CipherGCM).getAuthTag()]),
  ])
  const padding = hash === 'pkcs1' ? { padding: constants.RSA_PKCS1_PADDING } : { oaepHash: hash }
  const wrapped = publicEncrypt({ key: certificate, ...padding }, secret)
  const value = (bytes: Buffer): string => `<xenc:CipherData><xenc:CipherValue>${bytes.toString('base64')}</xenc:CipherValue></xenc:CipherData>`
  const key = `<xenc:EncryptedKey xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"><xenc:EncryptionMethod Algorithm="${said.wrap ?? wraps[hash]}">${said.method ?? methods[hash]}</xenc:EncryptionMethod>${value(wrapped)}</xenc:EncryptedKey>`
  const info = beside ? '' : `<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${key}</ds:KeyInfo>`
  const data = `<xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" Type="http://www.w3.org/2001/04/xmlenc#Element"><xenc:EncryptionMethod Algorithm="${said.content ?? names[cipher]}"/>${info}${value(body)}</xenc:EncryptedData>`
  return `<saml:EncryptedAssertion>${data}${beside ? key : ''}</saml:EncryptedAssertion>`
}
