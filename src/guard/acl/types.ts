/** Ordered: who may one may all before it. `none` is the answer where nothing was given, and the relation of a bare grant right. */
export const relations = ['none', 'read', 'write', 'execute', 'admin'] as const
export type Relation = (typeof relations)[number]

/** Who asks, or is given something. Ids are exact: case and spelling count. */
export interface Subject {
  readonly kind: 'user' | 'group' | 'key' | 'worker'
  /** A group of a directory is `SOURCE:NAME`; a local group has no colon in its name. */
  readonly id: string
}

export interface Resource {
  /** `resource` is what the application itself knows under the id. */
  readonly kind: 'route' | 'component' | 'resource' | 'secret' | 'zone' | 'report' | 'key'
  readonly id: string
}

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'

/** Hours of a day. Where `to` is before `from` they end on the next day, and `days` are those on which they begin. */
export interface Hours {
  /** `HH:MM`, the first minute. */
  readonly from: string
  /** `HH:MM`, the first minute that is no longer meant. */
  readonly to: string
  /** Absent: every day. */
  readonly days?: readonly Weekday[]
  /** A name of the IANA time zone database; absent: UTC. */
  readonly zone?: string
}

/** All that are named have to hold. */
export interface Conditions {
  /** CIDR; the address of the caller lies in one of them. */
  readonly networks?: readonly string[]
  readonly hours?: Hours
  /** The session stands on a second factor. */
  readonly mfa?: true
}

export interface Grant {
  readonly id: string
  readonly subject: Subject
  readonly resource: Resource
  /** `allow` is up to the relation, `deny` is the relation and all above it. A deny wins over every allow. */
  readonly effect: 'allow' | 'deny'
  readonly relation: Relation
  /** The grant right: to give others what one has oneself on this resource. Of allows only. */
  readonly mayGrant?: true
  /** Milliseconds since the epoch; from then on it does not count. */
  readonly expires?: number
  readonly conditions?: Conditions
  readonly by: Subject
  /** When it was given, in milliseconds since the epoch. */
  readonly at: number
}

export interface Membership {
  readonly group: string
  readonly member: Subject
}

/** What is decided here. Everything that changes it counts the epoch up. */
export interface AclState {
  readonly epoch: number
  /** Who may change anything. It gives them no relation to any resource. */
  readonly administrators: readonly Subject[]
  readonly grants: readonly Grant[]
  /** Groups that are kept here; their members may be groups of a directory. */
  readonly memberships: readonly Membership[]
}

/** What a directory said of its own groups: a fact with a date, never mixed with what is given here. */
export interface DirectoryFacts {
  /** `ldap`; in front of each of its groups: `ldap:operators`. */
  readonly source: string
  /** Milliseconds since the epoch. */
  readonly fetchedAt: number
  /** Milliseconds for which a membership of it may allow. It denies for as long as nothing newer is known. */
  readonly maxAge: number
  readonly memberships: readonly Membership[]
}

/** What is known of the moment in which somebody asks. What is absent is not known, and then no allow rests on it and every deny does. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly address?: string
  readonly mfa?: boolean
}

/** What somebody has on a resource at a moment. */
export interface Held {
  readonly relation: Relation
  /** May give others up to that relation. */
  readonly mayGrant: boolean
}

export type Change =
  | { readonly kind: 'give'; readonly grant: Omit<Grant, 'by' | 'at'> }
  | { readonly kind: 'take'; readonly id: string }
  | { readonly kind: 'add-member' | 'remove-member'; readonly group: string; readonly member: Subject }
  | { readonly kind: 'add-administrator' | 'remove-administrator'; readonly subject: Subject }

export interface Actor {
  readonly subject: Subject
  readonly moment: Moment
}

export type RefusalReason =
  | 'malformed'
  | 'not-permitted'
  | 'more-than-held'
  | 'to-oneself'
  | 'not-there'
  | 'already-there'
  | 'cycle'
  | 'too-deep'
  | 'last-administrator'

export interface Refusal {
  readonly reason: RefusalReason
  /** One sentence for whoever asked. */
  readonly detail: string
}

export type Outcome = { readonly ok: true; readonly state: AclState } | { readonly ok: false; readonly refusal: Refusal }

/** What the audit log is told: each change that was asked for, made or refused. */
export interface AclEvent {
  readonly what: 'acl-change'
  readonly at: number
  readonly by: Subject
  readonly change: Change
  /** The epoch after a change that was made. */
  readonly epoch?: number
  readonly refused?: RefusalReason
}
