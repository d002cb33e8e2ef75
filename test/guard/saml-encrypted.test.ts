import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SamlService } from '../../src/guard/people/saml/index.ts'
import { samlService } from '../../src/guard/people/saml/index.ts'
import type { SamlSettings } from '../../src/guard/people/saml/settings.ts'
import type { NotRecognised, Recognised } from '../../src/guard/people/types.ts'
import type { Wrapping } from './saml-encryption.ts'
import { encrypted } from './saml-encryption.ts'
import type { SigningKey, Words } from './saml-provider.ts'
import { assertionOf, base64, host, idp, responseAround, samlSettings, signed, signingKey, wordsOf } from './saml-provider.ts'

describe('assertions that are encrypted', () => {
  let good: SigningKey
  let ours: SigningKey
  let foreign: SigningKey
  let settings: SamlSettings
  let service: SamlService
  const now = Date.now()
  beforeAll(async () => {
    good = await signingKey()
    ours = await signingKey(365, 'guard')
    foreign = await signingKey(365, 'elsewhere')
  })
  beforeEach(() => {
    settings = { ...samlSettings(good, () => now), encryption: ours }
    service = samlService(settings)
  })

  /** The signed assertion, as it stands alone. */
  const assertion = (more: Partial<Words> = {}, by = good): string => {
    const words = wordsOf(now, more)
    return signed(assertionOf(words), words.id, { by })
  }
  const around = (inner: string, more: Partial<Words> = {}): string => responseAround(inner, wordsOf(now, more))
  const wrapped = (more: Partial<Wrapping> = {}, text = assertion()): string => encrypted(text, { certificate: ours.certificate, ...more })
  /** Another first octet of the data, which stand last. */
  const changedData = (text: string): string => {
    const at = text.lastIndexOf('<xenc:CipherValue>') + '<xenc:CipherValue>'.length
    return `${text.slice(0, at)}${text.startsWith('AAAA', at) ? 'BBBB' : 'AAAA'}${text.slice(at + 4)}`
  }
  const brought = (xml: string): Promise<Recognised | NotRecognised> => service.answer(host, base64(xml), { request: '_request' })
  const wrong = (detail: string): NotRecognised => ({ refused: 'wrong', detail })

  it.each<[string, Partial<Wrapping>]>([
    ['AES-256-GCM and RSA-OAEP with SHA-256', {}],
    ['AES-128-GCM', { cipher: 'aes-128-gcm' }],
    ['RSA-OAEP with SHA-1', { hash: 'sha1' }],
    ['the key beside the data', { beside: true }],
  ])('are opened: %s', async (_, more) => {
    expect(await brought(around(wrapped(more)))).toMatchObject({ id: `saml:${idp}#ann`, groups: ['saml:buyers', 'saml:planners'] })
  })

  it('are opened in a response that is signed, and are in clear as well', async () => {
    expect(await brought(signed(around(wrapped()), '_response', { by: good }))).toMatchObject({ id: `saml:${idp}#ann` })
    const words = wordsOf(now, { id: '_clear', request: '_other' })
    const clear = signed(responseAround(assertionOf(words), words), words.id, { by: good })
    expect(await service.answer(host, base64(clear), { request: '_other' })).toMatchObject({ id: `saml:${idp}#ann` })
  })

  it('are taken once', async () => {
    const text = assertion()
    expect(await brought(around(wrapped({}, text)))).toHaveProperty('id')
    // wrapped anew, which anybody can
    expect(await brought(around(wrapped({}, text)))).toEqual(wrong('an answer that was here before'))
  })

  it('are refused where we have no key for them', async () => {
    const without = samlService(samlSettings(good, () => now))
    expect(await without.answer(host, base64(around(wrapped())), { request: '_request' })).toEqual(wrong('something encrypted'))
  })

  it.each<[string, () => string, string]>([
    ['with CBC', () => around(wrapped({ cipher: 'aes-256-cbc' })), 'another cipher than AES-GCM'],
    [
      'with CBC that is called GCM',
      () => around(wrapped({ cipher: 'aes-256-cbc', said: { content: 'http://www.w3.org/2009/xmlenc11#aes256-gcm' } })),
      'not for us, or changed',
    ],
    ['with the padding of PKCS #1 1.5', () => around(wrapped({ hash: 'pkcs1' })), 'another wrapping than RSA-OAEP'],
    [
      'with that padding under another name',
      () => around(wrapped({ hash: 'pkcs1', said: { wrap: 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p' } })),
      'not for us, or changed',
    ],
    [
      'with two hashes',
      () =>
        around(
          wrapped({
            said: { method: '<ds:DigestMethod xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>' },
          }),
        ),
      'RSA-OAEP with two hashes, or another than SHA-1, SHA-256 and SHA-512',
    ],
    [
      'with MD5',
      () =>
        around(
          wrapped({
            said: {
              method: '<ds:DigestMethod xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Algorithm="http://www.w3.org/2001/04/xmldsig-more#md5"/>',
            },
          }),
        ),
      'RSA-OAEP with two hashes, or another than SHA-1, SHA-256 and SHA-512',
    ],
    ['for somebody else', () => around(wrapped({ certificate: foreign.certificate })), 'not for us, or changed'],
    [
      'with a key of another length',
      () => around(wrapped({ cipher: 'aes-128-gcm', said: { content: 'http://www.w3.org/2009/xmlenc11#aes256-gcm' } })),
      'not for us, or changed',
    ],
    ['that somebody changed', () => around(changedData(wrapped())), 'not for us, or changed'],
    [
      'that lies elsewhere',
      () =>
        around(
          wrapped().replace(
            /<xenc:CipherData><xenc:CipherValue>[^<]*<\/xenc:CipherValue><\/xenc:CipherData><\/xenc:EncryptedData>/,
            '<xenc:CipherData><xenc:CipherReference URI="http://127.0.0.1/x"/></xenc:CipherData></xenc:EncryptedData>',
          ),
        ),
      'not one CipherValue in CipherData',
    ],
    ['of which there are two', () => around(wrapped() + wrapped()), 'not one Assertion'],
    ['with one in clear beside it', () => around(wrapped() + assertion({ id: '_clear' })), 'not one Assertion'],
    [
      'within itself',
      () =>
        around(
          wrapped(
            {},
            wrapped()
              .replace('<saml:Enc', '<saml:Enc xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"')
              .replace('Enc xmlns', 'EncryptedAssertion xmlns')
              .replace('ryptedAssertion><', '><'),
          ),
        ),
      'something encrypted',
    ],
    ['that is not signed', () => around(wrapped({}, assertionOf(wordsOf(now)))), 'the Assertion is not signed'],
    ['that somebody else signed', () => around(wrapped({}, assertion({}, foreign))), 'not verified'],
    [
      'that somebody wrote around a signed one',
      () => around(wrapped({}, `${assertion()}</samlp:Response><samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">`)),
      'no well-formed XML',
    ],
    ['with a second one behind it', () => around(wrapped({}, assertion() + assertion({ id: '_b', nameId: 'root' }))), 'not one Assertion'],
    [
      'with a DOCTYPE in it',
      () => around(wrapped({}, `<!DOCTYPE a [<!ENTITY b "c">]>${assertion()}`)),
      'a DOCTYPE, a comment, CDATA or a processing instruction',
    ],
    ['with nothing in it', () => around(wrapped({}, '')), 'not for us, or changed'],
    ['for another browser', () => around(wrapped({}, assertion({ request: '_other' }))), 'not verified'],
    ['around which the response is for another browser', () => around(wrapped(), { request: '_other' }), "not the answer to this browser's request"],
    ['around which the response is of somebody else', () => around(wrapped(), { issuer: 'https://evil.example' }), 'another Issuer'],
    ['around which the response is for another place', () => around(wrapped(), { destination: 'https://evil.example' }), 'another Destination'],
    ['around which there is no success', () => around(wrapped()).replace('status:Success', 'status:Requester'), 'no success'],
    ['for another audience', () => around(wrapped({}, assertion({ audience: 'https://evil.example' }))), 'another audience'],
  ])('are refused %s', async (_, xml, detail) => {
    expect(await brought(xml())).toEqual(wrong(detail))
    expect(await brought(around(wrapped()))).toHaveProperty('id')
  })

  it('are asked for in our metadata', () => {
    const metadata = service.metadata([host])
    expect(metadata).toMatch(
      /<md:KeyDescriptor use="encryption">.*<md:EncryptionMethod Algorithm="http:\/\/www.w3.org\/2009\/xmlenc11#aes256-gcm"\/>/,
    )
    expect(samlService(samlSettings(good, () => now)).metadata([host])).not.toContain('use="encryption"')
  })
})
