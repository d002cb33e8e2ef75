import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Route } from '../model/site.ts'
import { covers, matcher } from './match.ts'

const segment = fc.constantFrom('a', 'A', 'b', 'B', 'ab', '\u0130')
const pattern = fc.record({
  segments: fc.array(fc.option(fc.oneof(segment, fc.constant('')), { nil: undefined, freq: 3 }), { maxLength: 4 }),
  below: fc.boolean(),
})
const paths = fc
  .tuple(fc.array(segment, { maxLength: 4 }), fc.boolean())
  .map(([path, isSlash]) => (isSlash || path.length === 0 ? [...path, ''] : path))

/** The rule as it is written: of the routes that cover a path the most particular one, and the same one for the path in lower case. */
function plain(routes: readonly Route[], path: readonly string[]): Route | 'ambiguous' | undefined {
  const length = ({ segments }: Route): number => (segments.at(-1) === '' ? segments.length - 1 : segments.length)
  const among = (fitting: readonly Route[]): Route | undefined => {
    let best: Route | undefined
    for (const one of fitting) if (best === undefined || isBefore(one, best)) best = one
    return best
  }
  const isBefore = (one: Route, other: Route): boolean => {
    if (length(one) !== length(other)) return length(one) > length(other)
    for (let at = 0; at < length(one); at++) {
      const [left, right] = [one.segments[at] !== undefined, other.segments[at] !== undefined]
      if (left !== right) return left
    }
    return !one.below && other.below
  }
  const folded = routes.map((route) => ({ ...route, segments: route.segments.map((one) => one?.toLowerCase()) }))
  const lower = path.map((one) => one.toLowerCase())
  const exact = among(routes.filter((route) => covers(route, path)))
  const other = among(folded.filter((route) => covers(route, lower)))
  return exact?.id === other?.id ? exact : 'ambiguous'
}

it('finds the most particular route, and refuses a path that is of another one in lower case', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(fc.array(pattern, { maxLength: 6 }), paths, (patterns, path) => {
      const routes = patterns.map(
        (each, index): Route =>
          ({ ...each, id: `${index}`, methods: ['GET'], access: { kind: 'closed' }, upgrade: false, body: 0, line: 1 }) as unknown as Route,
      )
      const found = matcher(routes)(path)
      const wanted = plain(routes, path)
      seen.add('route' in found ? 'route' : 'ambiguous' in found ? 'ambiguous' : 'none')
      expect('route' in found ? found.route.id : 'ambiguous' in found ? 'ambiguous' : undefined).toBe(wanted === 'ambiguous' ? wanted : wanted?.id)
    }),
    { numRuns: 2000, seed: 1 },
  )
  expect([...seen].toSorted()).toEqual(['ambiguous', 'none', 'route'])
})
