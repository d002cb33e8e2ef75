import type { Scope } from './scopes.ts'

/** How a location is chosen (ngx_http_core_module, "location"). */
interface Match {
  readonly kind: 'exact' | 'prefix' | 'firm' | 'pattern' | 'named'
  readonly text: string
  readonly ignoresCase: boolean
}

function matchOf({ rule }: Scope): Match {
  const [first = '', second] = rule.args
  if (second !== undefined && first === '=') return { kind: 'exact', text: second, ignoresCase: false }
  if (second !== undefined && first === '^~') return { kind: 'firm', text: second, ignoresCase: false }
  if (second !== undefined && first.startsWith('~')) return { kind: 'pattern', text: second, ignoresCase: first === '~*' }
  // the modifier may stand close to its text: `location =/x`, `location ~*\.php$`
  const close = second === undefined ? /^(=|\^~|~\*?)(.+)$/s.exec(first) : null
  if (close === null) return { kind: first.startsWith('@') ? 'named' : 'prefix', text: first, ignoresCase: false }
  return matchOf({ kind: 'location', rule: { ...rule, args: [close[1] ?? '', close[2] ?? ''] } })
}

/** The path that a location has in words; undefined where it is an expression or a name. */
export function plainPath(location: Scope): string | undefined {
  const { kind, text } = matchOf(location)
  return kind === 'pattern' || kind === 'named' || !text.startsWith('/') ? undefined : text
}

/**
 * The location that serves a path: an exact one ends the search; else the longest prefix is kept, with what lies inside of it, and unless
 * it is a `^~` the first expression that fits comes before it. `unknown`: an expression stands in the way that is not tried.
 */
export function locationFor(scope: Scope, path: string): Scope | 'unknown' | undefined {
  const found = search(scope, path)
  return typeof found === 'object' ? found.location : found
}

/** Found by an exact name or an expression it is `final`: the expressions of the levels around are not asked (ngx_http_core_find_location). */
function search(scope: Scope, path: string): { readonly location: Scope; readonly final: boolean } | 'unknown' | undefined {
  const all = (scope.rule.body ?? []).flatMap((rule) => {
    if (rule.name !== 'location' || rule.body === undefined) return []
    const location: Scope = { kind: 'location', rule, parent: scope }
    return [{ location, match: matchOf(location) }]
  })
  const exact = all.find(({ match }) => match.kind === 'exact' && match.text === path)
  if (exact !== undefined) return { location: exact.location, final: true }
  const longest = all
    .filter(({ match }) => (match.kind === 'prefix' || match.kind === 'firm') && path.startsWith(match.text))
    .toSorted((a, b) => b.match.text.length - a.match.text.length)[0]
  const inner = longest === undefined ? undefined : search(longest.location, path)
  if (inner === 'unknown' || inner?.final === true) return inner
  const kept = inner ?? (longest === undefined ? undefined : { location: longest.location, final: false })
  if (longest?.match.kind === 'firm') return kept
  for (const { location, match } of all) {
    if (match.kind !== 'pattern') continue
    const fits = tried(match, path)
    if (fits === undefined) return 'unknown'
    if (!fits) continue
    const below = search(location, path)
    return below === 'unknown' ? below : { location: below?.location ?? location, final: true }
  }
  return kept
}

function tried({ text, ignoresCase }: Match, path: string): boolean | undefined {
  return fits(text, ignoresCase, path)
}

/** Expressions of the file run here only where they cannot take long: at most two repetitions, none inside of another. */
export function fits(text: string, ignoresCase: boolean, path: string): boolean | undefined {
  const repeats = text.match(/[*+{]/g)?.length ?? 0
  if (text.length > 500 || path.length > 500 || repeats > 2 || /\)[*+{?]|\\[1-9kpP]|\(\?[^:=!]/.test(text)) return undefined
  try {
    return new RegExp(text, ignoresCase ? 'i' : '').test(path)
  } catch {
    return undefined
  }
}

/**
 * A path below `prefix` that an expression asks for by its ending (`\.php$`, `\.(?:js|css)$`); undefined where it does not.
 * An expression that is anchored at its beginning names its own folder.
 */
export function sampleBelow(prefix: string, location: Scope): string | undefined {
  const match = matchOf(location)
  if (match.kind !== 'pattern') return undefined
  const ending = /\\\.(?:\((?:\?:)?([\w-]{1,20})[|\w-]{0,200}\)|([\w-]{1,20}))\$?$/.exec(match.text)
  const word = ending?.[1] ?? ending?.[2]
  if (word === undefined || match.text.startsWith('^')) return undefined
  const path = `${prefix.endsWith('/') ? prefix : `${prefix}/`}x.${word}`
  return tried(match, path) === true ? path : undefined
}

/** The text of a plain prefix location, the kind over which expressions go first; undefined for all others. */
export function prefixOf(location: Scope): string | undefined {
  const match = matchOf(location)
  return match.kind === 'prefix' ? match.text : undefined
}
