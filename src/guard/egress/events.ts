import type { EgressReason } from './list.ts'

/** What the audit log is told of a connection: when it is opened or refused, and when it ends. */
export interface EgressEvent {
  readonly what: 'egress'
  /** Milliseconds since the epoch. */
  readonly at: number
  /** `reported`: it would have been refused. */
  readonly outcome: 'opened' | 'refused' | 'reported' | 'closed'
  readonly role: string
  /** As it was read; empty where it could not be. */
  readonly host: string
  readonly port: number
  readonly entry?: string
  /** The address that was checked and connected to. */
  readonly address?: string
  readonly reason?: EgressReason
  readonly detail?: string
  /** `not-seen`: in TLS 1.3 and where a session is taken up again the certificate is not in the clear. */
  readonly pin?: 'matches' | 'differs' | 'not-seen'
  /**
   * Of what was opened. What is within TLS nobody here can read: it is not scannable. `clear`: an exception lets it be anything else. `scanned`: one
   * request of HTTP in the clear, whose body was scanned before, and whose answer is before it is given.
   */
  readonly carried?: 'tls' | 'clear' | 'scanned'
  /** Bytes from the component and to it, of what ended. */
  readonly sent?: number
  readonly received?: number
}

export type TellEgress = (event: EgressEvent) => Promise<void>
