import type { Awaitable } from '../decide/awaitable.ts'
import { after } from '../decide/awaitable.ts'
import type { Decide } from '../decide/decide.ts'
import { rewritten } from '../decide/upstream.ts'
import type { Allow, Challenge, Decision, Deny, Reason } from '../model/decision.ts'
import { subjectOf } from '../model/principal.ts'
import type { GuardRequest } from '../model/request.ts'
import type { Site } from '../model/site.ts'
import type { Assert } from './assertion.ts'
import { headServer } from './heads/server.ts'
import type { Answer } from './heads/write.ts'
import type { Listener } from './listener.ts'
import { answered, requestOf, asked } from './wire.ts'
import { workerReader } from './worker.ts'

export interface Service {
  readonly decide: Decide
  readonly assert?: Assert
  /** Told of each decision before it is answered; what throws is a deny. */
  readonly record: (request: GuardRequest, decision: Decision) => Awaitable<void>
  /** Whether the data plane may keep an answer for reading. */
  readonly keeps: boolean
  readonly now: () => number
  /** Told with each question which configuration the data plane works by. It never throws. */
  readonly engine?: (rendered: string) => void
  /** Takes note of an upgrade that is allowed, and gives what the data plane brings it with. */
  readonly ticket: (request: GuardRequest, site: Site) => string
}

type Headers = Record<string, string>

/** The decision service, as every data plane asks it: in the headers of `wire.ts`. */
export type Ask = (headers: ReadonlyMap<string, string>) => Awaitable<Answer>

/** Answers what a data plane says of a request in the headers of `wire.ts`. It neither throws nor rejects: what fails is a refusal. */
export function answering(service: Service): Ask {
  const workerOf = workerReader()
  return (headers) => {
    service.engine?.(headers.get(asked.rendered) ?? '')
    try {
      const request = requestOf(headers, workerOf)
      if (request === undefined) return refusal(400, 'broken-credentials')
      const answer = after(service.decide(request), (decision) =>
        after(service.record(request, decision), () => withOrigin(decision, answerTo(request, decision, service))),
      )
      return answer instanceof Promise ? answer.catch(() => unavailable) : answer
    } catch {
      return unavailable
    }
  }
}

const unavailable = refusal(503, 'unavailable')

/** The decision service. The caller listens with it on a socket that the data plane alone may open. */
export function decisionServer(service: Service): Listener {
  const answer = answering(service)
  return headServer(({ target, headers }) => (target === '/decide' ? answer(headers) : refusal(400, 'broken-credentials')))
}

function answerTo(request: GuardRequest, decision: Decision, service: Service): Awaitable<Answer> {
  switch (decision.outcome) {
    case 'allow':
      return allowed(request, decision, service)
    case 'preflight':
      return { status: 403, headers: { [answered.status]: '204', 'cache-control': 'no-store' } }
    case 'challenge':
      return { status: 401, headers: challenged(request, decision) }
    case 'deny':
      return refusal(decision.status, decision.reason, decision.later)
  }
}

function withOrigin({ cors, outcome }: Decision, answer: Awaitable<Answer>): Awaitable<Answer> {
  if (cors === undefined) return answer
  const said = `${cors.rule}${outcome === 'preflight' ? 'p' : ''} ${cors.origin}`
  return after(answer, ({ status, headers }) => ({ status, headers: { ...headers, [answered.cors]: said } }))
}

function allowed(request: GuardRequest, { principal, route, site, cacheable }: Allow, { assert, keeps, now, ticket }: Service): Awaitable<Answer> {
  const headers: Headers = cacheable && keeps ? { 'x-accel-expires': `@${lastSecond(now())}` } : { 'cache-control': 'no-store' }
  if (request.headers.upgrade !== undefined) headers[answered.ticket] = ticket(request, site)
  const target = rewritten(route, request.target)
  if (target !== undefined) headers[answered.upstream] = target
  if (route.look !== undefined) headers[answered.look] = '1'
  if (principal === 'anyone') return { status: 200, headers }
  headers[answered.user] = encodeURI(subjectOf(principal))
  if (assert === undefined) return { status: 200, headers }
  return after(assert(principal, site.component), (assertion) => {
    headers[answered.assertion] = assertion
    return { status: 200, headers }
  })
}

/**
 * The second with whose end a kept answer ends (nginx, `X-Accel-Expires`: it counts whole ones): half a second from now at least, and one and a
 * half at most, so that what is revoked has ended everywhere within two.
 */
function lastSecond(now: number): number {
  return Math.floor((now + 500) / 1000)
}

function challenged(request: GuardRequest, { ask, reason }: Challenge): Headers {
  const to = `/.guard/login?to=${encodeURIComponent(request.target)}${reason === 'second-factor' ? '&step=second-factor' : ''}`
  return { [answered.ask]: ask, [answered.reason]: reason, ...(ask === 'log-in' ? { [answered.location]: to } : {}), 'cache-control': 'no-store' }
}

function refusal(status: Deny['status'], reason: Reason, later?: number): Answer {
  const wait = later === undefined ? {} : { [answered.later]: String(later) }
  return { status: 403, headers: { [answered.status]: String(status), [answered.reason]: reason, ...wait, 'cache-control': 'no-store' } }
}
