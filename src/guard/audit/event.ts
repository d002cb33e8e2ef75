import type { Address, Hashed, Instant, Label } from './values.ts'

/** Who it was: somebody the guard knows by name, or only what was given as a name. */
export type Who =
  | { readonly type: 'account' | 'key' | 'worker' | 'guard' | 'component'; readonly id: Label }
  | { readonly type: 'unknown'; readonly id: Hashed }
  | { readonly type: 'anonymous' }

export interface LogIn {
  readonly kind: 'log-in'
  readonly who: Who
  readonly how: 'password' | 'ldap' | 'saml' | 'oidc' | 'certificate' | 'totp' | 'webauthn' | 'recovery-code'
  readonly outcome: 'granted' | 'refused'
  readonly reason?: Label
  readonly source: Address
  readonly session?: Hashed
}

export interface LogOut {
  readonly kind: 'log-out'
  readonly who: Who
  readonly why: 'asked' | 'idle' | 'expired' | 'revoked' | 'vanished' | 'provider'
  readonly session?: Hashed
}

export interface Decision {
  readonly kind: 'decision'
  /** What the route is for, as its description says. */
  readonly access: 'management' | 'data' | 'other'
  readonly verdict: 'allow' | 'deny' | 'challenge'
  readonly who: Who
  readonly method: Label
  readonly host: Label
  readonly route?: Label
  readonly rule?: Label
  readonly reason?: Label
  /** Of the target as it was sent: paths may hold tokens. */
  readonly target?: Hashed
  readonly source: Address
}

export interface Right {
  readonly kind: 'right'
  readonly by: Who
  readonly change: 'granted' | 'denied' | 'revoked' | 'member-added' | 'member-removed' | 'administrator-added' | 'administrator-removed'
  readonly outcome: 'done' | 'refused'
  /** Public name of the grant. */
  readonly grant?: Label
  readonly subject?: Label
  readonly relation?: Label
  readonly resource?: Label
  readonly group?: Label
  readonly until?: Instant
  readonly reason?: Label
}

export interface KeyEvent {
  readonly kind: 'key'
  readonly by: Who
  readonly change: 'created' | 'rotated' | 'changed' | 'revoked' | 'expired'
  /** Its public name, never a part of it. */
  readonly key: Label
  readonly owner?: Label
  readonly until?: Instant
}

export interface AccountEvent {
  readonly kind: 'account'
  readonly by: Who
  readonly change: 'created' | 'changed' | 'disabled' | 'enabled' | 'deleted' | 'password' | 'second-factor'
  readonly account: Label
}

/** What the guard works by was loaded or changed. */
export interface SettingsEvent {
  readonly kind: 'settings'
  readonly by: Who
  readonly what: Label
  readonly content: Hashed
}

export interface Scan {
  readonly kind: 'scan'
  readonly who: Who
  readonly route: Label
  readonly direction: 'upload' | 'download'
  readonly verdict: 'clean' | 'infected' | 'not-scanned'
  /** Of the signature, or why it was not scanned. */
  readonly name?: Label
  /** Where in the body, and how much of it was looked at there; absent where all is clean. */
  readonly place?: Label
  readonly bytes?: number
  readonly content?: Hashed
}

/** A body that was not handed on, by the rules of its route. */
export interface BodyRefused {
  readonly kind: 'body'
  readonly who: Who
  readonly route: Label
  readonly direction: 'upload' | 'download'
  readonly reason: Label
  readonly detail: Label
}

export interface Egress {
  readonly kind: 'egress'
  readonly component: Label
  readonly to: Label
  readonly port: number
  readonly outcome: 'refused' | 'reported'
  readonly reason: Label
}

/** Something that the guard works by ends soon, or has ended. */
export interface EndingEvent {
  readonly kind: 'ending'
  readonly what: Label
  readonly until: Instant
}

export interface Start {
  readonly kind: 'start'
  readonly version: Label
}

export interface Stop {
  readonly kind: 'stop'
}

/** Something that should stand here does not, or may not. */
export interface Gap {
  readonly kind: 'gap'
  readonly cause: 'not-stopped' | 'torn' | 'not-written' | 'overflow' | 'checkpoint-not-delivered'
  /** Events that were let go of; those of an answer that was refused for want of its record are among `refused`. */
  readonly lost?: number
  readonly refused?: number
  /** Bytes that were set aside. */
  readonly bytes?: number
  readonly since?: Instant
  readonly reason?: Label
}

export type AuditEvent =
  | LogIn
  | LogOut
  | Decision
  | Right
  | KeyEvent
  | AccountEvent
  | SettingsEvent
  | Scan
  | BodyRefused
  | Egress
  | EndingEvent
  | Start
  | Stop
  | Gap

export type EventClass = 'management' | 'data' | 'authentication' | 'authorization' | 'content' | 'egress' | 'operation'

export function classOf(event: AuditEvent): EventClass {
  switch (event.kind) {
    case 'right':
    case 'key':
    case 'account':
    case 'settings':
      return 'management'
    case 'decision':
      return event.access === 'other' ? 'authorization' : event.access
    case 'log-in':
    case 'log-out':
      return 'authentication'
    case 'scan':
    case 'body':
      return 'content'
    case 'egress':
      return 'egress'
    case 'ending':
    case 'start':
    case 'stop':
    case 'gap':
      return 'operation'
  }
}

/** Whether it is on the disk before the answer is given: what manages and what reaches data. A refusal needs no record to be safe. */
export function isFailClosed(event: AuditEvent): boolean {
  const of = classOf(event)
  return (of === 'management' || of === 'data') && !isRefusal(event)
}

/** What anybody can cause as often as he likes: said once, then counted. */
export function isRefusal(event: AuditEvent): boolean {
  if (event.kind === 'decision') return event.verdict !== 'allow'
  if (event.kind === 'log-in') return event.outcome === 'refused'
  return event.kind === 'egress' || event.kind === 'body'
}
