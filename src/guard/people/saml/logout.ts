import type { Recognised, Sent } from '../types.ts'
import { readSession } from './at-source.ts'
import { escaped } from './metadata.ts'
import { validCertificates } from './provider.ts'
import { signedQuery, verifiedQuery } from './redirect.ts'
import { Refusal, refuse } from './refusal.ts'
import type { SamlSettings } from './settings.ts'
import type { Element } from './xml.ts'
import { childOf, childrenOf, everyElement, parsed, space, textOf } from './xml.ts'

/** Single log-out by HTTP-Redirect (SAML profiles 4.4), both directions. Requests of either side are signed. */
export interface SingleLogOut {
  /** Where a browser is sent to, so that the provider ends its session and those with others. */
  readonly start: (atSource: string) => Sent
  /** Whether the provider says that it did. */
  readonly confirmed: (host: string, query: string, request: string) => boolean
  /** Whose sessions end, and where the browser goes with our answer; undefined for what is no log-out of this provider. Rejects where that cannot be known. */
  readonly requested: (
    host: string,
    query: string,
  ) => Promise<{ readonly isMeant: (person: Recognised) => boolean; readonly location: string } | undefined>
}

/** Milliseconds that a message is old at most, and that clocks may differ. */
const [oldest, skew] = [300_000, 30_000]
const success = 'urn:oasis:names:tc:SAML:2.0:status:Success'

export function logOutPath(origin: string): string {
  return `${origin}/.guard/saml/slo`
}

/** Undefined where the provider has no place for it, or we have no key to sign with. */
export function singleLogOut(settings: SamlSettings): SingleLogOut | undefined {
  const { provider, signing, entity, origin, now, random, once } = settings
  const { logOut } = provider
  if (logOut === undefined || signing === undefined) return undefined
  const sentTo = (location: string, query: string): string => `${location}${location.includes('?') ? '&' : '?'}${query}`
  const head = (name: string, id: string, to: string, more: string): string =>
    `<samlp:${name} xmlns:samlp="${space.protocol}" xmlns:saml="${space.assertion}" ID="${id}" Version="2.0" IssueInstant="${new Date(now()).toISOString()}" Destination="${escaped(to)}"${more}><saml:Issuer>${escaped(entity)}</saml:Issuer>`
  const newId = (): string => `_${random(20).toString('hex')}`
  /** A message of the provider for this host, of this moment. */
  const message = (name: string, xml: string, host: string): Element => {
    const root = parsed(xml)
    if (root.space !== space.protocol || root.local !== name || root.attributes.get('Version') !== '2.0') refuse(`no ${name}`)
    if ([...everyElement(root)].some(({ local }) => local.startsWith('Encrypted'))) refuse('something encrypted')
    if (textOf(childOf(root, space.assertion, 'Issuer')) !== provider.entity) refuse('another Issuer')
    if (root.attributes.get('Destination') !== logOutPath(origin(host))) refuse('another Destination')
    const issued = Date.parse(root.attributes.get('IssueInstant') ?? '')
    if (!(issued > now() - oldest && issued < now() + skew)) refuse('not of this moment')
    const end = root.attributes.get('NotOnOrAfter')
    if (end !== undefined && !(Date.parse(end) + skew > now())) refuse('no longer valid')
    return root
  }
  return {
    start: (atSource) => {
      const session = readSession(atSource)
      if (session === undefined) throw new Error('no session of this provider')
      const request = newId()
      const index = session.index === undefined ? '' : `<samlp:SessionIndex>${escaped(session.index)}</samlp:SessionIndex>`
      const named = `<saml:NameID Format="${escaped(session.format)}">${escaped(session.nameId)}</saml:NameID>`
      const xml = `${head('LogoutRequest', request, logOut.location, '')}${named}${index}</samlp:LogoutRequest>`
      return { location: sentTo(logOut.location, signedQuery('SAMLRequest', xml, signing.key)), held: { request } }
    },
    confirmed: (host, query, request) => {
      try {
        const response = message('LogoutResponse', verifiedQuery('SAMLResponse', query, validCertificates(provider, now())).xml, host)
        if (response.attributes.get('InResponseTo') !== request) return false
        const code = childOf(childOf(response, space.protocol, 'Status'), space.protocol, 'StatusCode')
        // a second code within says that somebody else still holds a session (partial log-out)
        return code.attributes.get('Value') === success && code.children.length === 0
      } catch (error) {
        if (error instanceof Refusal) return false
        throw error
      }
    },
    requested: async (host, query) => {
      try {
        const { xml, relay } = verifiedQuery('SAMLRequest', query, validCertificates(provider, now()))
        const request = message('LogoutRequest', xml, host)
        const id = request.attributes.get('ID') ?? refuse('no ID')
        if (!/^[A-Za-z_][A-Za-z0-9_.-]{0,255}$/.test(id)) refuse('an ID that is no name')
        const nameId = textOf(childOf(request, space.assertion, 'NameID'))
        const indexes = childrenOf(request, space.protocol, 'SessionIndex').map((one) => textOf(one))
        if (!(await once.first(`saml-logout:${provider.entity}#${id}`, now() + oldest + skew))) refuse('a request that was here before')
        const to = logOut.answers ?? logOut.location
        const answer = `${head('LogoutResponse', newId(), to, ` InResponseTo="${id}"`)}<samlp:Status><samlp:StatusCode Value="${success}"/></samlp:Status></samlp:LogoutResponse>`
        return {
          isMeant: (person) => isOf(person, provider.entity, nameId, indexes),
          location: sentTo(to, signedQuery('SAMLResponse', answer, signing.key, relay)),
        }
      } catch (error) {
        if (error instanceof Refusal) return undefined
        throw error
      }
    },
  }
}

/** Whether somebody's session is the one, or without any index any one, of this name. */
function isOf({ id, atSource }: Recognised, entity: string, nameId: string, indexes: readonly string[]): boolean {
  const session = atSource === undefined ? undefined : readSession(atSource)
  if (session === undefined || !id.startsWith(`saml:${entity}#`) || session.nameId !== nameId) return false
  // one that the provider gave no name to ends with all of them
  return indexes.length === 0 || session.index === undefined || indexes.includes(session.index)
}
