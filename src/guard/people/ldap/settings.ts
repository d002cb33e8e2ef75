/** A directory in which people are searched for and whose word their password is. */
export interface LdapSettings {
  /** `ldaps://host:636`, or `ldap://host:389`, which is upgraded before anything is said. */
  readonly url: string
  /** Certificates in PEM of who signs its own; no other authority counts. */
  readonly authority: string
  /** The name that its certificate must have. */
  readonly name: string
  /** Who searches. */
  readonly account: { readonly dn: string; readonly password: string }
  readonly people: {
    readonly base: string
    /** What people type: `uid`, `sAMAccountName`, `mail`. */
    readonly attribute: string
    /** An attribute that is never given to another one: `entryUUID`, `objectGUID`. */
    readonly id: string
    readonly shown: string
    /** What an entry must have to be let in: `{ objectClass: 'inetOrgPerson' }`. */
    readonly require: Readonly<Record<string, string>>
  }
  readonly groups?: {
    readonly base: string
    /** `member`, `uniqueMember`: its values are names of entries. */
    readonly member: string
    readonly name: string
  }
  /** Milliseconds for each step. */
  readonly patience: number
}
