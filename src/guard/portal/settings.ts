import type { ReportBook } from '../browser/csp/book.ts'
import type { Site } from '../model/site.ts'
import type { Budget } from '../people/budget.ts'
import type { LocalAccounts } from '../people/local/index.ts'
import type { OidcClient } from '../people/oidc/index.ts'
import type { SamlService } from '../people/saml/index.ts'
import type { Sessions } from '../people/sessions.ts'
import type { Sealing } from '../people/started.ts'
import type { PasswordLogIn } from '../people/types.ts'

import type { RightDesk } from '../rights/desk.ts'

export type HowLocal = 'password' | 'totp' | 'webauthn' | 'recovery-code'

export interface PortalEvent {
  readonly what: 'log-in' | 'log-out'
  readonly outcome: 'granted' | 'refused'
  /** The id of who was recognised; otherwise what was typed, which is never written as it is, or whose word was not believed. */
  readonly who: { readonly id: string } | { readonly typed: string } | { readonly from: 'saml' | 'oidc' }
  /** Of a log-in of an account of the guard's own. */
  readonly how?: HowLocal
  readonly remote: string
  readonly host: string
  readonly reason?: string
}

/** Accounts of the guard's own, and what seals a log-in that is under way with one. */
export interface LocalPortal {
  readonly accounts: LocalAccounts
  readonly sealing: Sealing
}

export interface PortalSettings {
  readonly sites: readonly Site[]
  readonly sessions: Sessions
  readonly logIn?: PasswordLogIn
  readonly local?: LocalPortal
  readonly providers?: { readonly sealing: Sealing; readonly saml?: SamlService; readonly oidc?: OidcClient }
  /** Without it nobody changes rights here. */
  readonly rights?: Pick<RightDesk, 'give' | 'take'>
  /** Without it nobody's reports are taken. */
  readonly reports?: Pick<ReportBook, 'take'>
  readonly budget: Budget
  readonly random: (bytes: number) => Buffer
  /** Waits until that many milliseconds have passed since a moment: a name that nobody has takes as long as a wrong password. */
  readonly atLeast: (since: number, milliseconds: number) => Promise<void>
  readonly now: () => number
  /** Told before the answer; what throws is a refusal. */
  readonly record: (event: PortalEvent) => void | Promise<void>
}
