import type { AllowedOrigin } from '../model/decision.ts'
import type { GuardRequest } from '../model/request.ts'
import type { Cors, Route, Site } from '../model/site.ts'

/** The routes of a site that pages of other origins may use, in an order that the data plane and the decision service share. */
export function corsRoutes({ routes }: Pick<Site, 'routes'>): readonly (Route & { readonly cors: Cors })[] {
  return routes.filter((route): route is Route & { readonly cors: Cors } => route.cors !== undefined)
}

/** Whether a browser asks before it sends what a page wants: that is nobody's request, and is answered without the program. */
export function isPreflight({ method, headers }: GuardRequest): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined
}

/** The origin whose pages may read the answer: one of the list, exactly, and so never `null`; the text is the list's, not the client's. */
export function allowedOrigin(request: GuardRequest, site: Site, { cors, id }: Route): AllowedOrigin | undefined {
  if (cors === undefined || !(isPreflight(request) || cors.methods.includes(request.method))) return undefined
  const origin = cors.origins.find((each) => each === request.headers.origin)
  return origin === undefined ? undefined : { origin, rule: corsRoutes(site).findIndex((route) => route.id === id) }
}

/** Origins from which a browser may change something with somebody's cookie. A socket is no matter of CORS. */
export function trustedOrigins({ method, headers: { upgrade } }: GuardRequest, { origins }: Site, { cors }: Route): readonly string[] {
  return cors?.credentials === true && cors.methods.includes(method) && upgrade === undefined ? [...origins, ...cors.origins] : origins
}

/** Headers of a program by which it lets other origins in: the list of the route takes their place. */
export const programsCors: readonly string[] = [
  'Access-Control-Allow-Credentials',
  'Access-Control-Allow-Headers',
  'Access-Control-Allow-Methods',
  'Access-Control-Allow-Origin',
  'Access-Control-Allow-Private-Network',
  'Access-Control-Expose-Headers',
  'Access-Control-Max-Age',
  'Timing-Allow-Origin',
]
