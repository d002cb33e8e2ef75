import type { Once } from '../once.ts'
import type { IdentityProvider } from './provider.ts'

/** One identity provider, to which the guard is one service. */
export interface SamlSettings {
  /** What people know it as. */
  readonly name: string
  readonly provider: IdentityProvider
  /** What we are to the provider. */
  readonly entity: string
  /** Scheme, host and port of a protected host, as browsers see it. */
  readonly origin: (host: string) => string
  /** Signs requests; both in PEM. */
  readonly signing?: { readonly key: string; readonly certificate: string }
  /** Opens assertions that are encrypted for us; both in PEM. Without it they are refused. */
  readonly encryption?: { readonly key: string; readonly certificate: string }
  /** Names of attributes; without `id` it is the NameID, which then has to be persistent. */
  readonly attributes: { readonly id?: string; readonly shown?: string; readonly groups?: string }
  /** Contexts (AuthnContextClassRef) that are log-ins with a second factor. */
  readonly secondFactor: readonly string[]
  /** Milliseconds that its word holds at most: it cannot be asked again. */
  readonly longest: number
  readonly once: Once
  readonly random: (bytes: number) => Buffer
  readonly now: () => number
}
