import type { GuardRequest } from '../model/request.ts'

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

export type CrossSite = 'fine' | { readonly refused: string }

/**
 * Whether a request that carries a cookie may come from where it comes from. Fetch Metadata first, then `Origin`; a request that would change
 * something and says neither is refused, since every browser of today says one of them. A socket is opened by a GET, so an upgrade always needs its origin.
 */
export function crossSite(request: GuardRequest, trusted: readonly string[]): CrossSite {
  const { origin, upgrade } = request.headers
  const fetchSite = request.headers['sec-fetch-site']
  const isTrusted = origin !== undefined && (origin === `${request.scheme}://${request.host.toLowerCase()}` || trusted.includes(origin))
  if (upgrade !== undefined)
    return isTrusted ? 'fine' : { refused: origin === undefined ? 'a socket without an origin' : 'a socket from another origin' }
  if (safe.has(request.method)) return 'fine'
  if (isTrusted) return 'fine'
  if (fetchSite !== undefined) {
    // `none`: the user typed it or opened a bookmark; it is nobody's page that asks
    return origin === undefined && (fetchSite === 'same-origin' || fetchSite === 'none')
      ? 'fine'
      : { refused: `from ${fetchSite} with an origin that is not trusted` }
  }
  return { refused: origin === undefined ? 'neither Origin nor Sec-Fetch-Site' : 'from another origin' }
}
