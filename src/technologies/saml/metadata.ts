import { parseXml } from '../../formats/xml.ts'
import type { Gap } from '../../model/fact.ts'
import type { Place } from '../../model/place.ts'
import type { Observation } from '../../model/technology.ts'
import type { Document } from '../../settings/documents.ts'
import { placeAt } from '../../settings/documents.ts'
import type { SamlEntity, SamlRole } from './entities.ts'
import { entitiesIn } from './entities.ts'
import { certificateFaults } from '../../settings/saml-certificate.ts'

/** Metadata that parties exchange (SAML 2.0 metadata, OASIS 2005): who signs, with which certificate, and where messages go. */
export function metadataObservations(document: Document, gaps: Gap[]): readonly Observation[] {
  const { root, problems } = parseXml(document.text)
  for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
  return judgeEntities(entitiesIn(root), (line) => [placeAt(document, { line })])
}

/** What the metadata of these parties says. */
export function judgeEntities(entities: readonly SamlEntity[], placeOf: PlaceOf): readonly Observation[] {
  return entities.flatMap(({ id, validUntil, roles, span }) => {
    const place = placeOf(span.line)
    const until = validUntil === undefined || !Number.isFinite(Date.parse(validUntil)) ? undefined : new Date(validUntil).toISOString()
    return [
      ...(until === undefined
        ? []
        : [
            {
              ...base(`${id} validUntil`, place),
              verdict: 'safe' as const,
              until,
              stake: 'availability' as const,
              message: 'The SAML metadata is out of date: parties that keep to it refuse every log-in.',
              actual: `validUntil ${until.slice(0, 10)}`,
              expected: 'metadata in force',
              fix: 'fetch the metadata again, and regularly',
            },
          ]),
      ...roles.flatMap((role) => roleObservations(id, role, placeOf)),
    ]
  })
}

/** Where a line stands; nowhere in what came over the network. */
type PlaceOf = (line: number) => readonly Place[]

function roleObservations(id: string, role: SamlRole, placeOf: PlaceOf): readonly Observation[] {
  const place = placeOf(role.span.line)
  const found: Observation[] = []
  if (role.kind === 'idp') {
    found.push(flagged(id, role, 'WantAuthnRequestsSigned', 'The identity provider takes log-in requests that nobody signed.', 'hygiene', place))
    if (role.certificates.length === 0)
      found.push({
        ...base(`${id} KeyDescriptor`, place),
        verdict: 'unsafe',
        stake: 'takeover',
        message: 'The metadata of the identity provider holds no certificate: its answers cannot be checked.',
        actual: 'no KeyDescriptor for signing',
        expected: 'the signing certificate',
        fix: 'take the metadata with its certificate from the identity provider',
      })
  } else {
    found.push(
      flagged(id, role, 'WantAssertionsSigned', 'The service provider takes assertions that nobody signed.', 'defence', place),
      flagged(id, role, 'AuthnRequestsSigned', 'The service provider does not sign its log-in requests.', 'hygiene', place),
    )
  }
  for (const { text, span } of role.certificates) found.push(...certificateFaults(`${id} X509Certificate`, text, placeOf(span.line)))
  for (const { kind, location, span } of role.endpoints) {
    if (!/^http:\/\/(?!localhost\b|127\.)/i.test(location)) continue
    found.push({
      ...base(`${id} ${kind}`, placeOf(span.line)),
      verdict: 'unsafe',
      stake: 'traffic',
      message: `SAML messages travel over plain HTTP to the ${kind}.`,
      actual: 'http://',
      expected: 'https://',
      fix: `serve the ${kind} over HTTPS and publish the new metadata`,
    })
  }
  return found
}

function base(key: string, trail: readonly Place[]): Pick<Observation, 'concern' | 'key' | 'basis' | 'trail'> {
  return { concern: 'message-signing', key, basis: 'configured', trail }
}

/** An attribute that is false when it is not written. */
function flagged(id: string, role: SamlRole, name: string, message: string, stake: Observation['stake'], place: readonly Place[]): Observation {
  const value = role.attributes.get(name)
  return {
    ...base(`${id} ${name}`, place),
    basis: value === undefined ? 'default' : 'configured',
    verdict: /^(?:true|1)$/.test(value ?? '') ? 'safe' : 'unsafe',
    stake,
    message,
    actual: value === undefined ? `${name} is not set` : `${name}=${value === '1' || value === 'true' ? 'true' : 'false'}`,
    expected: `${name}="true"`,
    fix: `switch it on, so that the metadata says ${name}="true"`,
  }
}
