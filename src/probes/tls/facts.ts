import type { DhAnswer } from '../../protocols/tls-guideline/suites.ts'
import type { Flight, Ssl2Outcome } from '../../wire/tls/ask.ts'
import type { Renegotiation, Resumption } from '../../wire/tls/again.ts'
import { said } from '../../wire/tls/ask.ts'
import type { Session13 } from '../../wire/tls/handshake13.ts'
import type { NotAsked } from './asker.ts'

/** What one version of TLS was answered with. */
export interface VersionFact {
  readonly version: number
  readonly state: 'accepted' | 'refused' | 'unknown'
  readonly why?: string
}

/** Suites of one version as they were taken. */
export interface SuiteFact {
  readonly version: number
  /** In the server's order where `preference` says so. */
  readonly suites: readonly number[]
  /** Who decides among those that both have; absent: there is only one, or it was not asked. */
  readonly preference?: 'server' | 'client'
  /** All of them: no other one is taken. */
  readonly whole: boolean
  /** Why it is not known whether these are all. */
  readonly why?: string
}

/** Whether a client certificate is asked for, and needed. */
export interface ClientCertificateFact {
  readonly state: 'not-asked' | 'optional' | 'required' | 'unknown'
  /** Authorities whose certificates would do; only counted and named in DER. */
  readonly issuers: readonly Buffer[]
  readonly why?: string
}

/** All that was seen of one server's TLS. Plain data: judged elsewhere. */
export interface TlsFacts {
  readonly versions: readonly VersionFact[]
  /** What was taken first of each version before TLS 1.3, when every suite was offered. */
  readonly begun: ReadonlyMap<number, Flight>
  /** Suites that were offered together and refused in words, by version. */
  readonly refused: ReadonlyMap<number, readonly number[]>
  readonly suites: readonly SuiteFact[]
  /** Questions about suites that stay open, in a clause each. */
  readonly open: readonly string[]
  /** The best handshake in clear, up to TLS 1.2. */
  readonly flights: readonly Flight[]
  readonly sessions: readonly Session13[]
  readonly dh?: DhAnswer
  /** In the server's order. */
  readonly groups13?: readonly number[]
  /** Before TLS 1.3, beside those. */
  readonly curves12?: readonly number[]
  /** It notices a client that was made to come back with a lower version (RFC 7507). */
  readonly fallback?: 'noticed' | 'ignored'
  readonly clientCertificate?: ClientCertificateFact
  /** What a client sees that sends no name, beside what is shown by name. */
  readonly unnamed?: 'same' | 'other' | 'refused'
  /** Whether sessions are taken up again, by version. */
  readonly resumption?: ReadonlyMap<number, Resumption>
  /** Of TLS 1.2 and older, begun by the client. */
  readonly renegotiation?: Renegotiation
}

/** What an outcome proves on a version, when some other one is accepted on the same server in the same run. */
export function stateOf(version: number, outcome: Ssl2Outcome | Session13 | NotAsked, isAlive: boolean): VersionFact {
  switch (outcome.kind) {
    case 'accepted':
    case 'established':
    case 'ssl2':
      return { version, state: 'accepted' }
    case 'alert':
    case 'closed':
    case 'reset':
    case 'other-version':
    case 'not-tls':
      if (isAlive) return { version, state: 'refused' }
      return { version, state: 'unknown', why: `no version at all was accepted: it ${said(outcome)}` }
    case 'garbled':
    case 'silent':
    case 'unexpected':
      return { version, state: 'unknown', why: `it ${said(outcome)}` }
    case 'not-asked':
      return { version, state: 'unknown', why: outcome.fault.detail }
  }
}
