import type { GuardDocument } from '../document/read.ts'
import type { Certificate } from '../model/site.ts'

/** A secret by the name that guard.yaml gives it, `file:PATH` or `env:NAME`. */
export interface NamedSecret {
  /** Where it stands in guard.yaml. */
  readonly key: string
  readonly source: string
}

/** One that is nobody else's: it may be made anew where it is not there. */
export interface OwnSecret extends NamedSecret {
  /** 32 random bytes in hexadecimal, or an Ed25519 private key in PEM. */
  readonly kind: 'random' | 'ed25519'
}

export function ownSecrets({ settings: { keys, identity, audit, people, egress } }: GuardDocument): readonly OwnSecret[] {
  const own = (key: string, kind: OwnSecret['kind'], source: string | undefined): readonly OwnSecret[] =>
    source === undefined ? [] : [{ key, kind, source }]
  return [
    ...own('keys.pepper', 'random', keys?.pepper),
    ...own('identity.key', 'ed25519', identity?.key),
    ...own('audit.key', 'ed25519', audit?.key),
    ...own('audit.secret', 'random', audit?.secret),
    ...(audit?.alarms ?? []).flatMap(({ secret }, index) => own(`audit.alarms.${index}.secret`, 'random', secret)),
    ...own('people.local.secret', 'random', people.local?.secret),
    ...Object.entries(egress?.roles ?? {}).flatMap(([role, { token }]) => own(`egress.roles.${role}.token`, 'random', token)),
  ]
}

/** What a directory, a provider, a database or a program gave: nobody can make it up. */
export function othersSecrets({ settings: { people, state, audit }, sites }: GuardDocument): readonly NamedSecret[] {
  const given = (key: string, source: string | undefined): readonly NamedSecret[] => (source === undefined ? [] : [{ key, source }])
  return [
    ...given('state.postgresql.password', 'postgresql' in state ? state.postgresql.password : undefined),
    ...[...(audit?.send ?? []), ...(audit?.alarms ?? [])].flatMap(({ to, headers }) =>
      Object.entries(headers).flatMap(([name, source]) => given(`audit: ${name} of ${to}`, source)),
    ),
    ...given('people.ldap.account.password', people.ldap?.account.password),
    ...given('people.oidc.client.secret', people.oidc?.client.secret),
    ...sites.flatMap(({ host, inject }) =>
      inject === undefined ? [] : given(`sites.${host}.inject`, `${inject.secret.from}:${inject.secret.name}`),
    ),
  ]
}

/** Certificates that browsers are shown, each with the hosts that it is for. */
export function siteCertificates({ settings: { tls }, sites }: GuardDocument): readonly (Certificate & { readonly hosts: readonly string[] })[] {
  const hostsOf = new Map<string, Certificate & { readonly hosts: string[] }>()
  for (const { host, certificate = tls.certificate } of sites) {
    if (certificate === undefined) continue
    const known = hostsOf.get(certificate.certificate)
    if (known === undefined) hostsOf.set(certificate.certificate, { ...certificate, hosts: [host] })
    else known.hosts.push(host)
  }
  return [...hostsOf.values()]
}
