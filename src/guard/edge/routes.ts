import type { RightNeeded, Route, Site } from '../model/site.ts'

/** A route that HAProxy may judge keys for by itself, and its name there. */
export interface EdgeRoute {
  readonly name: string
  readonly route: Route & { readonly access: RightNeeded }
}

/** What HAProxy says where a route is left to the decision service. */
export const leftToService = 'ask'

/**
 * Routes of a site where a record may come after the answer, and nothing is asked that HAProxy does not know: a rate, a socket, a body that is
 * looked at, pages of other origins, a resource that the path names.
 */
export function edgeRoutes({ routes }: Site, site: number): readonly EdgeRoute[] {
  return routes.flatMap((route, index) => (isJudged(route) ? [{ name: `${site}.${index}`, route }] : []))
}

/** Whether HAProxy judges any key by itself. */
export function hasEdge({ settings, sites }: { readonly settings: { readonly keys?: unknown }; readonly sites: readonly Site[] }): boolean {
  return settings.keys !== undefined && sites.some((site, index) => edgeRoutes(site, index).length > 0)
}

function isJudged(route: Route): route is EdgeRoute['route'] {
  const { access, rate, upgrade, look, cors, recordedAfter } = route
  return (
    recordedAfter === true &&
    rate === undefined &&
    look === undefined &&
    cors === undefined &&
    !upgrade &&
    access.kind === 'right' &&
    access.right !== 'admin' &&
    !access.resource.includes('{')
  )
}
