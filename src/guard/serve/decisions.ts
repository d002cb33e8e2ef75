import type { IncomingMessage, Server, ServerResponse } from 'node:http'
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

/** The decision service. The caller listens with it on a socket that the data plane alone may open. */
export function decisionServer(service: Service): Server {
  const workerOf = workerReader()
  // one header line of the data plane may be as long as a client's; together they stay bounded
  const server = createServer({ maxHeaderSize: 65_536, keepAliveTimeout: 65_000 }, (request, response) => {
    void answer(request, response, service, workerOf)
  })
  server.maxRequestsPerSocket = 0
  return server
}

async function answer(
  message: IncomingMessage,
  response: ServerResponse,
  service: Service,
  workerOf: (text: string) => string | undefined,
): Promise<void> {
  try {
    const request = requestOf(message.headers, workerOf)
    if (request === undefined || message.url !== '/decide') return send(response, 403, refusal(400, 'broken-credentials'))
    const decision = await service.decide(request)
    await service.record(request, decision)
    await respond(response, request, decision, service)
  } catch {
    send(response, 403, refusal(503, 'unavailable'))
  }
}

async function respond(response: ServerResponse, request: GuardRequest, decision: Decision, service: Service): Promise<void> {
  switch (decision.outcome) {
    case 'allow':
      return send(response, 200, await allowed(request, decision, service))
    case 'challenge':
      return send(response, 401, challenged(request, decision))
    case 'deny':
      return send(response, 403, refusal(decision.status, decision.reason))
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

function refusal(status: Deny['status'], reason: Reason): Headers {
  return { [answered.status]: String(status), [answered.reason]: reason, 'cache-control': 'no-store' }
}

function send(response: ServerResponse, status: 200 | 401 | 403, headers: Headers): void {
  // the data plane has a clock of its own
  response.sendDate = false
  response.writeHead(status, { ...headers, 'content-length': '0' }).end()
}
