import type { Acl } from '../acl/compile.ts'
import type { KeyScope } from '../decide/ports.ts'
import type { KeyRecord } from '../keys/life.ts'
import { stateOf } from '../keys/life.ts'
import type { Right, Site } from '../model/site.ts'
import { resourceNamed } from '../rights/names.ts'
import { contains } from '../model/network.ts'
import type { EdgeRoute } from './routes.ts'
import { edgeRoutes } from './routes.ts'

/** What HAProxy has to know of a key so that it can say yes by itself: for what is not here it asks. */
export interface KeyEntries {
  readonly id: string
  readonly owner: string
  /** `HASH/ROUTE/path/` with all below, or `HASH/ROUTE/path/!` exactly; `ROUTE@NETWORK` where the key is bound to networks; ROUTE with its limit. To `EXPIRY/ID/OWNER/METHODS`, in milliseconds. */
  readonly entries: ReadonlyMap<string, string>
}

export interface EdgeTable {
  readonly keys: readonly KeyEntries[]
  /** All networks that keys are bound to: HAProxy finds the narrowest one of an address. */
  readonly networks: readonly string[]
}

/** Names that HAProxy puts together again: no separator of ours is in them. */
const plainName = /^[A-Za-z0-9._-]+$/
const plainSegment = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/
const plainMethod = /^[A-Z]+$/
const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * The keys in force as HAProxy looks them up. What it could not judge is left out and goes the slow way: a scope with a wildcard within it,
 * a right that rests on a condition or ends.
 */
export function edgeTable(sites: readonly Site[], keys: readonly KeyRecord[], acl: Acl, now: number): EdgeTable {
  const routes = new Map(sites.map((site, index) => [site.host, edgeRoutes(site, index)]))
  const inForce = keys.filter((key) => stateOf(key, now) === 'in-force' && plainName.test(key.id) && plainName.test(key.owner))
  const networks = [...new Set(inForce.flatMap(({ sources }) => sources))].filter((network) => contains(network, network))
  const rights = rightsOf(acl, now)
  return {
    networks,
    keys: inForce.map((key) => {
      const places = [...routes].flatMap(([host, those]) => those.flatMap((route) => placesIn(key, host, route, rights(key.owner, route))))
      const within = networks.filter((network) => key.sources.some((source) => contains(source, network)))
      const from = key.sources.length === 0 ? [''] : within.map((network) => `@${network}`)
      const said = `${Math.floor(key.expires)}/${key.id}/${key.owner}`
      return {
        id: key.id,
        owner: key.owner,
        entries: new Map(
          places.flatMap(({ route, place, methods }) =>
            from.map((source) => [`${key.hash}/${route}${source}${place}`, `${said}/${methods}`] as const),
          ),
        ),
      }
    }),
  }
}

interface Place {
  readonly route: string
  readonly place: string
  /** With commas. */
  readonly methods: string
}

/** Where a key may be used on a route, each with all methods of it: HAProxy finds the longest place alone. */
function placesIn(key: KeyRecord, host: string, { name, route }: EdgeRoute, allowed: (method: string) => boolean): readonly Place[] {
  const scopes = key.scopes.filter((scope) => scope.host === host && scope.segments.every((one) => one !== undefined && plainSegment.test(one)))
  return scopes
    .filter(({ segments }) => segments.every((one, index) => (route.segments[index] ?? one) === one))
    .flatMap((scope) => {
      const methods = new Set(scopes.filter((other) => coversScope(other, scope)).flatMap((other) => other.methods))
      const those = route.methods.filter((method) => methods.has(method) && plainMethod.test(method) && allowed(method))
      return those.length === 0 ? [] : [{ route: `${name}:${route.body}`, place: placeOf(scope), methods: those.join(',') }]
    })
}

function placeOf({ segments, below }: KeyScope): string {
  return `/${segments.map((one) => `${one}/`).join('')}${below ? '' : '!'}`
}

function coversScope(wide: KeyScope, inner: KeyScope): boolean {
  if (!wide.below) return !inner.below && placeOf(wide) === placeOf(inner)
  return placeOf(inner).startsWith(placeOf(wide))
}

/** Whether an owner has the right that a method takes on a route, now and for as long as nobody changes it. */
function rightsOf(acl: Acl, now: number): (owner: string, route: EdgeRoute) => (method: string) => boolean {
  return (owner, { route: { access } }) => {
    const subject = { kind: 'key', id: owner } as const
    const resource = resourceNamed(access.resource)
    const isFixed = acl.terms(subject, resource).every(({ until, conditions }) => until === Infinity && conditions === undefined)
    const has = new Map<Right, boolean>()
    return (method) => {
      const right = access.right === 'by-method' ? (reading.has(method) ? 'read' : 'write') : access.right
      const known = has.get(right) ?? (isFixed && acl.may(subject, right, resource, { now, mfa: false }))
      has.set(right, known)
      return known
    }
  }
}
