import type { GuardDocument } from '../document/read.ts'
import type { Certificate } from '../model/site.ts'

/** A file that guard.yaml names, whose contents have an end. */
export interface NamedFile {
  readonly what: string
  readonly file: string
  readonly kind: 'certificates' | 'metadata'
}

/** Certificates and metadata that a guard.yaml names, each once. */
export function namedFiles({ settings, sites }: GuardDocument): readonly NamedFile[] {
  const { tls, people, state } = settings
  const pair = (what: string, one: Certificate | undefined): readonly NamedFile[] => certificates(what, one?.certificate)
  const all = [
    ...pair('certificate of all sites', tls.certificate),
    ...certificates('authority of workers', tls.workers),
    ...certificates('authority of the database', 'postgresql' in state ? state.postgresql.authority : undefined),
    ...certificates('authority of the directory', people.ldap?.authority),
    ...(people.saml === undefined ? [] : [{ what: 'SAML provider', file: people.saml.metadata, kind: 'metadata' } as const]),
    ...pair('SAML signing certificate', people.saml?.signing),
    ...pair('SAML encryption certificate', people.saml?.encryption),
    ...certificates('authority of the OpenID provider', people.oidc?.authority),
    ...sites.flatMap(({ host, certificate, upstream }) => [
      ...pair(`certificate of ${host}`, certificate),
      ...certificates(`authority of what stands behind ${host}`, upstream.authority),
      ...pair(`certificate for what stands behind ${host}`, upstream.certificate),
    ]),
  ]
  return all.filter(({ file }, index) => all.findIndex((one) => one.file === file) === index)
}

function certificates(what: string, file: string | undefined): readonly NamedFile[] {
  return file === undefined ? [] : [{ what, file, kind: 'certificates' }]
}
