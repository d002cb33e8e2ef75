import type { Place } from './place.ts'
import { placeText } from './place.ts'

export type ErrorCode =
  /** the call is wrong, or nothing could be judged */
  | 'usage'
  | 'no-such-path'
  | 'nothing-to-judge'
  | 'outside-root'
  | 'too-large'
  | 'not-text'
  | 'syntax'
  | 'loop'
  | 'too-complex'
  /** the world */
  | 'unreadable'
  | 'unwritable'

/** What happened, where, and what to do. Anything else that is thrown is a bug of ours. */
export class RingwallError extends Error {
  readonly code: ErrorCode
  readonly place: Place | undefined
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, options: { place?: Place; hint?: string; cause?: unknown } = {}) {
    super(options.place === undefined ? message : `${placeText(options.place)}: ${message}`, { cause: options.cause })
    this.name = 'RingwallError'
    this.code = code
    this.place = options.place
    this.hint = options.hint
  }
}
