export type AuditFaultCode =
  /** the event is none of the closed set: a bug of the caller */
  | 'not-an-event'
  /** the disk did not take it, or did not say that it did */
  | 'not-written'
  /** more waits than is kept in memory */
  | 'overflow'
  /** what stands in the folder is not what was signed */
  | 'not-as-signed'
  /** another process writes there */
  | 'held'
  | 'closed'

/** A record that is not on the disk. For a caller of a class that is fail-closed this is a deny. */
export class AuditFault extends Error {
  readonly code: AuditFaultCode

  constructor(code: AuditFaultCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'AuditFault'
    this.code = code
  }
}

/** What the system says of a failed call, without paths: `ENOSPC`. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
}
