import { corsRoutes } from '../browser/cors.ts'
import type { Cors } from '../model/site.ts'
import type { Headers } from '../relay/hops.ts'
import { handedOver, oneOf } from '../relay/hops.ts'
import type { Answer } from '../serve/heads/write.ts'
import { answered } from '../serve/wire.ts'
import { rewrittenCookie } from './cookies.ts'
import type { Place } from './place.ts'

/** Headers of a program's answer as the client gets them. */
export function fromProgram(raw: readonly string[], place: Place, decision: Answer): Headers {
  const { site, hidden, answers } = place
  const kept = handedOver(raw, (name) => hidden.has(name)).flatMap(([name, value]): Headers => {
    if (name.toLowerCase() !== 'set-cookie') return [[name, value]]
    const cookie = rewrittenCookie(value, site.cookies)
    return cookie === undefined ? [] : [[name, cookie]]
  })
  // what somebody got who is known is for no cache that others share, but where the program knows better
  const isPrivate =
    decision.headers[answered.user] !== undefined && oneOf(kept, 'cache-control') === undefined && oneOf(kept, 'expires') === undefined
  return [...kept, ...answers, ...corsOf(place, decision), ...(isPrivate ? [['Cache-Control', 'private'] as const] : [])]
}

/** Those of the portal, which brings a policy of its own. */
export function fromPortal(raw: readonly string[], { common }: Place): Headers {
  const kept = handedOver(raw, () => false)
  return [...kept, ...common.filter(([name]) => oneOf(kept, name.toLowerCase()) === undefined)]
}

/** Those of an answer of the guard's own. */
export function ofGuard(place: Place | undefined, decision: Answer | undefined): Headers {
  const rest = [['Cache-Control', 'no-store'] as const]
  if (place === undefined) return rest
  return [...place.answers, ...(decision === undefined ? [] : corsOf(place, decision)), ...rest]
}

const names: readonly (readonly [name: string, isBefore: boolean, of: (cors: Cors) => string])[] = [
  ['Access-Control-Allow-Credentials', false, ({ credentials }) => (credentials ? 'true' : '')],
  ['Access-Control-Expose-Headers', false, ({ expose }) => expose.join(', ')],
  ['Access-Control-Allow-Methods', true, ({ methods }) => methods.join(', ')],
  ['Access-Control-Allow-Headers', true, ({ headers }) => headers.join(', ')],
  ['Access-Control-Max-Age', true, ({ maxAge }) => String(maxAge)],
]

/** What pages of other origins may read, as the decision says it: `RULE ORIGIN`, `RULEp ORIGIN` where a browser asks before. */
function corsOf({ site, hasCors }: Place, { headers }: Answer): Headers {
  if (!hasCors) return []
  // answers differ by origin, whoever asked: caches are told so
  const vary = ['Vary', 'Origin'] as const
  const { rule, before, origin } = /^(?<rule>\d+)(?<before>p?) (?<origin>.+)$/.exec(headers[answered.cors] ?? '')?.groups ?? {}
  const cors = corsRoutes(site)[Number(rule)]?.cors
  if (cors === undefined || origin === undefined) return [vary]
  return [
    vary,
    ['Access-Control-Allow-Origin', origin],
    ...names.flatMap(([name, isBefore, of]): Headers => {
      const value = isBefore && before === '' ? '' : of(cors)
      return value === '' ? [] : [[name, value]]
    }),
  ]
}
