import type { Route } from '../model/site.ts'

/** What is asked about a path: whether a pattern of segments covers it. */
interface Pattern {
  readonly segments: readonly (string | undefined)[]
  readonly below: boolean
}

/** Whether the pattern covers the path. A trailing slash makes no difference: most programs serve both alike. */
export function covers({ segments, below }: Pattern, path: readonly string[]): boolean {
  return fits(trimmed(segments), below, trimmed(path))
}

/** Of segments without a trailing empty one. */
function fits(wanted: readonly (string | undefined)[], below: boolean, asked: readonly string[]): boolean {
  if (below ? asked.length < wanted.length : asked.length !== wanted.length) return false
  for (const [index, one] of wanted.entries()) if (one !== undefined && one !== asked[index]) return false
  return true
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
  const sorted = routes.toSorted(byRank).map((route) => {
    const segments = trimmed(route.segments)
    return { route, below: route.below, segments, folded: segments.map((one) => one?.toLowerCase()) }
  })
  const isFolded = sorted.every(({ segments, folded }) => segments.every((one, index) => one === folded[index]))
  return (path) => {
    const asked = trimmed(path)
    const exact = sorted.find(({ segments, below }) => fits(segments, below, asked))?.route
    const lower = asked.map((one) => one.toLowerCase())
    // most paths and routes are in lower case, and there is no other spelling to look for
    const isSame = isFolded && lower.every((one, index) => one === asked[index])
    const other = isSame ? exact : sorted.find(({ folded, below }) => fits(folded, below, lower))?.route
    if (other !== exact) return { ambiguous: `in lower case it is of ${other?.id ?? 'no route'}` }
    return exact === undefined ? { none: true } : { route: exact }
  }
}
