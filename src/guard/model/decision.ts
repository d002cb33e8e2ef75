import type { Principal } from './principal.ts'
import type { Access, Route, Site } from './site.ts'

/** `cors`: pages of this origin may read the answer, by this one of the rules of the site (see `corsRoutes`). */
export type Decision = (Allow | Preflight | Challenge | Deny) & { readonly cors?: AllowedOrigin }

export interface AllowedOrigin {
  readonly origin: string
  readonly rule: number
}

/** A browser asked whether a page of another origin may ask: that is answered, and goes no further. */
export interface Preflight {
  readonly outcome: 'preflight'
  readonly route: string
}

declare const made: unique symbol

/** Only `allow` and `allowPublic` make one: without an identity, or a route that is public, there is none. */
export interface Allow {
  readonly outcome: 'allow'
  readonly principal: Principal | 'anyone'
  readonly site: Site
  readonly route: Route
  /** The rule that lets it through. */
  readonly why: string
  /** Whether the data plane may keep the answer for a moment. */
  readonly cacheable: boolean
  readonly [made]: true
}

export interface Challenge {
  readonly outcome: 'challenge'
  /** `log-in`: a browser is sent to the portal; `credentials`: 401. */
  readonly ask: 'log-in' | 'credentials'
  readonly reason: Reason
  readonly route?: string
}

export interface Deny {
  readonly outcome: 'deny'
  readonly status: 400 | 403 | 405 | 411 | 413 | 421 | 429 | 503
  readonly reason: Reason
  /** What exactly: for `explain` and for records, never for the client. */
  readonly detail?: string
  /** Seconds after which it may be asked again. */
  readonly later?: number
  readonly route?: string
  /** Who was refused, where that is known. */
  readonly principal?: Principal
}

/** Why something is not let through: closed, and shown to whoever asks. */
export type Reason =
  | 'ambiguous-path'
  | 'ambiguous-credentials'
  | 'body-too-large'
  | 'broken-credentials'
  | 'closed-route'
  | 'cross-site'
  | 'key-expired'
  | 'key-revoked'
  | 'key-scope'
  | 'key-source'
  | 'method-not-allowed'
  | 'no-credentials'
  | 'no-right'
  | 'no-route'
  | 'plaintext'
  | 'second-factor'
  | 'session-ended'
  | 'too-many-requests'
  | 'unavailable'
  | 'unknown-host'
  | 'unknown-key'

/** Somebody who was recognised, and the rule that lets them. */
export function allow(principal: Principal, site: Site, route: Route, why: string, cacheable: boolean): Allow {
  return { outcome: 'allow', principal, site, route, why, cacheable } as Allow
}

export type PublicRoute = Route & { readonly access: Extract<Access, { kind: 'public' }> }

export function isPublic(route: Route): route is PublicRoute {
  return route.access.kind === 'public'
}

export function allowPublic(site: Site, route: PublicRoute): Allow {
  return { outcome: 'allow', principal: 'anyone', site, route, why: 'the route is public', cacheable: true } as Allow
}

export function deny(status: Deny['status'], reason: Reason, more: Pick<Deny, 'detail' | 'later' | 'route' | 'principal'> = {}): Deny {
  return { outcome: 'deny', status, reason, ...more }
}
