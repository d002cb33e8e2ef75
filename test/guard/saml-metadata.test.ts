import { createPublicKey, verify, X509Certificate } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { samlService } from '../../src/guard/people/saml/index.ts'
import { expiryAlarms, identityProvider, validCertificates } from '../../src/guard/people/saml/provider.ts'
import type { SamlSettings } from '../../src/guard/people/saml/settings.ts'
import type { SigningKey } from './saml-provider.ts'
import {
  acs,
  assertionOf,
  base64,
  entity,
  host,
  providerMetadata,
  responseAround,
  samlSettings,
  signed,
  signingKey,
  wordsOf,
} from './saml-provider.ts'

describe('the two ends of SAML', () => {
  let good: SigningKey
  let settings: SamlSettings
  const now = Date.now()
  beforeAll(async () => {
    good = await signingKey()
    settings = samlSettings(good, () => now)
  })

  it('sends a browser with a request of its own, signed where there is a key', async () => {
    const plain = await samlService(settings).start(host)
    const own = await signingKey(365, 'guard')
    const { location, held } = await samlService({ ...settings, signing: own }).start(host)
    expect(held['request']).toMatch(/^_[0-9a-f]{40}$/)
    expect(held['request']).not.toBe(plain.held['request'])
    const url = new URL(location)
    expect(`${url.origin}${url.pathname}`).toBe('https://idp.example.org/sso')
    const request = inflateRawSync(Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64')).toString()
    expect(request).toContain(`ID="${held['request']}"`)
    expect(request).toContain(`AssertionConsumerServiceURL="${acs}"`)
    const [query, signature] = url.search.slice(1).split('&Signature=')
    const key = createPublicKey(own.certificate)
    expect(verify('sha256', Buffer.from(query ?? ''), key, Buffer.from(decodeURIComponent(signature ?? ''), 'base64'))).toBe(true)
  })

  it('uses no certificate that is over, and tells before one is', async () => {
    const [over, soon] = [await signingKey(-1.5), await signingKey(10.5)]
    const provider = identityProvider(providerMetadata([over.certificate, soon.certificate]))
    expect(validCertificates(provider, now)).toHaveLength(1)
    expect(expiryAlarms(provider, now).map(({ days }) => days)).toEqual([-2, 10])
    expect(expiryAlarms(settings.provider, now)).toEqual([])
    const all = wordsOf(now)
    const sent = base64(signed(responseAround(assertionOf(all), all), all.id, { by: over }))
    const both = samlService({ ...settings, provider })
    expect(await both.answer(host, sent, { request: all.request })).toMatchObject({ refused: 'wrong', detail: 'not verified' })
    const none = samlService({ ...settings, provider: { ...provider, certificates: provider.certificates.slice(0, 1) } })
    expect(await none.answer(host, sent, { request: all.request })).toMatchObject({ refused: 'unavailable' })
    await expect(none.start(host)).rejects.toThrow('no certificate')
    const ended = identityProvider(providerMetadata([good.certificate], undefined, ' validUntil="2020-01-01T00:00:00Z"'))
    expect(validCertificates(ended, now)).toEqual([])
    expect(expiryAlarms(ended, now)[0]).toMatchObject({ what: 'metadata' })
  })

  it('reads metadata of one provider with a good key, over https', () => {
    const text = providerMetadata([good.certificate])
    for (const [from, to] of [
      ['https://idp.example.org/sso', 'http://idp.example.org/sso'],
      ['bindings:HTTP-Redirect', 'bindings:HTTP-POST'],
      ['use="signing"', 'use="encryption"'],
      ['IDPSSODescriptor', 'SPSSODescriptor'],
      ['metadata"', 'meta data"'],
      ['<!-- of a provider -->', '<!DOCTYPE a>'],
    ] as const)
      expect(() => identityProvider(text.replaceAll(from, to))).toThrow(Error)
  })

  it('describes itself to the provider', async () => {
    const own = await signingKey(365, 'guard')
    const text = samlService({ ...settings, signing: own }).metadata([host, 'b.example.org'])
    expect(text).toContain(`entityID="${entity}"`)
    expect(text).toContain('Location="https://b.example.org/.guard/saml/acs"')
    expect(text).toContain(new X509Certificate(own.certificate).raw.toString('base64'))
    expect(text).not.toContain('PRIVATE')
  })
})
