import type { NotScanned, ScanReport } from '../scan/verdict.ts'

/** Why a body is not handed on: closed, and shown to whoever asks. */
export type BodyReason =
  | 'body-too-large'
  | 'body-type'
  | 'body-schema'
  | 'body-malformed'
  | 'infected'
  | 'not-scanned'
  | 'sensitive-field'
  | 'partial-answer'
  | 'no-room'

export interface BodyRefusal {
  readonly status: 400 | 413 | 415 | 422 | 502 | 503
  readonly reason: BodyReason
  /** What exactly, in words of rules and never of the body: for the log. */
  readonly detail: string
}

/** Ends what is done for a request; what was not handed on yet never is. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly refusal: BodyRefusal

  constructor(status: BodyRefusal['status'], reason: BodyReason, detail: string) {
    super(detail)
    this.refusal = { status, reason, detail }
  }
}

/** What the scanner could not do, and might do another time. */
const ours: readonly NotScanned[] = ['unreachable', 'timeout', 'broken', 'wrong-answer', 'busy', 'unfit', 'cancelled']

/** The refusal of what was scanned and may not pass: a program's answer is never the caller's fault. */
export function scanRefusal({ verdict }: ScanReport, direction: 'upload' | 'download'): Refused {
  const theirs = direction === 'upload' ? 422 : 502
  if (verdict.kind === 'infected') return new Refused(theirs, 'infected', verdict.name)
  if (verdict.kind === 'clean') return new Refused(503, 'not-scanned', 'not all of it was scanned')
  const { reason, detail } = verdict
  if (ours.includes(reason)) return new Refused(503, 'not-scanned', `${reason}: ${detail}`)
  return new Refused(reason === 'too-large' && direction === 'upload' ? 413 : theirs, 'not-scanned', `${reason}: ${detail}`)
}
