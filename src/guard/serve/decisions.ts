import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { Decide } from '../decide/decide.ts'
import { rewritten } from '../decide/upstream.ts'
import type { Allow, Challenge, Decision, Deny, Reason } from '../model/decision.ts'
import { subjectOf } from '../model/principal.ts'
import type { GuardRequest } from '../model/request.ts'
import type { Site } from '../model/site.ts'
import type { Assert } from './assertion.ts'
import { answered, requestOf } from './wire.ts'
import { workerReader } from './worker.ts'

export interface Service {
  readonly decide: Decide
  readonly assert?: Assert
  /** Told of each decision before it is answered; what throws is a deny. */
  readonly record: (request: GuardRequest, decision: Decision) => void | Promise<void>
  /** Seconds that the data plane may keep an answer for reading; 0 is none. */
  readonly keep: 0 | 1 | 2
  /** Takes note of an upgrade that is allowed, and gives what the data plane brings it with. */
  readonly ticket: (request: GuardRequest, site: Site) => string
}

type Headers = Record<string, string>

/** What the data plane is answered: 200 and who it is, 401 and what to ask for, 403 and why. */
export interface Answer {
  readonly status: 200 | 401 | 403
  readonly headers: Headers
}

/** Answers what a data plane says of a request in the headers of `wire.ts`. It never rejects: what fails is a refusal. */
export function answering(service: Service): (headers: IncomingHttpHeaders) => Promise<Answer> {
  const workerOf = workerReader()
  return async (headers) => {
    try {
      const request = requestOf(headers, workerOf)
      if (request === undefined) return refusal(400, 'broken-credentials')
      const decision = await service.decide(request)
      await service.record(request, decision)
      return await respond(request, decision, service)
    } catch {
      return refusal(503, 'unavailable')
    }
  }
}

/** The decision service. The caller listens with it on a socket that the data plane alone may open. */
export function decisionServer(service: Service): Server {
  const answer = answering(service)
  // one header line of the data plane may be as long as a client's; together they stay bounded
  const server = createServer({ maxHeaderSize: 65_536, keepAliveTimeout: 65_000 }, (request, response) => {
    if (request.url !== '/decide') return send(response, refusal(400, 'broken-credentials'))
    void answer(request.headers).then((one) => send(response, one))
  })
  server.maxRequestsPerSocket = 0
  return server
}

async function respond(request: GuardRequest, decision: Decision, service: Service): Promise<Answer> {
  switch (decision.outcome) {
    case 'allow':
      return { status: 200, headers: await allowed(request, decision, service) }
    case 'challenge':
      return { status: 401, headers: challenged(request, decision) }
    case 'deny':
      return refusal(decision.status, decision.reason)
  }
}

async function allowed(request: GuardRequest, { principal, route, site, cacheable }: Allow, { assert, keep, ticket }: Service): Promise<Headers> {
  const target = rewritten(route, request.target)
  return {
    ...(request.headers.upgrade === undefined ? {} : { [answered.ticket]: ticket(request, site) }),
    ...(target === undefined ? {} : { [answered.upstream]: target }),
    ...(principal === 'anyone' ? {} : { [answered.user]: encodeURI(subjectOf(principal)) }),
    ...(principal === 'anyone' || assert === undefined ? {} : { [answered.assertion]: await assert(principal, site.component) }),
    'cache-control': cacheable && keep > 0 ? `max-age=${keep}` : 'no-store',
  }
}

function challenged(request: GuardRequest, { ask, reason }: Challenge): Headers {
  const to = `/.guard/login?to=${encodeURIComponent(request.target)}${reason === 'second-factor' ? '&step=second-factor' : ''}`
  return { [answered.ask]: ask, [answered.reason]: reason, ...(ask === 'log-in' ? { [answered.location]: to } : {}), 'cache-control': 'no-store' }
}

function refusal(status: Deny['status'], reason: Reason): Answer {
  return { status: 403, headers: { [answered.status]: String(status), [answered.reason]: reason, 'cache-control': 'no-store' } }
}

function send(response: ServerResponse, { status, headers }: Answer): void {
  // the data plane has a clock of its own
  response.sendDate = false
  response.writeHead(status, { ...headers, 'content-length': '0' }).end()
}
