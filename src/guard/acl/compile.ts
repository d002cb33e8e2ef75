import type { Compiled } from './conditions.ts'
import { compileConditions } from './conditions.ts'
import type { Edge, Path, Reach } from './membership.ts'
import { edgesOf, reachOf } from './membership.ts'
import { keyOf, listed, rankOf, relationOf } from './order.ts'
import type { AclState, DirectoryFacts, Grant, Held, Moment, Relation, Resource, Subject } from './types.ts'

/** A grant that concerns a subject, and how. */
export interface Term {
  readonly grant: Grant
  readonly rank: number
  /** Through which groups; absent: it names the subject itself. */
  readonly path?: Path
  /** From then on an allow no longer counts: it, or a membership on its way, has ended. */
  readonly until: number
  readonly conditions?: Compiled
}

/** What the answer on one resource rests on besides the grants: a cached answer holds for the same of it. */
export interface Varies {
  /** It rests on nothing else. */
  readonly isFixed: boolean
  readonly address: boolean
  readonly mfa: boolean
  readonly minute: boolean
  /** Moments, in order, at which something ends. */
  readonly ends: readonly number[]
}

/** A state made ready to be asked; it is thrown away with its epoch. */
export interface Acl {
  readonly epoch: number
  readonly held: (subject: Subject, resource: Resource, moment: Moment) => Held
  readonly may: (subject: Subject, relation: Exclude<Relation, 'none'>, resource: Resource, moment: Moment) => boolean
  readonly isAdministrator: (subject: Subject, now: number) => boolean
  readonly terms: (subject: Subject, resource: Resource) => readonly Term[]
  readonly varies: (subject: Subject, resource: Resource) => Varies
  readonly reach: (subject: Subject) => Reach
}

const grantBit = 8
const highest = rankOf('admin')

interface Folded {
  /** The rank that is allowed, and the grant right. */
  readonly allowed: number
  /** The rank above which all is denied. */
  readonly cap: number
}

/** What is said of one resource to one subject: bits of what always holds, and what is looked at each time. */
interface Row extends Folded {
  readonly moving: readonly Term[]
  readonly varies: Varies
  readonly terms: readonly Term[]
}

const fixed: Varies = { isFixed: true, address: false, mfa: false, minute: false, ends: [] }
const nothing: Row = { allowed: 0, cap: highest, moving: [], varies: fixed, terms: [] }

/** Subjects that are unknown share one answer, so that asking for made-up ones takes no memory. */
const nobody: ReadonlyMap<string, Row> = new Map()

export function compileAcl(state: AclState, facts: readonly DirectoryFacts[]): Acl {
  const edges = edgesOf(state, facts)
  const given = listed(state.grants, ({ subject }) => keyOf(subject))
  const administrators = new Set(state.administrators.map(keyOf))
  const subjects = new Map<string, ReadonlyMap<string, Row>>()

  function rowOf(subject: Subject, resource: Resource): Row {
    const key = keyOf(subject)
    let rows = subjects.get(key)
    if (rows === undefined) {
      if (!given.has(key) && !edges.has(key)) rows = nobody
      else subjects.set(key, (rows = rowsOf(subject, given, edges)))
    }
    return rows.get(keyOf(resource)) ?? nothing
  }

  function held(subject: Subject, resource: Resource, moment: Moment): Held {
    const row = rowOf(subject, resource)
    const bits = row.moving.length === 0 ? bitsOf(row) : bitsOf(folded(row.moving, row, moment))
    return { relation: relationOf(bits & 7), mayGrant: (bits & grantBit) !== 0 }
  }

  return {
    epoch: state.epoch,
    held,
    may: (subject, relation, resource, moment) => {
      const rank = rankOf(relation)
      return rank > 0 && rankOf(held(subject, resource, moment).relation) >= rank
    },
    isAdministrator(subject, now) {
      if (administrators.has(keyOf(subject))) return true
      return [...reachOf(subject, edges).allowing].some(
        ([group, { until }]) => now < until && administrators.has(keyOf({ kind: 'group', id: group })),
      )
    },
    terms: (subject, resource) => rowOf(subject, resource).terms,
    varies: (subject, resource) => rowOf(subject, resource).varies,
    reach: (subject) => reachOf(subject, edges),
  }
}

function rowsOf(
  subject: Subject,
  given: ReadonlyMap<string, readonly Grant[]>,
  edges: ReadonlyMap<string, readonly Edge[]>,
): ReadonlyMap<string, Row> {
  const { allowing, denying } = reachOf(subject, edges)
  const through = (allows: boolean, groups: ReadonlyMap<string, Path>): readonly Term[] =>
    [...groups].flatMap(([group, path]) =>
      (given.get(keyOf({ kind: 'group', id: group })) ?? []).filter((grant) => isAllow(grant) === allows).map((grant) => termOf(grant, path)),
    )
  const own = (given.get(keyOf(subject)) ?? []).map((grant) => termOf(grant, undefined))
  const terms = listed([...own, ...through(true, allowing), ...through(false, denying)], ({ grant }) => keyOf(grant.resource))
  return new Map([...terms].map(([resource, list]) => [resource, rowFrom(list)]))
}

function termOf(grant: Grant, path: Path | undefined): Term {
  const { expires = Infinity, conditions } = grant
  return {
    grant,
    rank: rankOf(grant.relation),
    ...(path === undefined ? {} : { path }),
    until: isAllow(grant) ? Math.min(expires, path?.until ?? Infinity) : expires,
    ...(conditions === undefined ? {} : { conditions: compileConditions(conditions) }),
  }
}

function rowFrom(terms: readonly Term[]): Row {
  const always = terms.filter(({ until, conditions }) => until === Infinity && conditions === undefined)
  const moving = terms.filter((term) => !always.includes(term))
  return { ...folded(always, nothing), moving, varies: variesOf(moving), terms }
}

/** An allow counts where its conditions are known to hold, a deny where they are not known to fail. */
export function counts({ grant, until, conditions }: Term, moment: Moment): boolean {
  if (isAllow(grant)) return moment.now < until && (conditions === undefined || conditions.holds(moment) === 'yes')
  return !(moment.now >= until) && conditions?.holds(moment) !== 'no'
}

/** Whatever is not an allow denies. */
export function isAllow({ effect }: Grant): boolean {
  return effect === 'allow'
}

/** With what the terms add that count at the moment; without one all of them do. What can add nothing is not looked at: conditions are dear. */
function folded(terms: readonly Term[], before: Folded, moment?: Moment): Folded {
  let { allowed, cap } = before
  for (const term of terms) {
    const { grant, rank } = term
    if (isAllow(grant)) {
      const more = Math.max(allowed & 7, rank) | (allowed & grantBit) | (grant.mayGrant === true ? grantBit : 0)
      if (more !== allowed && (moment === undefined || counts(term, moment))) allowed = more
    } else {
      const less = Math.max(0, rank - 1)
      if (less < cap && (moment === undefined || counts(term, moment))) cap = less
    }
  }
  return { allowed, cap }
}

/** What is allowed below what is denied; the grant right is worth nothing to whom everything is denied. */
function bitsOf({ allowed, cap }: Folded): number {
  const rank = Math.min(allowed & 7, cap)
  return rank | (rank === 0 ? 0 : allowed & grantBit)
}

function variesOf(moving: readonly Term[]): Varies {
  if (moving.length === 0) return fixed
  const asks = new Set(moving.flatMap(({ conditions }) => conditions?.asks ?? []))
  const ends = new Set(moving.map(({ until }) => until).filter((until) => until !== Infinity))
  return { isFixed: false, address: asks.has('address'), mfa: asks.has('mfa'), minute: asks.has('minute'), ends: [...ends].toSorted((a, b) => a - b) }
}
