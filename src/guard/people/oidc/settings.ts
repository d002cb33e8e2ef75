import type { Once } from '../once.ts'

/** One OpenID provider, to which the guard is one client. */
export interface OidcSettings {
  /** What people know it as. */
  readonly name: string
  /** `https://…`, as the provider writes it: not a character more. */
  readonly issuer: string
  readonly client: { readonly id: string; readonly secret: string }
  /** Certificates in PEM of who signs the provider's; without it those that the system trusts. */
  readonly authority?: string
  readonly scopes: readonly string[]
  /** The claim with the groups; the ID token's, or else that of the userinfo endpoint. */
  readonly groups?: string
  /** Values of `amr` (RFC 8176) that are log-ins with a second factor. */
  readonly secondFactor: readonly string[]
  /** Scheme, host and port of a protected host, as browsers see it. */
  readonly origin: (host: string) => string
  /** Milliseconds that its word holds at most. */
  readonly longest: number
  /** Milliseconds for each question. */
  readonly patience: number
  readonly once: Once
  readonly now: () => number
}
