export type StateFaultCode =
  /** it does not answer, or not in time */
  | 'unavailable'
  /** somebody else was first */
  | 'conflict'
  /** what it was given is none of what may be kept there */
  | 'refused'
  /** a later version of this program wrote it */
  | 'newer'
  /** what is kept there is not what this program writes */
  | 'damaged'

/** What could not be kept or known. For whoever asks because of a request this is a deny. Its message quotes no value. */
export class StateFault extends Error {
  readonly code: StateFaultCode

  constructor(code: StateFaultCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'StateFault'
    this.code = code
  }
}
