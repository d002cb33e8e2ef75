import { parseXml } from '../../formats/xml.ts'
import type { Observation } from '../../model/technology.ts'
import { readCertificate } from '../../protocols/certificates/bare.ts'
import type { SamlEntity, SamlRole } from './entities.ts'
import { entitiesIn } from './entities.ts'
import { judgeEntities } from './metadata.ts'

/** Parties of one document that are judged. */
const mostParties = 20

/** Metadata as a server sends it: everything in it may be written by an enemy, and names of his are shown only where they look like names. */
export function judgePublished(text: string): {
  readonly parties: number
  readonly observations: readonly Observation[]
  readonly problems: readonly string[]
} {
  const { root, problems } = parseXml(text)
  if (problems.length > 0) return { parties: 0, observations: [], problems: ['what comes is not well-formed XML'] }
  const all = entitiesIn(root)
  const parties = all.slice(0, mostParties).map(harmless)
  return {
    parties: all.length,
    observations: judgeEntities(parties, () => []),
    problems: [
      ...(all.length > mostParties ? [`of ${all.length} parties the first ${mostParties} were judged`] : []),
      ...parties.flatMap(({ roles }) => roles.flatMap(unreadable)),
    ],
  }
}

function harmless(entity: SamlEntity, index: number): SamlEntity {
  const id = /^[\w.:/~%@+-]{1,200}$/.test(entity.id) ? entity.id : `party ${index + 1}`
  return { ...entity, id, roles: entity.roles.map((role) => ({ ...role, endpoints: role.endpoints.filter(({ kind }) => known.has(kind)) })) }
}

/** SAML 2.0 metadata, section 2.4: services of a role descriptor. */
const known: ReadonlySet<string> = new Set([
  'ArtifactResolutionService',
  'AssertionConsumerService',
  'AssertionIDRequestService',
  'ManageNameIDService',
  'NameIDMappingService',
  'SingleLogoutService',
  'SingleSignOnService',
])

function unreadable({ certificates }: SamlRole): readonly string[] {
  return certificates.some(({ text }) => readCertificate(text) === undefined) ? ['a certificate in it cannot be read'] : []
}
