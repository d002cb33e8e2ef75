import type { Place } from './place.ts'

/** What a claim rests on. `default` is the software's own, of the version named in `why`. */
export type Basis = 'default' | 'configured' | 'observed' | 'attested'

/** `dead`: written down, but nothing reads it. `overridden`: read, but another value wins. */
export type Effect = 'live' | 'overridden' | 'dead'

export interface Claim<T> {
  readonly value: T
  readonly basis: Basis
  readonly effect: Effect
  readonly trail: readonly Place[]
  readonly why?: string
}

export interface Gap {
  readonly why: string
  readonly place?: Place
}

/** One property of something: all claims about it, and what could not be found out. */
export interface Fact<T> {
  readonly claims: readonly Claim<T>[]
  readonly gaps: readonly Gap[]
}

export type View<T> =
  | { readonly known: true; readonly value: T; readonly basis: Basis; readonly trail: readonly Place[]; readonly why?: string }
  | { readonly known: false; readonly why: string; readonly trail: readonly Place[] }

/** Written in a file that the program reads. */
export function configured<T>(value: T, trail: readonly Place[], why?: string): Fact<T> {
  return { claims: [{ value, basis: 'configured', effect: 'live', trail, ...(why === undefined ? {} : { why }) }], gaps: [] }
}

/** What the software does when nobody says otherwise. `why` names product and version; `trail` where the choice was left open. */
export function byDefault<T>(value: T, why: string, trail: readonly Place[] = []): Fact<T> {
  return { claims: [{ value, basis: 'default', effect: 'live', trail, why }], gaps: [] }
}

/** Nobody can tell from what was read. */
export function unknown<T>(why: string, place?: Place): Fact<T> {
  return { claims: [], gaps: [place === undefined ? { why } : { why, place }] }
}

/** Written, and without effect. */
export function deadClaim<T>(value: T, trail: readonly Place[], why: string): Claim<T> {
  return { value, basis: 'configured', effect: 'dead', trail, why }
}

/** The fact with more claims behind its own: the first live claim of the strongest basis wins. */
export function withClaims<T>(fact: Fact<T>, claims: readonly Claim<T>[]): Fact<T> {
  return { claims: [...fact.claims, ...claims], gaps: fact.gaps }
}

const strength: Readonly<Record<Basis, number>> = { default: 0, attested: 1, configured: 2, observed: 3 }

/** The value in force: the live claim with the strongest basis. A gap beats a default, never a written value. */
export function view<T>(fact: Fact<T>): View<T> {
  let best: Claim<T> | undefined
  for (const claim of fact.claims) {
    if (claim.effect !== 'live') continue
    if (best === undefined || strength[claim.basis] > strength[best.basis]) best = claim
  }
  const gap = fact.gaps[0]
  if (best === undefined || (gap !== undefined && best.basis === 'default')) {
    return { known: false, why: gap?.why ?? 'nothing was found about it', trail: gap?.place === undefined ? [] : [gap.place] }
  }
  const { value, basis, trail, why } = best
  return { known: true, value, basis, trail, ...(why === undefined ? {} : { why }) }
}

/** True when the value in force is known and equals `value`. */
export function holds<T>(fact: Fact<T>, value: T): boolean {
  const seen = view(fact)
  return seen.known && seen.value === value
}
