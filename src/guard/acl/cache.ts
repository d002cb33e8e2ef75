import type { Acl } from './compile.ts'
import { keyOf } from './order.ts'
import type { Held, Moment, Resource, Subject } from './types.ts'

interface Kept {
  readonly held: Held
  /** From this moment on until that one, nothing that time changes has changed. */
  readonly from: number
  readonly until: number
}

/**
 * Answers that are given again for as long as they are true: of the same epoch, and of the same moment in all that the answer rests on.
 * At most `most` of them are kept; all are thrown away when there are more.
 */
export class AnswerCache {
  readonly #most: number
  #kept = new Map<string, Kept>()
  #acl: Acl | undefined

  constructor(most = 100_000) {
    this.#most = most
  }

  get size(): number {
    return this.#kept.size
  }

  held(acl: Acl, subject: Subject, resource: Resource, moment: Moment): Held {
    // facts of a directory change what is compiled and not the epoch: what was compiled is the key
    if (acl !== this.#acl) {
      this.#kept = new Map()
      this.#acl = acl
    }
    const varies = acl.varies(subject, resource)
    // what was compiled is the answer
    if (varies.isFixed) return acl.held(subject, resource, moment)
    const key = JSON.stringify([
      keyOf(subject),
      keyOf(resource),
      varies.address ? (moment.address ?? null) : null,
      varies.mfa ? (moment.mfa ?? null) : null,
    ])
    const { now } = moment
    const kept = this.#kept.get(key)
    if (kept !== undefined && now >= kept.from && now < kept.until) return kept.held
    const held = acl.held(subject, resource, moment)
    const minute = Math.floor(now / 60_000) * 60_000
    const from = Math.max(varies.minute ? minute : -Infinity, ...varies.ends.filter((end) => end <= now))
    const until = Math.min(varies.minute ? minute + 60_000 : Infinity, ...varies.ends.filter((end) => end > now))
    if (this.#kept.size >= this.#most) this.#kept = new Map()
    this.#kept.set(key, { held, from, until })
    return held
  }
}
