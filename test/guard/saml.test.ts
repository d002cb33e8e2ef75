import { deflateRawSync } from 'node:zlib'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SamlService } from '../../src/guard/people/saml/index.ts'
import { samlService } from '../../src/guard/people/saml/index.ts'
import type { SamlSettings } from '../../src/guard/people/saml/settings.ts'
import type { NotRecognised, Recognised } from '../../src/guard/people/types.ts'
import type { SigningKey, Words } from './saml-provider.ts'
import { assertionOf, base64, host, idp, responseAround, samlSettings, signed, signingKey, wordsOf } from './saml-provider.ts'

const minute = 60_000

describe('the SAML service provider', () => {
  let good: SigningKey
  let foreign: SigningKey
  let settings: SamlSettings
  let service: SamlService
  let now = 0
  beforeAll(async () => {
    good = await signingKey()
    foreign = await signingKey(365, 'elsewhere')
  })
  beforeEach(() => {
    now = Date.now()
    settings = samlSettings(good, () => now)
    service = samlService(settings)
  })

  const words = (more: Partial<Words> = {}): Words => wordsOf(now, more)
  const answerOf = (more: Partial<Words> = {}): string => {
    const all = words(more)
    return signed(responseAround(assertionOf(all), all), all.id, { by: good })
  }
  const brought = (xml: string, request = '_request'): Promise<Recognised | NotRecognised> => service.answer(host, base64(xml), { request })
  const wrong = (detail: string): NotRecognised => ({ refused: 'wrong', detail })

  it('believes what its provider signed for this browser', async () => {
    expect(await brought(answerOf())).toEqual({
      id: `saml:${idp}#ann`,
      name: 'ann',
      groups: ['saml:buyers', 'saml:planners'],
      secondFactor: false,
      until: now + 60 * minute,
      atSource: '["ann","urn:oasis:names:tc:SAML:2.0:nameid-format:persistent","s1"]',
    })
  })

  it('believes a response that is signed as well', async () => {
    expect(await brought(signed(answerOf(), '_response', { by: good }))).toMatchObject({ id: `saml:${idp}#ann` })
  })

  it('does not, where the signature of the response is of somebody else', async () => {
    expect(await brought(signed(answerOf(), '_response', { by: foreign }))).toEqual(wrong('not verified'))
  })

  it('holds a session no longer than the provider says, and knows a second factor', async () => {
    const until = now + 7 * minute
    const xml = responseAround(
      assertionOf(words({ statement: ` SessionNotOnOrAfter="${new Date(until).toISOString()}"` })).replace(
        'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
        'https://refeds.org/profile/mfa',
      ),
      words(),
    )
    expect(await brought(signed(xml, '_assertion', { by: good }))).toMatchObject({ until, secondFactor: true })
  })

  it('takes an answer once, also under another name, and remembers it as long as it holds', async () => {
    const xml = answerOf()
    expect(await brought(xml)).toHaveProperty('id')
    expect(await brought(xml)).toEqual(wrong('an answer that was here before'))
    // another assertion for the same request
    expect(await brought(answerOf({ id: '_other' }))).toEqual(wrong('an answer that was here before'))
    now += 5 * minute + 29_999
    expect(await brought(xml)).toEqual(wrong('an answer that was here before'))
    now += 1
    expect(await brought(xml)).toEqual(wrong('no longer valid'))
  })

  it.each<[string, Partial<Words>, string]>([
    ['of another issuer', { assertionIssuer: 'https://evil.example' }, 'another Issuer'],
    ['whose response is of another issuer', { issuer: 'https://evil.example' }, 'another Issuer'],
    ['for another destination', { destination: 'https://other.example/.guard/saml/acs' }, 'another Destination'],
    ['for another recipient', { recipient: 'https://other.example/.guard/saml/acs' }, 'another Recipient'],
    ['for another audience', { audience: 'https://other.example/' }, 'another audience'],
    ['to the request of another browser', { request: '_other' }, "not the answer to this browser's request"],
    ['that is transient', { format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' }, 'a NameID that is not persistent'],
    ['with a name that folds', { nameId: 'an\u{212a}' }, 'no single identifier of plain characters'],
    ['with a name and a space', { nameId: 'ann b' }, 'no single identifier of plain characters'],
    ['with no name', { nameId: '' }, 'no single identifier of plain characters'],
    ['with a name that looks like that of another provider', { nameId: 'x#ann' }, 'no single identifier of plain characters'],
    ['with a condition that nobody knows', { conditions: '<saml:Condition/>' }, 'a condition that nobody knows'],
    ['that holds for a day', { life: 1440 * minute }, 'a confirmation that holds for more than an hour'],
    ['with a session that is over', { statement: ' SessionNotOnOrAfter="2020-01-01T00:00:00Z"' }, 'a session that is over'],
  ])('refuses an answer %s', async (_, more, detail) => {
    expect(await brought(answerOf(more))).toEqual(wrong(detail))
  })

  it('refuses what is over, or not begun, beyond half a minute', async () => {
    const moment = now
    const old = answerOf({ now: moment - 5 * minute - 30_000 })
    const early = answerOf({ now: moment + 30_001 })
    expect(await brought(old)).toEqual(wrong('no longer valid'))
    expect(await brought(early)).toEqual(wrong('issued in the future'))
    expect(await brought(answerOf({ now: moment + 29_000 }))).toHaveProperty('id')
  })

  const unsigned = (more: Partial<Words> = {}): string => responseAround(assertionOf(words(more)), words(more))
  const sha1 = { method: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1', digest: 'http://www.w3.org/2000/09/xmldsig#sha1' }
  const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'

  it.each<[string, () => string, string]>([
    ['is not signed', unsigned, 'the Assertion is not signed'],
    ['only its response is signed', () => signed(unsigned(), '_response', { by: good }), 'the Assertion is not signed'],
    ['somebody else signed', () => signed(unsigned(), '_assertion', { by: foreign }), 'not verified'],
    ['somebody else signed and brought the key', () => signed(unsigned(), '_assertion', { by: foreign, withKey: true }), 'not verified'],
    ['is signed with SHA-1', () => signed(unsigned(), '_assertion', { by: good, ...sha1 }), 'a way to sign that is not allowed'],
    ['has a digest of SHA-1', () => signed(unsigned(), '_assertion', { by: good, digest: sha1.digest }), 'a digest that is not allowed'],
    [
      'is in another canonical form',
      () => signed(unsigned(), '_assertion', { by: good, canonical: 'http://www.w3.org/2001/10/xml-exc-c14n#WithComments' }),
      'another canonical form than exc-c14n',
    ],
    [
      'has other transforms',
      () => signed(unsigned(), '_assertion', { by: good, transforms: [enveloped, 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'] }),
      'other transforms than enveloped and exc-c14n',
    ],
    ['was changed', () => answerOf().replace('>ann<', '>root<'), 'not verified'],
    ['was changed in a group', () => answerOf().replace('>buyers<', '>admins<'), 'not verified'],
    ['says HMAC', () => answerOf().replace('2001/04/xmldsig-more#rsa-sha256', '2000/09/xmldsig#hmac-sha1'), 'a way to sign that is not allowed'],
    ['has a DOCTYPE', () => `<!DOCTYPE a [<!ENTITY b "c">]>${answerOf()}`, 'a DOCTYPE, a comment, CDATA or a processing instruction'],
    ['has a comment in the name', () => answerOf({ nameId: 'ann<!---->.evil' }), 'a DOCTYPE, a comment, CDATA or a processing instruction'],
    [
      'has a comment in the digest',
      () => answerOf().replace('<ds:DigestValue>', '<ds:DigestValue><!--x-->'),
      'a DOCTYPE, a comment, CDATA or a processing instruction',
    ],
    [
      'has a processing instruction',
      () => answerOf().replace('<samlp:Status>', '<?x y?><samlp:Status>'),
      'a DOCTYPE, a comment, CDATA or a processing instruction',
    ],
    ['has an entity', () => answerOf().replace('>ann<', '>&ann;<'), 'an entity that XML does not have'],
    ['has an element in the digest', () => answerOf().replace('<ds:DigestValue>', '<ds:DigestValue><a xmlns="b"/>'), 'elements within DigestValue'],
    ['has two SignedInfo', () => answerOf().replace(/<ds:SignedInfo>.*<\/ds:SignedInfo>/, '$&$&'), 'not one SignedInfo in Signature'],
    ['has two references', () => answerOf().replace(/<ds:Reference .*<\/ds:Reference>/, '$&$&'), 'not one Reference in SignedInfo'],
    [
      'has an Object in its signature',
      () => answerOf().replace('</ds:Signature>', '<ds:Object/></ds:Signature>'),
      'more in Signature than belongs there',
    ],
    ['has an ID twice', () => answerOf().replace('ID="_response"', 'ID="_assertion"'), 'an ID that is no name, or is there twice'],
    [
      'has an Id in another spelling',
      () => answerOf().replace('<samlp:Status>', '<samlp:Status Id="_x">'),
      'an identifier in another spelling than ID',
    ],
    ['refers to the whole document', () => answerOf().replace('URI="#_assertion"', 'URI=""'), 'a Signature of something else than what it stands in'],
    ['says no success', () => answerOf().replace('status:Success', 'status:Responder'), 'no success'],
    ['is encrypted', () => answerOf().replaceAll('saml:Subject>', 'saml:EncryptedID>'), 'something encrypted'],
    ['is no XML', () => answerOf().slice(0, -5), 'no well-formed XML'],
    [
      'is in another encoding',
      () => `<?xml version="1.0" encoding="UTF-7"?>${answerOf()}`,
      'a DOCTYPE, a comment, CDATA or a processing instruction',
    ],
    ['is too deep', () => unsigned().replace('<samlp:Status>', `<samlp:Status>${'<a>'.repeat(40)}`), 'too many elements or attributes, or too deep'],
    [
      'is a bomb of elements',
      () => unsigned().replace('<samlp:Status>', `<samlp:Status>${'<a/>'.repeat(5001)}`),
      'too many elements or attributes, or too deep',
    ],
    ['is larger than anything', () => `${' '.repeat(262_144)}${answerOf()}`, 'larger than 256 KiB'],
  ])('refuses an answer that %s', async (_, make, detail) => {
    expect(await brought(make())).toEqual(wrong(detail))
    // and nothing of it counts as having been here
    expect(await brought(answerOf())).toHaveProperty('id')
  })

  it('inflates nothing: neither a bomb nor an answer that is deflated', async () => {
    for (const bytes of [deflateRawSync(Buffer.alloc(50_000_000)), deflateRawSync(Buffer.from(answerOf()))])
      expect(await service.answer(host, bytes.toString('base64'), { request: '_request' })).toMatchObject({ refused: 'wrong' })
    for (const text of ['', '!', `${base64(answerOf())}!`, base64(answerOf()).replace('P', 'P='), base64(answerOf()).replaceAll('+', ' '), '//79'])
      expect(await service.answer(host, text, { request: '_request' })).toMatchObject({ refused: 'wrong' })
  })

  describe('whatever is wrapped around what was signed (XSW)', () => {
    const evil = (): string => assertionOf(words({ id: '_evil', nameId: 'root' }))
    const signature = /<ds:Signature .*<\/ds:Signature>/
    const parts = (): { readonly whole: string; readonly assertion: string; readonly mark: string } => {
      const whole = answerOf()
      return { whole, assertion: /<saml:Assertion .*<\/saml:Assertion>/.exec(whole)?.[0] ?? '', mark: signature.exec(whole)?.[0] ?? '' }
    }
    const bothSigned = (): string => signed(unsigned(), '_response', { by: good })
    it.each<[number, () => string]>([
      [1, () => evilResponse(bothSigned(), 'in the signature')],
      [2, () => evilResponse(bothSigned(), 'before the signature')],
      [3, () => parts().whole.replace('<saml:Assertion ', `${evil()}<saml:Assertion `)],
      [4, () => parts().whole.replace(parts().assertion, evil().replace('</saml:Assertion>', `${parts().assertion}</saml:Assertion>`))],
      [
        5,
        () => {
          const { whole, assertion, mark } = parts()
          return whole.replace(assertion, `${evil().replace('</saml:Issuer>', `</saml:Issuer>${mark}`)}${assertion.replace(mark, '')}`)
        },
      ],
      [
        6,
        () => {
          const { whole, assertion, mark } = parts()
          const inner = mark.replace('</ds:Signature>', `${assertion.replace(mark, '')}</ds:Signature>`)
          return whole.replace(assertion, evil().replace('</saml:Issuer>', `</saml:Issuer>${inner}`))
        },
      ],
      [7, () => parts().whole.replace('<samlp:Status>', `<samlp:Extensions>${evil()}</samlp:Extensions><samlp:Status>`)],
      [
        8,
        () => {
          const { whole, assertion, mark } = parts()
          const inner = mark.replace('</ds:Signature>', `<ds:Object>${assertion.replace(mark, '')}</ds:Object></ds:Signature>`)
          return whole.replace(assertion, evil().replace('</saml:Issuer>', `</saml:Issuer>${inner}`))
        },
      ],
    ])('%d is refused', async (_, make) => {
      const xml = make()
      expect(xml).toContain('>root<')
      expect(await brought(xml)).toMatchObject({ refused: 'wrong' })
    })

    function evilResponse(whole: string, where: string): string {
      const mark = signature.exec(whole)?.[0] ?? ''
      const original = whole.replace(mark, '')
      const around = whole.replace('ID="_response"', 'ID="_evil"').replace('>ann<', '>root<').replace('ID="_assertion"', 'ID="_evil2"')
      return where === 'in the signature'
        ? around.replace(mark, mark.replace('</ds:Signature>', `<ds:Object>${original}</ds:Object></ds:Signature>`))
        : around.replace(mark, `${original}${mark}`)
    }
  })

  it('is not asked to verify without bound', async () => {
    const xml = answerOf()
    const answers = await Promise.all(Array.from({ length: 40 }, () => brought(xml)))
    expect(answers.filter((one) => 'id' in one)).toHaveLength(1)
    expect(answers.filter((one) => 'refused' in one && one.refused === 'unavailable')).toHaveLength(8)
  })
})
