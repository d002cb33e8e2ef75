import { z } from 'zod'
import { certificate, duration, file, hostName, secret } from './words.ts'

/** Where people are known: a directory whose passwords they type, or accounts of the guard's own, and providers that they are sent to. */
export interface PeopleFile {
  readonly local?: LocalFile | undefined
  readonly ldap?: LdapFile | undefined
  readonly saml?: SamlFile | undefined
  readonly oidc?: OidcFile | undefined
}

export interface LocalFile {
  readonly secret: string
  readonly 'second-factor': 'required' | 'optional'
  readonly domain?: string | undefined
}

export interface LdapFile {
  readonly url: string
  readonly authority: string
  readonly name: string
  readonly account: { readonly dn: string; readonly password: string }
  readonly people: {
    readonly base: string
    readonly attribute: string
    readonly id: string
    readonly shown: string
    readonly require: Readonly<Record<string, string>>
  }
  readonly groups?: { readonly base: string; readonly member: string; readonly name: string } | undefined
  readonly patience: string
}

interface ProviderFile {
  readonly called: string
  readonly 'second-factor': readonly string[]
  readonly holds: string
}

export interface SamlFile extends ProviderFile {
  readonly metadata: string
  readonly entity?: string | undefined
  readonly signing?: { readonly certificate: string; readonly key: string } | undefined
  readonly encryption?: { readonly certificate: string; readonly key: string } | undefined
  readonly attributes: { readonly id?: string | undefined; readonly shown?: string | undefined; readonly groups?: string | undefined }
}

export interface OidcFile extends ProviderFile {
  readonly issuer: string
  readonly client: { readonly id: string; readonly secret: string }
  readonly authority?: string | undefined
  readonly scopes: readonly string[]
  readonly groups?: string | undefined
  readonly patience: string
}

const line = z.string().regex(/^[^\p{Cc}]{1,500}$/u, 'one line of text')
const attribute = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'the name of an attribute')
const uri = z.string().regex(/^[\x21-\x22\x24-\x7e]{1,1024}$/, 'an address without spaces and without "#"')
const patience = duration.default('5s').describe('For each question.')

const provider = {
  called: line.describe('What people know it as.'),
  'second-factor': z.array(line).default([]).describe('What it says of a log-in with a second factor: AuthnContextClassRef of SAML, amr of OpenID.'),
  holds: duration.default('1h').describe('How long its word holds at most: it cannot be asked again.'),
}

const local = z.strictObject({
  secret: secret.describe('32 bytes or more: without them what is kept of passwords and one-time passwords is worth nothing.'),
  'second-factor': z.enum(['required', 'optional']).default('required'),
  domain: hostName.optional().describe('All sites are of it, and a passkey is of all of them; by default each site has its own.'),
})

const ldap = z.strictObject({
  url: z.string().regex(/^ldaps?:\/\/[A-Za-z0-9.-]+:\d{1,5}$/, 'ldaps://host:port, or ldap://host:port, which is upgraded to TLS'),
  authority: file.describe('Who signs its certificate, in PEM; no other one counts.'),
  name: hostName.describe('The name that its certificate must have.'),
  account: z.strictObject({ dn: line, password: secret }).describe('Who searches.'),
  people: z.strictObject({
    base: line,
    attribute: attribute.default('uid').describe('What people type.'),
    id: attribute.default('entryUUID').describe('What is never given to another one.'),
    shown: attribute.default('cn'),
    require: z.record(attribute, line).default({ objectClass: 'inetOrgPerson' }).describe('What an entry must have to be let in.'),
  }),
  groups: z.strictObject({ base: line, member: attribute.default('member'), name: attribute.default('cn') }).optional(),
  patience,
})

const saml = z.strictObject({
  ...provider,
  metadata: file.describe('Metadata of the provider.'),
  entity: uri.optional().describe('What the guard is to the provider; by default the address of its metadata on the first site.'),
  signing: certificate.optional().describe('Signs requests; without it there is no single log-out.'),
  encryption: certificate.optional().describe('Opens assertions that the provider encrypts; without it they are refused.'),
  attributes: z
    .strictObject({ id: line.optional().describe('Without it, a persistent NameID.'), shown: line.optional(), groups: line.optional() })
    .prefault({}),
})

const oidc = z.strictObject({
  ...provider,
  issuer: z.string().regex(/^https:\/\/[^\s?#]{1,1000}$/, 'https://, as the provider writes it'),
  client: z.strictObject({ id: line, secret }),
  authority: file.optional().describe('Who signs its certificate, in PEM; by default those that the system trusts.'),
  scopes: z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/, 'the name of a scope')).default([]),
  groups: line.optional().describe('The claim with the groups.'),
  patience,
})

export const people: z.ZodType<PeopleFile> = z
  .strictObject({ local: local.optional(), ldap: ldap.optional(), saml: saml.optional(), oidc: oidc.optional() })
  .refine((value) => value.local === undefined || value.ldap === undefined, 'local or ldap: a password is tried in one place')
