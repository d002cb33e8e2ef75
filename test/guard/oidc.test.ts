import { createHmac, createPublicKey } from 'node:crypto'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OidcClient } from '../../src/guard/people/oidc/index.ts'
import { oidcClient } from '../../src/guard/people/oidc/index.ts'
import type { OidcSettings } from '../../src/guard/people/oidc/settings.ts'
import { isWellSpelled } from '../../src/guard/people/oidc/tokens.ts'
import type { NotRecognised, Recognised, Sent } from '../../src/guard/people/types.ts'
import type { HostileProvider, OidcKey } from './hostile-oidc.ts'
import { client, hostileProvider, oidcKey, signedWith } from './hostile-oidc.ts'
import { memoryOnce } from './memory-once.ts'
import { signingKey } from './saml-provider.ts'

const host = 'app.example.org'
const minute = 60_000

describe('the OpenID client', () => {
  let provider: HostileProvider
  let one: OidcKey
  let two: OidcKey
  let settings: OidcSettings
  let openid: OidcClient
  let now = 0
  beforeAll(async () => {
    provider = await hostileProvider()
    one = provider.key
    two = await oidcKey('two')
  })
  afterAll(() => provider.stop())
  beforeEach(() => {
    now = Date.now()
    Object.assign(provider, { key: one, keys: [one.public], claims: {}, header: {}, tokenOf: undefined, userinfo: {}, described: {}, status: 200 })
    provider.seen.length = 0
    settings = {
      name: 'the works',
      issuer: provider.issuer,
      client,
      authority: provider.tls.certificate,
      scopes: ['profile'],
      groups: 'groups',
      secondFactor: ['mfa'],
      origin: (name) => `https://${name}`,
      longest: 60 * minute,
      patience: 5000,
      once: memoryOnce(() => now),
      now: () => now,
    }
    openid = oidcClient(settings)
  })

  async function started(): Promise<Sent & { readonly state: string }> {
    const sent = await openid.start(host)
    const query = new URL(sent.location).searchParams
    provider.nonce = query.get('nonce') ?? ''
    return { ...sent, state: query.get('state') ?? '' }
  }
  const queryOf = (state: string, more: Readonly<Record<string, string>> = {}): string =>
    new URLSearchParams({ code: 'c', state, iss: provider.issuer, ...more }).toString()
  async function loggedIn(more: Readonly<Record<string, string>> = {}): Promise<Recognised | NotRecognised> {
    const { state, held } = await started()
    return openid.answer(host, queryOf(state, more), held)
  }

  it('believes what its provider signed for this log-in', async () => {
    Object.assign(provider, { claims: { name: 'Ann', groups: ['planners', 'planners'], amr: ['pwd', 'mfa'], sid: 's1' } })
    expect(await loggedIn()).toEqual({
      id: `oidc:${provider.issuer}#ann`,
      name: 'Ann',
      groups: ['oidc:planners'],
      secondFactor: true,
      until: now + 60 * minute,
      atSource: 's1',
    })
    const token = provider.seen.find((one) => one.startsWith('/token')) ?? ''
    expect(token).toContain('code_verifier=')
    expect(token).toContain(encodeURIComponent(`https://${host}/.guard/oidc/callback`))
  })

  it('sends state, nonce and a challenge, which are new each time', async () => {
    const [first, second] = [await started(), await started()]
    const query = new URL(first.location).searchParams
    expect(query.get('code_challenge_method')).toBe('S256')
    expect(query.get('scope')).toBe('openid profile')
    for (const name of ['state', 'nonce', 'code_challenge']) expect(query.get(name)).not.toBe(new URL(second.location).searchParams.get(name))
    expect(first.location).not.toContain(first.held['verifier'])
  })

  it('asks for groups where the token does not say them', async () => {
    provider.userinfo = { groups: ['buyers'] }
    expect(await loggedIn()).toMatchObject({ groups: ['oidc:buyers'] })
    provider.userinfo = { groups: ['buyers'], sub: 'somebody-else' }
    expect(await loggedIn()).toMatchObject({ refused: 'wrong' })
  })

  it.each<[string, Record<string, unknown>]>([
    ['another issuer', { iss: 'https://evil.example' }],
    ['the issuer with a stroke more', { iss: 'https://localhost/' }],
    ['another audience', { aud: 'other' }],
    ['a further audience', { aud: ['guard', 'other'], azp: 'guard' }],
    ['another authorised party', { azp: 'other' }],
    ['another nonce', { nonce: 'x' }],
    ['no nonce', { nonce: undefined }],
    ['an end that is over', { exp: Math.floor(Date.now() / 1000) - 3600 }],
    ['no end', { exp: undefined }],
    ['a beginning that is to come', { nbf: Math.floor(Date.now() / 1000) + 3600 }],
    ['no subject', { sub: undefined }],
    ['a subject that is no plain text', { sub: 'ann\u{212a}' }],
    ['groups that are no list', { groups: 'admins' }],
    ['groups that are no names', { groups: [{ name: 'admins' }] }],
  ])('refuses a token with %s', async (_, claims) => {
    provider.claims = claims
    expect(await loggedIn()).toMatchObject({ refused: 'wrong' })
  })

  const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const respelled: Readonly<Record<string, (token: string) => string>> = {
    padding: (token) => `${token}=`,
    'a space': (token) => token.replace('.', ' .'),
    'a line feed at its end': (token) => `${token}\n`,
    'other letters of base64': (token) =>
      `${token.slice(0, token.lastIndexOf('.'))}.${token
        .slice(token.lastIndexOf('.') + 1)
        .replaceAll('-', '+')
        .replaceAll('_', '/')}+`,
    'bits that say nothing': (token) => `${token.slice(0, -1)}${String.fromCodePoint((token.codePointAt(token.length - 1) ?? 0) + 1)}`,
    'a fourth part': (token) => `${token}.`,
  }

  it.each(Object.keys(respelled))('refuses a good token that is spelled with %s', async (how) => {
    provider.tokenOf = async (claims) => respelled[how]?.(await signedWith(one, claims)) ?? ''
    expect(await loggedIn()).toMatchObject({ refused: 'wrong' })
    provider.tokenOf = undefined
    expect(await loggedIn()).toHaveProperty('id')
    expect(isWellSpelled(await signedWith(one, {}))).toBe(true)
  })

  it('refuses a token that nobody signed, or that was signed with the public key as a secret', async () => {
    provider.tokenOf = (claims) => `${encoded({ alg: 'none' })}.${encoded(claims)}.`
    expect(await loggedIn()).toMatchObject({ refused: 'wrong' })
    provider.tokenOf = (claims) => `${encoded({ alg: 'none' })}.${encoded(claims)}.AAAA`
    expect(await loggedIn()).toMatchObject({ refused: 'wrong' })
    for (const format of ['pem', 'der'] as const) {
      const secret = createPublicKey({ key: one.public as never, format: 'jwk' }).export({ type: 'spki', format: format as 'pem' })
      provider.tokenOf = (claims) => {
        const text = `${encoded({ alg: 'HS256', kid: 'one' })}.${encoded(claims)}`
        return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
      }
      expect(await loggedIn()).toMatchObject({ refused: 'wrong' })
    }
    provider.tokenOf = (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(client.secret.padEnd(32, '-')))
    expect(await loggedIn()).toMatchObject({ refused: 'wrong' })
  })

  it('refuses a token of a foreign key, also under a known name and with the key in it', async () => {
    const foreign = await oidcKey('one')
    provider.key = foreign
    expect(await loggedIn()).toMatchObject({ refused: 'wrong' })
    provider.header = { jwk: foreign.public, jku: 'https://evil.example/jwks' }
    expect(await loggedIn()).toMatchObject({ refused: 'wrong' })
    provider.header = { kid: '../../one' }
    expect(await loggedIn()).toMatchObject({ refused: 'wrong' })
  })

  it('refuses a token without a key name where there are several keys, and takes it where there is one', async () => {
    provider.header = { kid: undefined }
    expect(await loggedIn()).toHaveProperty('id')
    provider.keys = [one.public, two.public]
    expect(await loggedIn()).toMatchObject({ refused: 'wrong' })
  })

  it('follows keys that change just before it is signed', async () => {
    expect(await loggedIn()).toHaveProperty('id')
    Object.assign(provider, { key: two, keys: [two.public] })
    expect(await loggedIn()).toHaveProperty('id')
    provider.key = one
    expect(await loggedIn()).toMatchObject({ refused: 'wrong' })
  })

  it('takes an answer once, from the browser that asked, of the provider that was asked', async () => {
    const [mine, other] = [await started(), await started()]
    expect(await openid.answer(host, queryOf(other.state), mine.held)).toMatchObject({ refused: 'wrong' })
    const { state, held } = await started()
    expect(await openid.answer(host, queryOf(state), held)).toHaveProperty('id')
    provider.seen.length = 0
    expect(await openid.answer(host, queryOf(state, { code: 'another' }), held)).toEqual({
      refused: 'wrong',
      detail: 'an answer that was here before',
    })
    expect(provider.seen).toEqual([])
    // mix-up: the answer of one provider at the other's address (RFC 9207)
    expect(await loggedIn({ iss: 'https://evil.example' })).toMatchObject({ refused: 'wrong' })
    const plain = await started()
    expect(await openid.answer(host, `code=c&state=${plain.state}`, plain.held)).toMatchObject({ refused: 'wrong' })
    const twice = await started()
    expect(await openid.answer(host, `${queryOf(twice.state)}&state=x`, twice.held)).toMatchObject({ refused: 'wrong' })
    expect(provider.seen.filter((one) => one.startsWith('/token'))).toEqual([])
    expect(await openid.answer(host, 'error=access_denied', {})).toMatchObject({ refused: 'wrong' })
  })

  it('asks one provider: of the exact issuer, with the pinned authority, that signs in a way that is allowed', async () => {
    provider.described = { issuer: `${provider.issuer}/` }
    await expect(openid.start(host)).rejects.toThrow(Error)
    provider.described = { id_token_signing_alg_values_supported: ['HS256', 'none'] }
    await expect(openid.start(host)).rejects.toThrow('no way that is allowed')
    provider.described = { padding: 'x'.repeat(300_000) }
    await expect(openid.start(host)).rejects.toThrow(Error)
    provider.described = {}
    const { certificate } = await signingKey(365, 'localhost')
    await expect(oidcClient({ ...settings, authority: certificate }).start(host)).rejects.toThrow(Error)
    await expect(oidcClient({ ...settings, issuer: settings.issuer.replace('https', 'http') }).start(host)).rejects.toThrow(Error)
    await expect(openid.start(host)).resolves.toHaveProperty('location')
  })

  it('says that a provider is not there, which is not that somebody is nobody', async () => {
    const { state, held } = await started()
    provider.status = 503
    expect(await openid.answer(host, queryOf(state), held)).toMatchObject({ refused: 'unavailable' })
  })

  const event = 'http://schemas.openid.net/event/backchannel-logout'
  const word = (more: Record<string, unknown> = {}): Record<string, unknown> => {
    const seconds = Math.floor(now / 1000)
    return {
      iss: provider.issuer,
      aud: client.id,
      iat: seconds,
      exp: seconds + 120,
      jti: `${Math.random()}`,
      events: { [event]: {} },
      sub: 'ann',
      ...more,
    }
  }

  it('ends the sessions of whom its provider logged out', async () => {
    const ann: Recognised = { id: `oidc:${provider.issuer}#ann`, name: 'Ann', groups: [], secondFactor: false, atSource: 's1' }
    const isMeant = await openid.loggedOut(await signedWith(one, word()))
    expect([ann, { ...ann, id: 'ldap:ann' }, { ...ann, id: `${ann.id}a` }].map((person) => isMeant?.(person))).toEqual([true, false, false])
    const ofSession = await openid.loggedOut(await signedWith(one, word({ sub: undefined, sid: 's1' })))
    expect([ann, { ...ann, atSource: 's2' }, { ...ann, id: 'saml:x#ann' }].map((person) => ofSession?.(person))).toEqual([true, false, false])
  })

  it('does not, for a word that is not believed, or was heard before', async () => {
    const good = await signedWith(one, word())
    expect(await openid.loggedOut(good)).toBeDefined()
    expect(await openid.loggedOut(good)).toBeUndefined()
    for (const more of [
      { iss: 'https://evil.example' },
      { aud: 'other' },
      { iat: Math.floor(now / 1000) - 600 },
      { exp: Math.floor(now / 1000) - 60 },
      { events: { other: {} } },
      { events: undefined },
      { nonce: 'x' },
      { sub: undefined },
      { jti: undefined },
    ])
      expect(await openid.loggedOut(await signedWith(one, word(more)))).toBeUndefined()
    expect(await openid.loggedOut(await signedWith(two, word()))).toBeUndefined()
    expect(await openid.loggedOut(`${await signedWith(one, word())}=`)).toBeUndefined()
    expect(await openid.loggedOut('')).toBeUndefined()
  })
})
