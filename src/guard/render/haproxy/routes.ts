import type { GuardDocument } from '../../document/read.ts'
import { edgeRoutes, hasEdge, leftToService } from '../../edge/routes.ts'
import type { Route, Site } from '../../model/site.ts'
import { byRank } from '../../paths/match.ts'
import type { RenderedFile } from '../types.ts'
import { edgeFiles } from '../types.ts'
import { escaped } from './words.ts'

/** What a map says where a pattern may cover the path as well. */
const looked = 'look'

/** Maps that HAProxy reads when it starts. What the guard tells it of keys it is told later, and forgets with its process. */
export function edgeMaps(document: GuardDocument): readonly RenderedFile[] {
  if (!hasEdge(document)) return []
  const file = (name: string, text: string): RenderedFile => ({ name, text, isSecret: false })
  const lines = (of: (site: Site, index: number, fold: boolean) => readonly string[], fold: boolean): string =>
    document.sites.flatMap((site, index) => (edgeRoutes(site, index).length === 0 ? [] : of(site, index, fold))).join('')
  const inFull = (site: Site, index: number, fold: boolean): readonly string[] => placesOf(site, index, fold, document.settings.listen.https)
  const ofPatterns = (site: Site, index: number, fold: boolean): readonly string[] => patternsOf(site, index, fold, document.settings.listen.https)
  return [
    file(edgeFiles.keys, ''),
    file(edgeFiles.networks, ''),
    file(edgeFiles.lease, 'alive 0\ngeneration none\n'),
    file(edgeFiles.routes, lines(inFull, false)),
    file(edgeFiles.folded, lines(inFull, true)),
    ...(hasPatterns(document) ? [file(edgeFiles.patterns, lines(ofPatterns, false)), file(edgeFiles.foldedPatterns, lines(ofPatterns, true))] : []),
  ]
}

/** Whether a route of a site where HAProxy judges keys has a wildcard within. */
export function hasPatterns({ sites }: GuardDocument): boolean {
  return sites.some((site, index) => edgeRoutes(site, index).length > 0 && site.routes.some(({ segments }) => segments.includes(undefined)))
}

/** A segment that a path which HAProxy judges can have: no other route covers one. */
const plain = /^[A-Za-z0-9_.-]+$/

interface Spelled {
  /** Where it is looked for: up to a wildcard. */
  readonly at: string
  /** `/path/` with all below, `/path/!` exactly, `*` for a wildcard. */
  readonly place: string
  readonly value: string
  readonly isPattern: boolean
}

/**
 * `HOST@NAME/path/` with all below, or `HOST@NAME/path/!` exactly, to the route: HAProxy finds the longest one. HOST is what the client calls it,
 * NAME the one of the connection.
 */
function placesOf(site: Site, index: number, fold: boolean, port: number): readonly string[] {
  const routes = spelled(site, index, fold)
  const patterns = routes.filter(({ isPattern }) => isPattern).map(({ at }) => at)
  const places = new Map<string, string>()
  for (const { at, value } of routes) if (!places.has(at)) places.set(at, patterns.some((one) => at.startsWith(one)) ? looked : value)
  return [...places].flatMap(([place, value]) => hosts(site, port).map((host) => `${host}@${site.host}${place} ${value}\n`))
}

/** Every route, the most particular first: HAProxy takes the first that covers the place. */
function patternsOf(site: Site, index: number, fold: boolean, port: number): readonly string[] {
  const start = `^(?:${hosts(site, port).map(escaped).join('|')})@${escaped(site.host)}`
  return spelled(site, index, fold).map(({ place, value }) => {
    const segments = place.split('/').map((one) => (one === '*' ? '[^/]+' : escaped(one)))
    return `${start}${segments.join('/')}${place.endsWith('!') ? '$' : ''} ${value}\n`
  })
}

const hosts = ({ host }: Site, port: number): readonly string[] => [host, `${host}:${port}`]

/** The routes of a site in small letters, or as they are written: those with capitals are then found by small ones as well, and left to the service. */
function spelled(site: Site, index: number, fold: boolean): readonly Spelled[] {
  const names = new Map<Route, string>(edgeRoutes(site, index).map(({ name, route }) => [route, name]))
  return site.routes.toSorted(byRank).flatMap((route) => {
    const name = names.get(route)
    const value = name === undefined ? leftToService : `${name}:${route.body}`
    const written = route.segments.at(-1) === '' ? route.segments.slice(0, -1) : route.segments
    const small = written.map((one) => one?.toLowerCase())
    const isSmall = written.every((one, at) => one === small[at])
    if (fold || isSmall) return placed(small, route.below, value)
    return [...placed(written, route.below, value), ...placed(small, route.below, leftToService)]
  })
}

function placed(segments: Route['segments'], isBelow: boolean, value: string): readonly Spelled[] {
  if (segments.some((one) => one !== undefined && !plain.test(one))) return []
  const wild = segments.indexOf(undefined)
  const path = (some: Route['segments']): string => `/${some.map((one) => `${one ?? '*'}/`).join('')}`
  const place = `${path(segments)}${isBelow ? '' : '!'}`
  return [{ at: wild === -1 ? place : path(segments.slice(0, wild)), place, value, isPattern: wild !== -1 }]
}
