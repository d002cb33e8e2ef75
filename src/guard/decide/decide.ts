import { crossSite } from '../browser/cross-site.ts'
import { allowedOrigin, isPreflight, trustedOrigins } from '../browser/cors.ts'
import type { AllowedOrigin, Decision } from '../model/decision.ts'
import { allow, allowPublic, deny, isPublic } from '../model/decision.ts'
import type { Principal } from '../model/principal.ts'
import { subjectOf } from '../model/principal.ts'
import type { GuardRequest } from '../model/request.ts'
import type { RightNeeded, Route, Site } from '../model/site.ts'
import { largestBody } from '../model/site.ts'
import { sourceOf } from '../people/budget.ts'
import { canonicalHost } from '../paths/host.ts'
import type { CanonicalTarget } from '../paths/target.ts'
import { canonicalTarget } from '../paths/target.ts'
import type { Match } from '../paths/match.ts'
import { matcher } from '../paths/match.ts'
import type { Awaitable } from './awaitable.ts'
import { after } from './awaitable.ts'
import type { Credentials } from './credentials.ts'
import { credentialsOf } from './credentials.ts'
import { keyMay } from './key-may.ts'
import type { Knowledge } from './ports.ts'
import { isTry } from './tries.ts'
import { within } from './within.ts'

interface Place {
  readonly site: Site
  readonly route: Route
  readonly target: CanonicalTarget
  readonly shown: Exclude<Credentials, { readonly kind: 'ambiguous' }>
  readonly cors?: AllowedOrigin
}

interface Known {
  readonly site: Site
  readonly match: (path: readonly string[]) => Match
}

/** What is known of a host as somebody wrote it. */
type Table = (host: string) => Known | undefined

export type Decide = (request: GuardRequest) => Awaitable<Decision>

/** Milliseconds that the stores behind a decision may take. */
const patience: number = 50

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Decides for these sites. It never throws: what fails, hangs or cannot be known is a deny. */
export function decider(sites: readonly Site[], knowledge: Knowledge, timeout: number = patience): Decide {
  const table = tableOf(sites)
  return (request) => {
    const place = placeOf(request, table)
    if ('outcome' in place) return place
    const { cors } = place
    const told = (decision: Decision): Decision => (cors === undefined ? decision : { ...decision, cors })
    const failed = (error: unknown): Decision =>
      deny(503, 'unavailable', { route: place.route.id, detail: error instanceof Error ? error.message : 'unknown' })
    try {
      const decision = decideAt(request, place, knowledge)
      return after(decision instanceof Promise ? within(timeout, decision).catch(failed) : decision, told)
    } catch (error) {
      return told(failed(error))
    }
  }
}

/** Spellings of hosts that are ours, with their ports and letters: more of them nobody needs. */
const mostSpellings = 1000

function tableOf(sites: readonly Site[]): Table {
  const table = new Map(sites.map((site) => [site.host, { site, match: matcher(site.routes) }]))
  const spelled = new Map<string, Known>()
  return (written) => {
    const before = spelled.get(written)
    if (before !== undefined) return before
    const host = canonicalHost(written)
    const known = host === undefined ? undefined : table.get(host)
    if (known !== undefined && spelled.size < mostSpellings) spelled.set(written, known)
    return known
  }
}

/** What a request is about, before anybody asks who it is from. */
function placeOf(request: GuardRequest, table: Table): Place | Decision {
  const known = table(request.host)
  if (known === undefined) return deny(421, 'unknown-host')
  if (request.scheme !== 'https') return deny(403, 'plaintext')
  const target = canonicalTarget(request.target)
  if ('refused' in target) return deny(400, 'ambiguous-path', { detail: target.refused })
  if (target.query !== '' && /(?:^|&)_method=/i.test(target.query)) return deny(400, 'ambiguous-path', { detail: 'the query names another method' })
  const match = known.match(target.segments)
  if ('ambiguous' in match) return deny(400, 'ambiguous-path', { detail: match.ambiguous })
  if ('none' in match) return deny(403, 'no-route')
  const { route } = match
  if (route.access.kind === 'closed') return deny(403, 'closed-route', { route: route.id })
  const cors = allowedOrigin(request, known.site, route)
  if (route.cors !== undefined && isPreflight(request)) {
    return cors === undefined
      ? deny(403, 'cross-site', { route: route.id, detail: 'an origin that is not listed' })
      : { outcome: 'preflight', route: route.id, cors }
  }
  if (!route.methods.includes(request.method)) return deny(405, 'method-not-allowed', { route: route.id })
  if (request.headers.upgrade !== undefined && !route.upgrade) return deny(400, 'method-not-allowed', { route: route.id, detail: 'an upgrade' })
  const tooLarge = sizeOf(request, known.site, route)
  if (tooLarge !== undefined) return tooLarge
  // two credentials are nobody's, on a public route as well: what stands behind it might take the other one
  const shown = credentialsOf(request)
  if (shown.kind === 'ambiguous') return deny(400, 'ambiguous-credentials', { route: route.id })
  return { site: known.site, route, target, shown, ...(cors === undefined ? {} : { cors }) }
}

/** A body whose length nobody says is let through only where the data plane itself holds it to the route's limit. */
function sizeOf({ headers }: GuardRequest, site: Site, route: Route): Decision | undefined {
  const length = headers['content-length']
  if (length !== undefined && !(/^\d{1,15}$/.test(length) && Number(length) <= route.body)) return deny(413, 'body-too-large', { route: route.id })
  if (headers['transfer-encoding'] === undefined || route.body >= largestBody(site)) return undefined
  return deny(411, 'body-too-large', { route: route.id, detail: 'a body of unknown length' })
}

function decideAt(request: GuardRequest, place: Place, knowledge: Knowledge): Awaitable<Decision> {
  const { site, route } = place
  if (isPublic(route)) {
    return tooOften(request, place, [sourceOf(request.remote)], knowledge) ?? allowPublic(site, route)
  }
  const { access } = route
  if (access.kind !== 'right') return deny(403, 'closed-route', { route: route.id })
  return after(principalOf(request, place, knowledge), (who) =>
    'outcome' in who ? who : decideFor(who.principal, request, place, access, knowledge),
  )
}

function decideFor(principal: Principal, request: GuardRequest, place: Place, access: RightNeeded, knowledge: Knowledge): Awaitable<Decision> {
  const { site, route } = place
  const refused = tooOften(request, place, [subjectOf(principal)], knowledge)
  if (refused !== undefined) return refused
  if (access.secondFactor && principal.kind === 'person' && !principal.secondFactor) {
    return { outcome: 'challenge', ask: 'log-in', reason: 'second-factor', route: route.id }
  }
  const resource = resourceOf(access, place)
  if (resource === undefined) return deny(400, 'ambiguous-path', { route: route.id, detail: 'no segment for the name of the resource' })
  const isReading = reading.has(request.method)
  const right = access.right === 'by-method' ? (isReading ? 'read' : 'write') : access.right
  return after(knowledge.may({ principal, right, resource, remote: request.remote }), (answer) => {
    if (!answer.allowed) return deny(403, 'no-right', { route: route.id, detail: answer.why, principal })
    const isCacheable = isReading && right !== 'admin' && request.headers.upgrade === undefined && route.rate === undefined
    return allow(principal, site, route, answer.why, isCacheable)
  })
}

function principalOf(
  request: GuardRequest,
  { site, route, target, shown }: Place,
  knowledge: Knowledge,
): Awaitable<{ readonly principal: Principal } | Decision> {
  switch (shown.kind) {
    case 'none':
      return challenge(request, 'no-credentials', route)
    case 'broken':
      return challenge(request, 'broken-credentials', route)
    case 'worker':
      return { principal: { kind: 'worker', id: shown.id } }
    case 'key':
      return after(knowledge.key(shown.text), (key) => {
        if ('refused' in key) return { outcome: 'challenge', ask: 'credentials', reason: key.refused, route: route.id }
        const refused = keyMay(key, { host: site.host, method: request.method, segments: target.segments, remote: request.remote })
        return refused === undefined ? { principal: { kind: 'key', id: key.id, owner: key.owner } } : deny(403, refused, { route: route.id })
      })
    case 'session': {
      const from = crossSite(request, trustedOrigins(request, site, route))
      if (from !== 'fine') return deny(403, 'cross-site', { route: route.id, detail: from.refused })
      return after(knowledge.session(shown.reference, site.host), (person) =>
        person === undefined ? challenge(request, 'session-ended', route) : { principal: person },
      )
    }
  }
}

/** A browser that wants a page is sent to the portal; anything else hears 401. */
function challenge(request: GuardRequest, reason: 'no-credentials' | 'broken-credentials' | 'session-ended', route: Route): Decision {
  const { accept, upgrade } = request.headers
  const mode = request.headers['sec-fetch-mode']
  const isPage =
    request.method === 'GET' && upgrade === undefined && (mode === undefined ? accept?.includes('text/html') === true : mode === 'navigate')
  return { outcome: 'challenge', ask: isPage ? 'log-in' : 'credentials', reason, route: route.id }
}

/** `project:{2}` with the second segment of the path in its place, in its one spelling. */
function resourceOf({ resource }: RightNeeded, { target }: Place): string | undefined {
  if (!resource.includes('{')) return resource
  let isWhole = true
  const text = resource.replaceAll(/\{(\d)\}/g, (_, number: string) => {
    const segment = target.segments[Number(number) - 1]
    if (segment === undefined || segment === '') isWhole = false
    return encodeURIComponent(segment ?? '')
  })
  return isWhole ? text : undefined
}

/** What is asked of the route, of one caller; and what tries passwords at the program, of one caller and of one place. */
function tooOften(request: GuardRequest, { site, route, target }: Place, callers: readonly string[], { later }: Knowledge): Decision | undefined {
  const rated = route.rate === undefined ? [] : callers.map((caller) => later(caller, route.id, route.rate ?? 0))
  const tries = isTry(request, target.segments)
    ? [...new Set([...callers, sourceOf(request.remote)])].map((caller) => later(caller, `${site.host} tries`, site.limits.tries))
    : []
  const wait = Math.max(0, ...rated, ...tries)
  return wait === 0 ? undefined : deny(429, 'too-many-requests', { route: route.id, later: wait })
}
