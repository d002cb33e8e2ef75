import fc from 'fast-check'
import type {
  AclState,
  Change,
  Conditions,
  DirectoryFacts,
  Grant,
  Membership,
  Moment,
  Resource,
  Subject,
  Weekday,
} from '../../src/guard/acl/types.ts'

/** A Monday, 12:00 UTC: hours and ends of the graphs lie around it. */
export const noon: number = Date.UTC(2026, 0, 5, 12)
const hour = 3_600_000

const local = ['g0', 'g1', 'g2', 'g3', 'g4', 'g5', 'g6', 'g7', 'g8', 'g9', 'ga', 'gb']
const foreign = ['ldap:g0', 'ldap:x', 'ldap:y', 'idp:g0', 'idp:z']

/** Ids that differ in case, kind or source alone. */
export const asking: fc.Arbitrary<Subject> = fc.constantFrom(
  { kind: 'user', id: 'ann' },
  { kind: 'user', id: 'Ann' },
  { kind: 'key', id: 'ann' },
  { kind: 'worker', id: 'bob' },
  { kind: 'user', id: '__proto__' },
)
const group = fc.constantFrom(...local, ...foreign)
const subject: fc.Arbitrary<Subject> = fc.oneof(
  asking,
  group.map((id): Subject => ({ kind: 'group', id })),
)
export const resource: fc.Arbitrary<Resource> = fc.constantFrom(
  { kind: 'route', id: '/jobs' },
  { kind: 'route', id: '/Jobs' },
  { kind: 'resource', id: '/jobs' },
)

const times = fc.constantFrom('00:00', '06:00', '11:59', '12:00', '12:01', '18:00', '23:59')
const days = fc.uniqueArray(fc.constantFrom<Weekday>('sun', 'mon', 'tue', 'sat'), { minLength: 1 })
const hours = fc.record({ from: times, to: times, days }, { requiredKeys: ['from', 'to'] }).filter(({ from, to }) => from !== to)
const networks = fc.uniqueArray(fc.constantFrom('10.0.0.0/8', '10.1.2.0/24', '192.0.2.7/32', '2001:db8::/32', '0.0.0.0/0'), {
  minLength: 1,
  maxLength: 2,
})
const conditions: fc.Arbitrary<Conditions> = fc
  .record({ networks, hours, mfa: fc.constant<true>(true) }, { requiredKeys: [] })
  .filter((each) => Object.keys(each).length > 0)

const ends = fc.integer({ min: -3, max: 3 }).map((hours_) => noon + hours_ * hour)

/** Without id, giver and date. */
const rights = fc.oneof(
  fc.record({ effect: fc.constant('allow' as const), relation: fc.constantFrom('read', 'write', 'execute', 'admin') }),
  fc.record({
    effect: fc.constant('allow' as const),
    relation: fc.constantFrom('none', 'read', 'write', 'execute', 'admin'),
    mayGrant: fc.constant<true>(true),
  }),
  fc.record({ effect: fc.constant('deny' as const), relation: fc.constantFrom('read', 'write', 'execute', 'admin') }),
) as fc.Arbitrary<Pick<Grant, 'effect' | 'relation' | 'mayGrant'>>

export const wanted: fc.Arbitrary<Omit<Grant, 'id' | 'by' | 'at'>> = fc
  .tuple(rights, fc.record({ subject, resource }), fc.option(ends, { freq: 3 }), fc.option(conditions, { freq: 3 }))
  .map(([right, about, expires, given]) => ({
    ...about,
    ...right,
    ...(expires === null ? {} : { expires }),
    ...(given === null ? {} : { conditions: given }),
  }))

const root: Subject = { kind: 'user', id: 'root' }

export function numbered(grants: readonly Omit<Grant, 'id' | 'by' | 'at'>[]): readonly Grant[] {
  return grants.map((grant, at) => ({ ...grant, id: `grant-${at}`, by: root, at: noon - 5 * hour }))
}

/** Members of groups; chains are frequent, so that the deepest is passed. */
function memberships(groups: readonly string[], others: fc.Arbitrary<Subject>): fc.Arbitrary<readonly Membership[]> {
  const chain = fc
    .integer({ min: 0, max: groups.length - 2 })
    .map((at): Membership => ({ group: groups[at + 1]!, member: { kind: 'group', id: groups[at]! } }))
  const any = fc.record({ group: fc.constantFrom(...groups), member: others })
  return fc.array(fc.oneof({ arbitrary: chain, weight: 3 }, any), { maxLength: 18 })
}

export const state: fc.Arbitrary<AclState> = fc
  .tuple(fc.array(wanted, { maxLength: 10 }), memberships(local, subject))
  .map(([grants, members]) => ({ epoch: 0, administrators: [root], grants: numbered(grants), memberships: members }))

/** Directories speak of their own groups, and sometimes of others', which is not believed. */
export const facts: fc.Arbitrary<readonly DirectoryFacts[]> = fc
  .tuple(memberships([...foreign, 'g3'], subject), memberships(['idp:z', 'idp:g0', 'ldap:x'], subject), ends, ends)
  .map(([ldap, idp, one, other]) => [
    { source: 'ldap', fetchedAt: one - hour, maxAge: hour, memberships: ldap },
    { source: 'idp', fetchedAt: other - hour, maxAge: hour, memberships: idp },
  ])

const address = fc.constantFrom('10.1.2.3', '10.9.9.9', '192.0.2.7', '192.0.2.8', '2001:db8::1', '2001:db9::1', '::ffff:10.1.2.3')
export const moment: fc.Arbitrary<Moment> = fc.record(
  {
    now: fc
      .integer({ min: -10, max: 10 })
      .chain((steps) => fc.constantFrom(0, -1, 1, 60_000, 61_000).map((more) => noon + (steps * hour) / 2 + more)),
    address,
    mfa: fc.boolean(),
  },
  { requiredKeys: ['now'] },
)

export const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(wanted, fc.nat(8)).map(([grant, id]): Change => ({ kind: 'give', grant: { ...grant, id: `given-${id}` } })) },
  fc.nat(8).map((id): Change => ({ kind: 'take', id: `${id % 2 === 0 ? 'given' : 'grant'}-${id}` })),
  fc.record({ kind: fc.constantFrom('add-member' as const, 'remove-member' as const), group, member: subject }),
  fc.record({ kind: fc.constantFrom('add-administrator' as const, 'remove-administrator' as const), subject }),
)
