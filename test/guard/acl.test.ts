import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AnswerCache } from '../../src/guard/acl/cache.ts'
import { applyChange } from '../../src/guard/acl/change.ts'
import { compileAcl } from '../../src/guard/acl/compile.ts'
import { conditionsProblem } from '../../src/guard/acl/conditions.ts'
import { explain, explanationLines } from '../../src/guard/acl/explain.ts'
import { nesting } from '../../src/guard/acl/membership.ts'
import type { AclState, Conditions, Grant, Held, Membership, Moment, Resource, Subject } from '../../src/guard/acl/types.ts'
import { cedarRelation } from './acl-cedar.ts'
import { asking, change, facts, moment, noon, numbered, resource, state } from './acl-graphs.ts'
import { naiveHeld } from './acl-naive.ts'

const ann: Subject = { kind: 'user', id: 'ann' }
const jobs: Resource = { kind: 'route', id: '/jobs' }
const empty: AclState = { epoch: 0, administrators: [], grants: [], memberships: [] }

function inGroup(group: string, member: Subject): Membership {
  return { group, member }
}

function group(id: string): Subject {
  return { kind: 'group', id }
}

function withGrants(...grants: readonly (Partial<Grant> & Pick<Grant, 'relation'>)[]): AclState {
  return { ...empty, grants: numbered(grants.map((each) => ({ subject: ann, resource: jobs, effect: 'allow', ...each }))) }
}

function relation(of: AclState, at: Partial<Moment> = {}, who = ann): string {
  return compileAcl(of, []).held(who, jobs, { now: noon, ...at }).relation
}

describe('what somebody has', () => {
  it('is what a plain reading of the rules gives, for any graph', () => {
    fc.assert(
      fc.property(state, facts, fc.array(fc.tuple(asking, resource, moment), { minLength: 1, maxLength: 6 }), (graph, said, questions) => {
        const acl = compileAcl(graph, said)
        for (const [who, what, when] of questions) expect(acl.held(who, what, when)).toEqual(naiveHeld(graph, said, who, what, when))
      }),
      { numRuns: 1500 },
    )
  })

  it('is what Cedar answers for the same grants as policies', { timeout: 120_000 }, () => {
    const withoutCycles = state.filter(({ memberships }) => {
      const { depth, cycle } = nesting(memberships)
      return cycle === undefined && depth <= 8 && memberships.every(({ member }) => !member.id.includes(':'))
    })
    fc.assert(
      fc.property(withoutCycles, asking, resource, moment, (graph, who, what, when) => {
        expect(compileAcl(graph, []).held(who, what, when).relation).toBe(cedarRelation(graph, who, what, when))
      }),
      { numRuns: 250 },
    )
  })

  it('does not depend on the order in which it was given or said', () => {
    fc.assert(
      fc.property(state, facts, asking, resource, moment, fc.infiniteStream(fc.nat()), (graph, said, who, what, when, chance) => {
        const shuffled = <T>(list: readonly T[]): readonly T[] =>
          list
            .map((value) => ({ value, rank: chance.next().value ?? 0 }))
            .toSorted((a, b) => a.rank - b.rank)
            .map(({ value }) => value)
        const other = { ...graph, grants: shuffled(graph.grants), memberships: shuffled(graph.memberships) }
        const otherFacts = shuffled(said).map((each) => ({ ...each, memberships: shuffled(each.memberships) }))
        expect(compileAcl(other, otherFacts).held(who, what, when)).toEqual(compileAcl(graph, said).held(who, what, when))
      }),
      { numRuns: 500 },
    )
  })

  it('is up to what an allow says, below what a deny says', () => {
    const all = withGrants({ relation: 'admin' }, { relation: 'write', effect: 'deny' })
    expect(relation(all)).toBe('read')
    const acl = compileAcl(all, [])
    expect([acl.may(ann, 'read', jobs, { now: noon }), acl.may(ann, 'write', jobs, { now: noon })]).toEqual([true, false])
    expect(relation(withGrants({ relation: 'read', effect: 'deny' }, { relation: 'admin' }))).toBe('none')
    expect(relation(withGrants())).toBe('none')
  })

  it('is of exactly that subject and that resource', () => {
    const graph = withGrants({ relation: 'admin' })
    for (const who of [
      { kind: 'user', id: 'Ann' },
      { kind: 'key', id: 'ann' },
      { kind: 'user', id: 'ann ' },
      { kind: 'user', id: '__proto__' },
    ] as const)
      expect(relation(graph, {}, who)).toBe('none')
    for (const what of [
      { kind: 'route', id: '/Jobs' },
      { kind: 'resource', id: '/jobs' },
    ] as const)
      expect(compileAcl(graph, []).held(ann, what, { now: noon }).relation).toBe('none')
  })

  it('comes through eight groups in one another and not through nine; what is denied comes through all', () => {
    const chain = (length: number): AclState['memberships'] => [
      inGroup('g1', ann),
      ...Array.from({ length: length - 1 }, (_, at) => inGroup(`g${at + 2}`, group(`g${at + 1}`))),
    ]
    const allowed = (length: number): AclState => ({ ...withGrants({ relation: 'read', subject: group(`g${length}`) }), memberships: chain(length) })
    expect([relation(allowed(8)), relation(allowed(9))]).toEqual(['read', 'none'])
    const denied = { ...withGrants({ relation: 'read' }, { relation: 'read', effect: 'deny', subject: group('g12') }), memberships: chain(12) }
    expect(relation(denied)).toBe('none')
  })

  it('allows on the word of a directory only while it is new, and denies on it however old', () => {
    const said = { source: 'ldap', fetchedAt: noon - 1000, maxAge: 1000, memberships: [inGroup('ldap:ops', ann)] }
    const allowed = compileAcl(withGrants({ relation: 'write', subject: group('ldap:ops') }), [said])
    expect([noon - 1, noon].map((now) => allowed.held(ann, jobs, { now }).relation)).toEqual(['write', 'none'])
    const denied = compileAcl(withGrants({ relation: 'write' }, { relation: 'write', effect: 'deny', subject: group('ldap:ops') }), [said])
    expect(denied.held(ann, jobs, { now: noon + 1e9 }).relation).toBe('read')
  })

  it('takes no word of a directory on groups that are not its own', () => {
    const graph = withGrants({ relation: 'write', subject: group('ops') }, { relation: 'read', subject: group('idp:ops') })
    for (const named of ['ops', 'idp:ops', 'ldap']) {
      const said = { source: 'ldap', fetchedAt: noon, maxAge: 1000, memberships: [inGroup(named, ann)] }
      expect(compileAcl(graph, [said]).held(ann, jobs, { now: noon }).relation).toBe('none')
    }
  })

  const unknown: readonly (readonly [string, Conditions, Partial<Moment>, string, string])[] = [
    ['an address that is not known', { networks: ['10.0.0.0/8'] }, {}, 'none', 'none'],
    ['an address that is none', { networks: ['10.0.0.0/8'] }, { address: '10.0.0.1, 10.0.0.2' }, 'none', 'none'],
    ['an address inside', { networks: ['10.1.2.3/8'] }, { address: '10.0.0.1' }, 'admin', 'none'],
    ['an address inside, mapped', { networks: ['10.0.0.0/8'] }, { address: '::ffff:10.0.0.1' }, 'admin', 'none'],
    ['an address outside', { networks: ['10.0.0.0/8'] }, { address: '11.0.0.1' }, 'none', 'admin'],
    ['a factor that is not known', { mfa: true }, {}, 'none', 'none'],
    ['no second factor', { mfa: true }, { mfa: false }, 'none', 'admin'],
    ['the last minute of the hours', { hours: { from: '09:00', to: '12:01' } }, {}, 'admin', 'none'],
    ['the end of the hours', { hours: { from: '09:00', to: '12:00' } }, {}, 'none', 'admin'],
    ['another day', { hours: { from: '09:00', to: '17:00', days: ['tue'] } }, {}, 'none', 'admin'],
    ['hours of another zone', { hours: { from: '07:00', to: '07:01', days: ['mon'], zone: 'America/New_York' } }, {}, 'admin', 'none'],
    ['a clock that does not go', { hours: { from: '09:00', to: '17:00' } }, { now: Number.NaN }, 'none', 'none'],
  ]
  it.each(unknown)('%s: an allow needs its conditions, a deny the contrary', (_, conditions, when, allowed, denied) => {
    expect(relation(withGrants({ relation: 'admin', conditions }), when)).toBe(allowed)
    // the other grant is one that never ends, so that only the deny asks the clock
    expect(relation(withGrants({ relation: 'admin' }, { relation: 'read', effect: 'deny', conditions }), when)).toBe(
      when.now === undefined ? denied : 'admin',
    )
  })
})

describe('answers that are kept', () => {
  it('are those that would be given anew, under random changes, moments and words of directories', () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.tuple(fc.constant('ask' as const), fc.tuple(asking, resource, moment)) },
      // the same question again and again, at moments in any order
      {
        weight: 16,
        arbitrary: fc.tuple(
          fc.constant('ask' as const),
          fc.tuple(
            fc.constant(ann),
            fc.constant(jobs),
            moment.map(({ now }): Moment => ({ now })),
          ),
        ),
      },
      fc.tuple(fc.constant('change' as const), change),
      fc.tuple(fc.constant('facts' as const), facts),
    )
    let hits = 0
    fc.assert(
      fc.property(state, fc.array(step, { minLength: 10, maxLength: 60 }), (graph, steps) => {
        let [now, said]: [AclState, Parameters<typeof compileAcl>[1]] = [graph, []]
        let acl = compileAcl(now, said)
        const cache = new AnswerCache(20)
        const pairs: (readonly [Held, Held])[] = []
        for (const [kind, what] of steps) {
          if (kind === 'ask') {
            const before = cache.size
            pairs.push([cache.held(acl, ...what), naiveHeld(now, said, ...what)])
            hits += cache.size === before ? 1 : 0
          } else if (kind === 'facts') {
            said = what
          } else {
            const outcome = applyChange(now, said, what, { subject: { kind: 'user', id: 'root' }, moment: { now: noon } })
            if (outcome.ok) now = outcome.state
          }
          // what is kept is lost where anything changed, and only then
          if (kind !== 'ask') acl = compileAcl(now, said)
        }
        expect(pairs.map(([kept]) => kept)).toEqual(pairs.map(([, anew]) => anew))
      }),
      { numRuns: 300 },
    )
    expect(hits).toBeGreaterThan(500)
  })
})

describe('an explanation', () => {
  it('gives the answer, and the grants that decide it', () => {
    fc.assert(
      fc.property(state, facts, asking, resource, moment, (graph, said, who, what, when) => {
        const acl = compileAcl(graph, said)
        const { held, allows, denies } = explain(acl, who, what, when)
        expect(held).toEqual(acl.held(who, what, when))
        const deciding = [...allows, ...denies].filter(({ weight }) => weight === 'decides')
        expect(held.relation !== 'none' && deciding.length === 0).toBe(false)
        // without those that decide there is another answer, or none decided
        const without = { ...graph, grants: graph.grants.filter(({ id }) => !deciding.some(({ grant }) => grant.id === id)) }
        expect(deciding.length > 0 && compileAcl(without, said).held(who, what, when).relation === held.relation).toBe(false)
        for (const { grant, through } of [...allows, ...denies]) {
          const ends = [who, ...through.map(({ group: id }) => group(id))]
          expect(ends.at(-1)).toEqual(grant.subject)
          for (const [at, edge] of through.entries()) expect(edge.member).toEqual(ends[at])
        }
      }),
      { numRuns: 700 },
    )
  })

  it('reads so', () => {
    const graph: AclState = {
      ...withGrants(
        { relation: 'admin', subject: group('ops'), mayGrant: true },
        { relation: 'execute', effect: 'deny', subject: group('ldap:away') },
        { relation: 'admin', conditions: { mfa: true } },
        { relation: 'read', expires: noon },
      ),
      memberships: [inGroup('ops', group('ldap:admins'))],
    }
    const said = { source: 'ldap', fetchedAt: noon, maxAge: 1, memberships: [inGroup('ldap:admins', ann), inGroup('ldap:away', ann)] }
    expect(explanationLines(explain(compileAcl(graph, [said]), ann, jobs, { now: noon }))).toEqual([
      'write with the right to grant',
      'deny execute: grant grant-1 -> group ldap:away (said by ldap)',
      'allow admin with the right to grant: grant grant-0 -> group ldap:admins (said by ldap) -> group ops (counts, and does not decide)',
      'allow admin: grant grant-2 (its conditions do not hold)',
      'allow read: grant grant-3 (ended)',
    ])
    expect(explanationLines(explain(compileAcl(empty, []), ann, jobs, { now: noon }))).toEqual(['none', 'nothing was given'])
  })
})

describe('conditions', () => {
  it.each([
    [{}, /name none/],
    [{ networks: [] }, /empty/],
    [{ networks: ['10.0.0.0/33'] }, /not a network/],
    [{ networks: ['10.0.0.1'] }, /not a network/],
    [{ networks: ['010.0.0.1/8'] }, /not a network/],
    [{ hours: { from: '9:00', to: '17:00' } }, /not a time/],
    [{ hours: { from: '09:00', to: '24:00' } }, /not a time/],
    [{ hours: { from: '09:00', to: '09:00' } }, /none or all/],
    [{ hours: { from: '09:00', to: '10:00', days: [] } }, /days are/],
    [{ hours: { from: '09:00', to: '10:00', zone: 'Mars/Base' } }, /time zone/],
  ] satisfies readonly (readonly [Conditions, RegExp])[])('%j are refused', (wrong, why) => {
    expect(conditionsProblem(wrong)).toMatch(why)
  })
})
