import type { Route } from '../model/site.ts'

/** What is asked about a path: whether a pattern of segments covers it. */
interface Pattern {
  readonly segments: readonly (string | undefined)[]
  readonly below: boolean
}

/** Whether the pattern covers the path. A trailing slash makes no difference: most programs serve both alike. */
export function covers({ segments, below }: Pattern, path: readonly string[]): boolean {
  const asked = trimmed(path)
  const wanted = trimmed(segments)
  if (below ? asked.length < wanted.length : asked.length !== wanted.length) return false
  return wanted.every((one, index) => one === undefined || one === asked[index])
}

function trimmed<T extends string | undefined>(path: readonly T[]): readonly T[] {
  return path.at(-1) === '' ? path.slice(0, -1) : path
}

/** Longest first; of two as long, a written segment before a wildcard, and an exact path before one with all below it. */
function rank(route: Route): readonly number[] {
  return [trimmed(route.segments).length, ...trimmed(route.segments).map((one) => (one === undefined ? 0 : 1)), route.below ? 0 : 1]
}

/** The most particular route first. */
export function byRank(a: Route, b: Route): number {
  const [left, right] = [rank(a), rank(b)]
  for (const [index, one] of left.entries()) {
    const difference = (right[index] ?? 0) - one
    if (difference !== 0) return difference
  }
  return 0
}

export type Match = { readonly route: Route } | { readonly none: true } | { readonly ambiguous: string }

/**
 * The route of a path: the most particular one that covers it. Methods are no part of it: a route that takes no DELETE refuses it
 * and leaves it to no other. Where another spelling of its letters would be of another route, the path is ambiguous: some programs fold them.
 */
export function matcher(routes: readonly Route[]): (path: readonly string[]) => Match {
  const sorted = routes.toSorted(byRank)
  const folded = sorted.map((route) => ({ route, segments: route.segments.map((one) => one?.toLowerCase()), below: route.below }))
  return (path) => {
    const exact = sorted.find((route) => covers(route, path))
    const lower = path.map((one) => one.toLowerCase())
    const other = folded.find((pattern) => covers(pattern, lower))?.route
    if (other !== exact) return { ambiguous: `in lower case it is of ${other?.id ?? 'no route'}` }
    return exact === undefined ? { none: true } : { route: exact }
  }
}
