import { X509Certificate } from 'node:crypto'
import { parseXml } from '../../../formats/xml.ts'
import { refuse } from './refusal.ts'
import type { Element } from './xml.ts'
import { childOf, childrenOf, everyElement, parsed, space, textOf } from './xml.ts'

/** An identity provider, as its metadata describes it (SAML metadata 2.4.3). */
export interface IdentityProvider {
  readonly entity: string
  /** Where browsers are sent with a request (HTTP-Redirect). */
  readonly logIn: string
  readonly certificates: readonly X509Certificate[]
  /** Where browsers are sent to log out (HTTP-Redirect), and with our answers where that is elsewhere. */
  readonly logOut?: { readonly location: string; readonly answers?: string }
  /** Until when the metadata holds, where it says; milliseconds since 1970. */
  readonly until?: number
}

const redirect = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'
const day = 86_400_000

/** Reads metadata of one provider. It comes from whoever runs the guard, over a way that they trust; comments in it are left out. */
export function identityProvider(metadata: string): IdentityProvider {
  if (parseXml(metadata).problems.length > 0) refuse('no well-formed XML')
  const root = parsed(metadata.trim().replaceAll(/<!--[^]*?-->/g, ''))
  const entities = [...everyElement(root)].filter((one) => one.space === space.metadata && one.local === 'EntityDescriptor')
  const [entity, ...others] = entities.filter((one) => childrenOf(one, space.metadata, 'IDPSSODescriptor').length > 0)
  if (entity === undefined || others.length > 0) return refuse('not one identity provider')
  const role = childOf(entity, space.metadata, 'IDPSSODescriptor')
  const name = entity.attributes.get('entityID') ?? ''
  if (!/^[\x21-\x7e]{1,1024}$/.test(name) || name.includes('#')) refuse('an entityID with spaces, "#" or other than ASCII')
  const services = childrenOf(role, space.metadata, 'SingleSignOnService').filter(({ attributes }) => attributes.get('Binding') === redirect)
  const logIn = services[0]?.attributes.get('Location') ?? refuse('no SingleSignOnService with HTTP-Redirect')
  if (new URL(logIn).protocol !== 'https:') refuse('a SingleSignOnService without https')
  const ends = childrenOf(role, space.metadata, 'SingleLogoutService').filter(({ attributes }) => attributes.get('Binding') === redirect)
  const until = [root, entity, role].flatMap(({ attributes }) => attributes.get('validUntil') ?? []).map((text) => Date.parse(text))
  return {
    entity: name,
    logIn,
    certificates: signingCertificates(role),
    ...(ends[0] === undefined ? {} : { logOut: logOutOf(ends[0]) }),
    ...(until.length === 0 ? {} : { until: Math.min(...until) }),
  }
}

function logOutOf({ attributes }: Element): NonNullable<IdentityProvider['logOut']> {
  const [location, answers] = [attributes.get('Location') ?? refuse('a SingleLogoutService without a Location'), attributes.get('ResponseLocation')]
  for (const one of [location, answers ?? location]) if (new URL(one).protocol !== 'https:') refuse('a SingleLogoutService without https')
  return { location, ...(answers === undefined ? {} : { answers }) }
}

function signingCertificates(role: Element): readonly X509Certificate[] {
  const keys = childrenOf(role, space.metadata, 'KeyDescriptor').filter(({ attributes }) => (attributes.get('use') ?? 'signing') === 'signing')
  const texts = keys.flatMap((key) =>
    [...everyElement(key)].filter(({ local, space: within }) => local === 'X509Certificate' && within === space.signature),
  )
  const certificates = texts.map((one) => new X509Certificate(Buffer.from(textOf(one), 'base64')))
  for (const { publicKey } of certificates) {
    const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0
    if (publicKey.asymmetricKeyType !== 'rsa' || bits < 2048) refuse('a signing key that is no RSA key of at least 2048 bits')
  }
  return certificates.length === 0 ? refuse('no certificate for signing') : certificates
}

/** The certificates that are valid at a moment; none where the metadata itself is over. */
export function validCertificates({ certificates, until }: IdentityProvider, now: number): readonly X509Certificate[] {
  if (until !== undefined && !(now < until)) return []
  return certificates.filter(({ validFrom, validTo }) => Date.parse(validFrom) <= now && now < Date.parse(validTo))
}

interface Alarm {
  readonly what: string
  /** Whole days; below zero where it is over. */
  readonly days: number
  /** Milliseconds since 1970. */
  readonly end: number
}

/** What of a provider ends within thirty days, or has ended, the soonest first: after the last one nobody gets in. */
export function expiryAlarms({ certificates, until }: IdentityProvider, now: number): readonly Alarm[] {
  const ends = [
    ...certificates.map(({ fingerprint256, validTo }) => ({ what: `certificate ${fingerprint256.slice(0, 23)}`, end: Date.parse(validTo) })),
    ...(until === undefined ? [] : [{ what: 'metadata', end: until }]),
  ]
  return ends
    .map(({ what, end }) => ({ what, end, days: Math.floor((end - now) / day) }))
    .filter(({ days }) => days < 30)
    .toSorted((a, b) => a.days - b.days)
}
