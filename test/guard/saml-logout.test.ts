import { createPublicKey, sign, verify } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { written } from '../../src/guard/people/saml/at-source.ts'
import { samlService } from '../../src/guard/people/saml/index.ts'
import type { SingleLogOut } from '../../src/guard/people/saml/logout.ts'
import { identityProvider } from '../../src/guard/people/saml/provider.ts'
import type { Recognised } from '../../src/guard/people/types.ts'
import type { SigningKey } from './saml-provider.ts'
import { entity, host, idp, providerMetadata, samlSettings, signingKey } from './saml-provider.ts'

const slo = `https://${host}/.guard/saml/slo`
const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'
const sha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'
const end = (more = ''): string =>
  `<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.org/slo?tenant=1"${more}/>`

describe('single log-out', () => {
  let good: SigningKey
  let ours: SigningKey
  let foreign: SigningKey
  let logOut: SingleLogOut
  let now = 0
  const withEnd = (more = ''): string =>
    providerMetadata([good.certificate]).replace('<md:SingleSignOnService', `${end(more)}<md:SingleSignOnService`)
  beforeAll(async () => {
    good = await signingKey()
    ours = await signingKey(365, 'guard')
    foreign = await signingKey(365, 'elsewhere')
  })
  beforeEach(() => {
    now = Date.now()
    const settings = { ...samlSettings(good, () => now), provider: identityProvider(withEnd()), signing: ours }
    logOut = samlService(settings).logOut!
  })

  interface Message {
    readonly name?: 'LogoutRequest' | 'LogoutResponse'
    readonly id?: string
    readonly issuer?: string
    readonly destination?: string
    readonly issued?: number
    readonly attributes?: string
    readonly body?: string
  }
  const request = '<saml:NameID>ann</saml:NameID><samlp:SessionIndex>s1</samlp:SessionIndex>'
  const status = (code = 'Success', more = ''): string =>
    `<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${code}">${more}</samlp:StatusCode></samlp:Status>`
  const xmlOf = ({
    name = 'LogoutRequest',
    id = '_r',
    issuer = idp,
    destination = slo,
    issued = now,
    attributes = '',
    body = request,
  }: Message): string =>
    `<samlp:${name} xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="${new Date(issued).toISOString()}" Destination="${destination}"${attributes}><saml:Issuer>${issuer}</saml:Issuer>${body}</samlp:${name}>`
  function queryOf(xml: string, { by = good, method = sha256, relay = '', kind = 'SAMLRequest', hash = 'sha256' } = {}): string {
    const message = `${kind}=${encodeURIComponent(deflateRawSync(xml).toString('base64'))}${relay === '' ? '' : `&RelayState=${encodeURIComponent(relay)}`}`
    const signed = `${message}&SigAlg=${encodeURIComponent(method)}`
    return `${signed}&Signature=${encodeURIComponent(sign(hash, Buffer.from(signed), by.key).toString('base64'))}`
  }
  const asked = (more: Message = {}, signing: Parameters<typeof queryOf>[1] = {}): ReturnType<SingleLogOut['requested']> =>
    logOut.requested(host, queryOf(xmlOf(more), signing))
  const person = (name: string, index?: string): Recognised => ({
    id: `saml:${idp}#${name}`,
    name,
    groups: [],
    secondFactor: false,
    atSource: written({ nameId: name, format: persistent, ...(index === undefined ? {} : { index }) }),
  })

  it('begins here: a signed request for the session as the provider calls it', () => {
    const { location, held } = logOut.start(person('ann', 's<1').atSource!)
    const url = new URL(location)
    expect(`${url.origin}${url.pathname}${url.search.slice(0, 10)}`).toBe('https://idp.example.org/slo?tenant=1&')
    const signed = url.search.slice(url.search.indexOf('SAMLRequest'))
    const [query = '', signature = ''] = signed.split('&Signature=')
    expect(verify('sha256', Buffer.from(query), createPublicKey(ours.certificate), Buffer.from(decodeURIComponent(signature), 'base64'))).toBe(true)
    const xml = inflateRawSync(Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64')).toString()
    expect(xml).toContain(`ID="${held['request']}"`)
    expect(xml).toContain(
      `<saml:Issuer>${entity}</saml:Issuer><saml:NameID Format="${persistent}">ann</saml:NameID><samlp:SessionIndex>s&lt;1</samlp:SessionIndex>`,
    )
  })

  it('ends here when the provider says so, and only that session', async () => {
    const answer = await asked({}, { relay: 'a b' })
    const meant = [
      person('ann', 's1'),
      person('ann', 's2'),
      person('ann'),
      person('bob', 's1'),
      { ...person('ann', 's1'), id: 'saml:https://other#ann' },
    ]
    expect(meant.map((one) => answer?.isMeant(one))).toEqual([true, false, true, false, false])
    const url = new URL(answer?.location ?? '')
    expect(url.searchParams.get('RelayState')).toBe('a b')
    const xml = inflateRawSync(Buffer.from(url.searchParams.get('SAMLResponse') ?? '', 'base64')).toString()
    expect(xml).toContain('InResponseTo="_r"')
    expect(xml).toContain('status:Success')
    const [query = '', signature = ''] = url.search.slice(url.search.indexOf('SAMLResponse')).split('&Signature=')
    expect(verify('sha256', Buffer.from(query), createPublicKey(ours.certificate), Buffer.from(decodeURIComponent(signature), 'base64'))).toBe(true)
  })

  it('ends all sessions of a name where none is named, and takes SHA-512', async () => {
    const answer = await asked({ body: '<saml:NameID>ann</saml:NameID>' }, { method: sha256.replace('256', '512'), hash: 'sha512' })
    expect([person('ann', 's1'), person('ann', 's2'), person('bob', 's1')].map((one) => answer?.isMeant(one))).toEqual([true, true, false])
  })

  it('is asked for once', async () => {
    expect(await asked()).toBeDefined()
    expect(await asked()).toBeUndefined()
    expect(await asked({ id: '_other' })).toBeDefined()
  })

  it.each<[string, () => string]>([
    ['that nobody signed', () => queryOf(xmlOf({})).replace(/&SigAlg.*/, '')],
    ['that somebody else signed', () => queryOf(xmlOf({}), { by: foreign })],
    ['that is signed with SHA-1', () => queryOf(xmlOf({}), { method: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1', hash: 'sha1' })],
    ['that says another way to sign', () => queryOf(xmlOf({})).replace('rsa-sha256', 'rsa-sha512')],
    ['with another relay than was signed', () => queryOf(xmlOf({}), { relay: 'a' }).replace('RelayState=a', 'RelayState=b')],
    ['with a relay that was not signed', () => `RelayState=evil&${queryOf(xmlOf({}))}`],
    ['with two messages', () => `SAMLRequest=x&${queryOf(xmlOf({}))}`],
    ['of another provider', () => queryOf(xmlOf({ issuer: 'https://evil.example' }))],
    ['for another service', () => queryOf(xmlOf({ destination: 'https://other.example/slo' }))],
    ['of an hour ago', () => queryOf(xmlOf({ issued: now - 3_600_000 }))],
    ['of tomorrow', () => queryOf(xmlOf({ issued: now + 86_400_000 }))],
    ['that is over', () => queryOf(xmlOf({ attributes: ` NotOnOrAfter="${new Date(now - 60_000).toISOString()}"` }))],
    ['that is a response', () => queryOf(xmlOf({ name: 'LogoutResponse' }))],
    ['for nobody', () => queryOf(xmlOf({ body: '' }))],
    ['for two', () => queryOf(xmlOf({ body: '<saml:NameID>ann</saml:NameID><saml:NameID>bob</saml:NameID>' }))],
    ['for somebody encrypted', () => queryOf(xmlOf({ body: '<saml:EncryptedID/>' }))],
    ['with a comment in the name', () => queryOf(xmlOf({ body: '<saml:NameID>ann<!-- -->.evil</saml:NameID>' }))],
    ['with a DOCTYPE', () => queryOf(`<!DOCTYPE a>${xmlOf({})}`)],
    ['that is not deflated', () => queryOf('').replace(/SAMLRequest=[^&]*/, 'SAMLRequest=AAAA')],
    ['that is a bomb', () => queryOf(xmlOf({ body: `${request}${' '.repeat(1_000_000)}` }))],
    ['that is nothing', () => ''],
    ['that is no text', () => 'SAMLRequest=%FF&SigAlg=%FF&Signature=%FF'],
  ])('takes no request %s', async (_, query) => {
    expect(await logOut.requested(host, query())).toBeUndefined()
    expect(await asked()).toBeDefined()
  })

  it('is confirmed by a signed answer to our request alone', () => {
    const said = (more: Message = {}, signing: Parameters<typeof queryOf>[1] = {}): boolean => {
      const xml = xmlOf({ name: 'LogoutResponse', attributes: ' InResponseTo="_ours"', body: status(), ...more })
      return logOut.confirmed(host, queryOf(xml, { kind: 'SAMLResponse', ...signing }), '_ours')
    }
    expect(said()).toBe(true)
    expect(said({ attributes: ' InResponseTo="_another"' })).toBe(false)
    expect(said({ body: status('Requester') })).toBe(false)
    expect(said({ body: status('Success', '<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:PartialLogout"/>') })).toBe(false)
    expect(said({ destination: 'https://other.example/slo' })).toBe(false)
    expect(said({}, { by: foreign })).toBe(false)
    expect(logOut.confirmed(host, '', '_ours')).toBe(false)
  })

  it('is offered where both sides can do it', () => {
    const settings = samlSettings(good, () => now)
    expect(samlService({ ...settings, signing: ours }).logOut).toBeUndefined()
    expect(samlService({ ...settings, provider: identityProvider(withEnd()) }).logOut).toBeUndefined()
    const both = samlService({ ...settings, provider: identityProvider(withEnd(' ResponseLocation="https://idp.example.org/done"')), signing: ours })
    expect(both.metadata([host])).toContain(
      `<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${slo}"/>`,
    )
    expect(() => identityProvider(withEnd(' ResponseLocation="http://idp.example.org/done"'))).toThrow('without https')
  })
})
