import type { PeopleFile } from '../document/people.ts'
import { directory } from './ldap/index.ts'
import type { OidcClient } from './oidc/index.ts'
import { oidcClient } from './oidc/index.ts'
import type { Once } from './once.ts'
import type { SamlService } from './saml/index.ts'
import { samlService } from './saml/index.ts'
import type { Alarm } from './saml/provider.ts'
import { expiryAlarms, identityProvider } from './saml/provider.ts'
import type { LookUp, PasswordLogIn } from './types.ts'

export interface World {
  /** The text of a file; throws where it is not there. */
  readonly read: (file: string) => string
  /** What `file:PATH` or `env:NAME` stands for, without a line's end. */
  readonly secret: (named: string) => string
  /** Protected hosts, in the order of the file. */
  readonly hosts: readonly string[]
  /** Port on which browsers reach them. */
  readonly port: number
  readonly once: Once
  readonly random: (bytes: number) => Buffer
  readonly now: () => number
}

export interface Sources {
  readonly logIn?: PasswordLogIn
  readonly saml?: SamlService
  readonly oidc?: OidcClient
  readonly lookUp: LookUp
  /** What of the SAML provider ends soon. */
  readonly alarms: () => readonly Alarm[]
}

/** The sources of people as `people` of guard.yaml names them. Throws where a file of them cannot be used. */
export function sourcesOf({ ldap, saml, oidc }: PeopleFile, world: World): Sources {
  const { read, secret, hosts, port, once, random, now } = world
  const origin = (host: string): string => `https://${host}${port === 443 ? '' : `:${port}`}`
  const entries =
    ldap === undefined
      ? undefined
      : directory({
          url: ldap.url,
          authority: read(ldap.authority),
          name: ldap.name,
          account: { dn: ldap.account.dn, password: secret(ldap.account.password) },
          people: ldap.people,
          ...(ldap.groups === undefined ? {} : { groups: ldap.groups }),
          patience: milliseconds(ldap.patience),
        })
  const provider = saml === undefined ? undefined : identityProvider(read(saml.metadata))
  return {
    ...(entries === undefined ? {} : { logIn: entries.logIn }),
    ...(saml === undefined || provider === undefined
      ? {}
      : {
          saml: samlService({
            name: saml.called,
            provider,
            entity: saml.entity ?? `${origin(hosts[0] ?? '')}/.guard/saml/metadata`,
            origin,
            ...(saml.signing === undefined ? {} : { signing: { key: read(saml.signing.key), certificate: read(saml.signing.certificate) } }),
            attributes: defined(saml.attributes),
            secondFactor: saml['second-factor'],
            longest: milliseconds(saml.holds),
            once,
            random,
            now,
          }),
        }),
    ...(oidc === undefined
      ? {}
      : {
          oidc: oidcClient({
            name: oidc.called,
            issuer: oidc.issuer,
            client: { id: oidc.client.id, secret: secret(oidc.client.secret) },
            ...(oidc.authority === undefined ? {} : { authority: read(oidc.authority) }),
            scopes: oidc.scopes,
            ...(oidc.groups === undefined ? {} : { groups: oidc.groups }),
            secondFactor: oidc['second-factor'],
            origin,
            longest: milliseconds(oidc.holds),
            patience: milliseconds(oidc.patience),
            once,
            now,
          }),
        }),
    lookUp: (id) => (entries !== undefined && id.startsWith('ldap:') ? entries.lookUp(id) : Promise.resolve('unavailable')),
    alarms: () => (provider === undefined ? [] : expiryAlarms(provider, now())),
  }
}

function defined({ id, shown, groups }: NonNullable<PeopleFile['saml']>['attributes']): {
  readonly id?: string
  readonly shown?: string
  readonly groups?: string
} {
  return { ...(id === undefined ? {} : { id }), ...(shown === undefined ? {} : { shown }), ...(groups === undefined ? {} : { groups }) }
}

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

function milliseconds(duration: string): number {
  return Number(duration.slice(0, -1)) * (units[duration.slice(-1)] ?? 1000)
}
