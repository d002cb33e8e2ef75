import type { Site } from '../../model/site.ts'
import { matcher } from '../../paths/match.ts'
import { canonicalTarget } from '../../paths/target.ts'
import { reportsOf } from './report.ts'
import type { Seen, Sighting } from './seen.ts'

/** A body that a browser sent to the guard. */
export interface SentReport {
  readonly site: Site
  /** `https://` and the host and port that it was asked at. */
  readonly origin: string
  /** The /24 or /64 that it comes from. */
  readonly network: string
  /** Whether somebody who is logged in sent it, from a page of this site. */
  readonly isPerson: boolean
  readonly type: string | undefined
  readonly body: string
}

export interface ReportBook {
  /** Never says what was kept: whoever reports learns nothing of it. */
  readonly take: (report: SentReport) => 204 | 415 | 429
  /** Writes what was taken since. */
  readonly write: () => Promise<void>
}

export interface BookParts {
  readonly keep: (seen: readonly Seen[]) => Promise<void>
  /** Seconds until this may be once more; 0 where it may now. */
  readonly later: (caller: string, what: string, perMinute: number) => number
  readonly now: () => number
}

/** Bodies a minute, of one network and of all; and kinds of sightings between two writes. */
const rate = { network: 120, all: 1200 } as const
const most = 1000

/** Takes reports, adds up what is the same, and keeps that. What it is told is of anybody's making, so everything has a bound. */
export function reportBook({ keep, later, now }: BookParts): ReportBook {
  let taken = new Map<string, Seen>()
  const routes = new Map<Site, ReturnType<typeof matcher>>()
  /** The route of a page: its path may hold what nobody else should read. */
  const routeOf = (page: string, site: Site): string => {
    const target = canonicalTarget(page)
    if ('refused' in target) return ''
    const match = (routes.get(site) ?? matcher(site.routes))(target.segments)
    return 'route' in match ? match.route.id : ''
  }
  return {
    take({ site, origin, network, isPerson, type, body }) {
      if (later(network, 'reports', rate.network) > 0 || later('all', 'reports', rate.all) > 0) return 429
      const reports = reportsOf(type, body, origin)
      if (reports === undefined) return 415
      if (!routes.has(site)) routes.set(site, matcher(site.routes))
      for (const { page, ...sighting } of reports) {
        const seen = seenOf(sighting, site.host, routeOf(page, site), isPerson, now())
        const name = JSON.stringify([seen.host, seen.directive, seen.source, seen.sample, seen.isEnforced])
        const before = taken.get(name)
        if (before === undefined && taken.size >= most) continue
        taken.set(name, before === undefined ? seen : added(before, seen))
      }
      return 204
    },
    async write() {
      if (taken.size === 0) return
      const written = [...taken.values()]
      taken = new Map()
      await keep(written)
    },
  }
}

function seenOf(sighting: Sighting, host: string, route: string, isPerson: boolean, now: number): Seen {
  return { ...sighting, host, route, people: isPerson ? 1 : 0, others: isPerson ? 0 : 1, first: now, last: now }
}

function added(before: Seen, seen: Seen): Seen {
  return { ...before, people: before.people + seen.people, others: before.others + seen.others, last: seen.last, route: seen.route }
}
