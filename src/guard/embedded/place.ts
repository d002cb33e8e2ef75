import { looks, verdictsTake } from '../render/bodies.ts'
import { answers, common, hidden, own, stripped } from '../render/headers.ts'
import type { GuardDocument } from '../document/read.ts'
import type { Site } from '../model/site.ts'
import { largestBody } from '../model/site.ts'
import { corsRoutes } from '../browser/cors.ts'
import type { Headers } from '../relay/hops.ts'

/** A site, with what of it would be the same for each request. */
export interface Place {
  readonly site: Site
  /** Headers of clients that do not reach the program, and of the program that do not reach clients; in lower case. */
  readonly gone: ReadonlySet<string>
  readonly hidden: ReadonlySet<string>
  /** Headers of every answer, and of those of the program. */
  readonly common: Headers
  readonly answers: Headers
  /** A native key that the program is asked with. */
  readonly injected: Headers
  /** Bytes of a body of unknown length. */
  readonly largest: number
  readonly hasCors: boolean
  /** Seconds that an answer may take whose body, or whose request's, is looked at. */
  readonly lookedPatience: number
  readonly looks: boolean
}

export function placeOf(site: Site, document: GuardDocument, secret: (source: string) => string): Place {
  const { inject } = site
  const others = ['Host', 'X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto', own.user, own.assertion]
  return {
    site,
    gone: new Set([...stripped(site), ...others, ...(site.userHeader === undefined ? [] : [site.userHeader])].map((name) => name.toLowerCase())),
    hidden: new Set(hidden(site).map((name) => name.toLowerCase())),
    common: common(site),
    answers: answers(site),
    injected: inject === undefined ? [] : [[inject.header, secret(`${inject.secret.from}:${inject.secret.name}`)]],
    largest: largestBody(site),
    hasCors: corsRoutes(site).length > 0,
    lookedPatience: site.limits.readTimeout + verdictsTake(document),
    looks: looks(site),
  }
}
