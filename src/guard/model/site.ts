import type { BodyRule } from './body.ts'

/** One protected host: what stands behind it, and who may do what there. */
export interface Site {
  /** Lower case, without port. */
  readonly host: string
  /** What the program behind it is called: the audience of the identity that it is handed. */
  readonly component: string
  readonly upstream: Upstream
  readonly certificate?: Certificate
  readonly routes: readonly Route[]
  readonly limits: Limits
  readonly headers: SecurityHeaders
  readonly cookies: CookieRules
  /** Origins, besides the site's own, from which a browser may change something or open a socket. */
  readonly origins: readonly string[]
  /** A header that every request to the program carries, with a secret that callers never see. */
  readonly inject?: { readonly header: string; readonly secret: SecretSource }
  /** Header in which the program expects who it is, besides the signed identity. */
  readonly userHeader?: string
  /** Further headers of the client that never reach the program. */
  readonly strip: readonly string[]
  /** Where it stands in guard.yaml. */
  readonly line: number
}

export interface Upstream {
  readonly kind: 'http' | 'https' | 'unix'
  /** `host:port`, or the path of a socket. */
  readonly address: string
  /** For `https`: who signs its certificate, and the name that it must have. */
  readonly authority?: string
  readonly name?: string
  /** For `https`: our own certificate there. */
  readonly certificate?: Certificate
}

export interface Certificate {
  readonly certificate: string
  readonly key: string
}

/** A secret is named, never written: a file, or a variable of the environment. */
export interface SecretSource {
  readonly from: 'file' | 'env'
  readonly name: string
}

/** A part of a site's paths, and what it takes to get there. */
export interface Route {
  /** `host` and path as written: what records and explanations call it. */
  readonly id: string
  /** Decoded segments; `undefined` stands for any one segment. */
  readonly segments: readonly (string | undefined)[]
  /** Also everything below. */
  readonly below: boolean
  readonly methods: readonly string[]
  readonly access: Access
  readonly upgrade: boolean
  /** Most bytes of a request's body. */
  readonly body: number
  /** What of bodies is looked at, besides their size. */
  readonly look?: BodyRule
  /** What the program is asked instead of the route's own segments. */
  readonly rewrite?: string
  /** Pages of which other origins may use it, and how. */
  readonly cors?: Cors
  /** How many requests a minute one caller may make. */
  readonly rate?: number
  /** What keys do there is recorded after it was answered: the data plane may answer by itself. */
  readonly recordedAfter?: true
  readonly line: number
}

/** What a browser lets pages of other origins do (Fetch standard, CORS protocol). */
export interface Cors {
  /** Exact: `https://host` or `https://host:port`. */
  readonly origins: readonly string[]
  readonly methods: readonly string[]
  /** Headers that such a page may send, and may read. */
  readonly headers: readonly string[]
  readonly expose: readonly string[]
  /** With the cookies of whoever uses that browser. */
  readonly credentials: boolean
  /** Seconds that a browser need not ask again. */
  readonly maxAge: number
}

export type Access = { readonly kind: 'public' } | RightNeeded | { readonly kind: 'closed' }

export interface RightNeeded {
  readonly kind: 'right'
  /** For each method, or for all. */
  readonly right: Right | 'by-method'
  /** Name of what the right is on; `{2}` is the second segment of the path. */
  readonly resource: string
  readonly secondFactor: boolean
}

export const rights = ['read', 'write', 'execute', 'admin'] as const
export type Right = (typeof rights)[number]

export interface Limits {
  /** Bytes of a request's body where a route says nothing. */
  readonly body: number
  /** Seconds. */
  readonly readTimeout: number
  readonly connectionsPerAddress: number
  /** Requests a second of one address (of an IPv6 /64), whatever they are. */
  readonly requestsPerSecond?: number
  /** Requests a minute that try passwords at the program, of one caller and of one address. */
  readonly tries: number
}

export interface SecurityHeaders {
  /** Seconds; 0 is none. */
  readonly hsts: number
  /** Content-Security-Policy, and whether it is only reported. */
  readonly policy?: string
  readonly policyMode: 'off' | 'report' | 'enforce'
  readonly frame: 'deny' | 'sameorigin'
  readonly referrer: string
  /** What pages may ask the browser for (`features`). */
  readonly allow: readonly string[]
  /** Cross-Origin-Opener-Policy, -Resource-Policy and -Embedder-Policy. */
  readonly opener: string
  readonly resource: string
  readonly embedder: string
}

/** What the program's cookies become on their way to a browser. Each is `Secure`; names and values stay. */
export interface CookieRules {
  /** No script reads them. */
  readonly httpOnly: boolean
  /** Names of those that scripts have to read all the same. */
  readonly readable: readonly string[]
  /** For those of which `sameSiteOf` says nothing; without it what the program says stays. */
  readonly sameSite?: 'strict' | 'lax' | 'none'
  readonly sameSiteOf: Readonly<Record<string, 'strict' | 'lax' | 'none'>>
}

/** What the data plane has to let through to the routes of a site, in bytes. */
export function largestBody({ routes }: Site): number {
  return Math.max(...routes.map(({ body }) => body))
}
