import type { Route } from '../model/site.ts'
import { canonicalTarget, encode } from '../paths/target.ts'

/** What the program is asked instead of `target`, where the route rewrites: its own prefix takes the place of the route's segments. */
export function rewritten({ segments, rewrite }: Route, target: string): string | undefined {
  if (rewrite === undefined) return undefined
  const read = canonicalTarget(target)
  if ('refused' in read) return undefined
  const rest = read.segments.slice(segments.length).map((one) => encode(one))
  const prefix = rewrite.endsWith('/') ? rewrite.slice(0, -1) : rewrite
  return `${prefix}/${rest.join('/')}${target.includes('?') ? `?${read.query}` : ''}`
}
