import type { PeopleFile } from '../document/people.ts'
import type { AccountState } from '../state/types.ts'
import { directory } from './ldap/index.ts'
import { argon2id } from './local/hashing.ts'
import type { LocalAccounts } from './local/index.ts'
import { localAccounts } from './local/index.ts'
import type { AccountOffice } from './local/manage.ts'
import { accountOffice } from './local/manage.ts'
import { accountSecrets } from './local/secrets.ts'
import type { LocalSettings } from './local/settings.ts'
import type { OidcClient } from './oidc/index.ts'
import { oidcClient } from './oidc/index.ts'
import type { Once } from './once.ts'
import type { SamlService } from './saml/index.ts'
import { samlService } from './saml/index.ts'
import { identityProvider } from './saml/provider.ts'
import type { LookUp, PasswordLogIn } from './types.ts'

/** What a running guard lends its sources. */
export interface Lent {
  readonly once: Once
  readonly accounts: AccountState
  readonly telling: LocalSettings['telling']
}

export interface World extends Lent {
  /** What the guard is called. */
  readonly name: string
  /** The text of a file; throws where it is not there. */
  readonly read: (file: string) => string
  /** What `file:PATH` or `env:NAME` stands for, without a line's end. */
  readonly secret: (named: string) => string
  /** Protected hosts, in the order of the file. */
  readonly hosts: readonly string[]
  /** Port on which browsers reach them. */
  readonly port: number
  readonly random: (bytes: number) => Buffer
  readonly now: () => number
}

/** Accounts of the guard's own, for their owners and for the operator, and the key of what their browsers keep. */
export interface Local {
  readonly accounts: LocalAccounts
  readonly office: AccountOffice
  readonly way: Buffer
}

export interface Sources {
  readonly logIn?: PasswordLogIn
  readonly local?: Local
  readonly saml?: SamlService
  readonly oidc?: OidcClient
  readonly lookUp: LookUp
}

/** The sources of people as `people` of guard.yaml names them. Throws where a file of them cannot be used. */
export function sourcesOf({ local: ownAccounts, ldap, saml, oidc }: PeopleFile, world: World): Sources {
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
  const local = ownAccounts === undefined ? undefined : localOf(ownAccounts, world, origin)
  const provider = saml === undefined ? undefined : identityProvider(read(saml.metadata))
  return {
    ...(entries === undefined ? {} : { logIn: entries.logIn }),
    ...(local === undefined ? {} : { logIn: local.accounts.logIn, local }),
    ...(saml === undefined || provider === undefined
      ? {}
      : {
          saml: samlService({
            name: saml.called,
            provider,
            entity: saml.entity ?? `${origin(hosts[0] ?? '')}/.guard/saml/metadata`,
            origin,
            ...(saml.signing === undefined ? {} : { signing: pairOf(saml.signing, read) }),
            ...(saml.encryption === undefined ? {} : { encryption: pairOf(saml.encryption, read) }),
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
    lookUp: async (id) => {
      if (id.startsWith('local:')) return local === undefined ? 'gone' : local.accounts.lookUp(id)
      return entries !== undefined && id.startsWith('ldap:') ? entries.lookUp(id) : 'unavailable'
    },
  }
}

function localOf(file: NonNullable<PeopleFile['local']>, world: World, origin: (host: string) => string): Local {
  const { name, hosts, random, now, accounts: store } = world
  const { pepper, way, ...secrets } = accountSecrets(world.secret(file.secret), random)
  const hashing = argon2id(pepper)
  const { 'second-factor': secondFactor, domain } = file
  const more = domain === undefined ? {} : { domain }
  return {
    way,
    accounts: localAccounts({ ...world, store, hashing, secrets, secondFactor, origin, ...more }),
    office: accountOffice({ store, hashing, names: [name, ...hosts], random, now }),
  }
}

/** A key and its certificate, in PEM. */
function pairOf(
  { key, certificate }: { readonly key: string; readonly certificate: string },
  read: World['read'],
): { readonly key: string; readonly certificate: string } {
  return { key: read(key), certificate: read(certificate) }
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
