import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyChange } from '../../src/guard/acl/change.ts'
import { compileAcl, counts } from '../../src/guard/acl/compile.ts'
import { nesting } from '../../src/guard/acl/membership.ts'
import { rankOf } from '../../src/guard/acl/order.ts'
import type { AclState, Actor, Change, DirectoryFacts, Grant, Outcome, Resource, Subject } from '../../src/guard/acl/types.ts'
import { stateProblems } from '../../src/guard/acl/written.ts'
import { asking, change, facts, moment, noon, state, wanted } from './acl-graphs.ts'
import { naiveHeld } from './acl-naive.ts'

const hour = 3_600_000
const user = (id: string): Subject => ({ kind: 'user', id })
const group = (id: string): Subject => ({ kind: 'group', id })
const jobs: Resource = { kind: 'route', id: '/jobs' }
const by = (id: string, at: Partial<Actor['moment']> = {}): Actor => ({ subject: user(id), moment: { now: noon, ...at } })
const first: AclState = { epoch: 7, administrators: [user('root')], grants: [], memberships: [] }

type Given = Partial<Omit<Grant, 'by' | 'at'>>

function give(to: Subject, relation: Grant['relation'], more: Given = {}): Change {
  return { kind: 'give', grant: { id: `${to.id}-${relation}`, subject: to, resource: jobs, effect: 'allow', relation, ...more } }
}

function made(of: AclState, changes: readonly Change[], actor = by('root')): AclState {
  return changes.reduce((now, each) => {
    const outcome = applyChange(now, [], each, actor)
    if (!outcome.ok) throw new Error(outcome.refusal.detail)
    return outcome.state
  }, of)
}

function answer(outcome: Outcome): string {
  return outcome.ok ? 'done' : outcome.refusal.reason
}

/** Ann may write and give; from ten to one, with a second factor, also execute; until two o'clock admin. */
const withAnn = made(first, [
  give(user('ann'), 'write', { mayGrant: true }),
  give(user('ann'), 'execute', { conditions: { mfa: true, networks: ['10.0.0.0/8'] } }),
  give(user('ann'), 'admin', { expires: noon + 2 * hour }),
  give(user('bea'), 'admin'),
  { kind: 'add-member', group: 'team', member: user('ann') },
  { kind: 'add-member', group: 'all', member: group('team') },
])
const inOffice = { mfa: true, address: '10.1.1.1' }

describe('who gives', () => {
  const cases: readonly (readonly [string, Change, Actor, string])[] = [
    ['an administrator anything', give(user('cem'), 'admin', { mayGrant: true }), by('root'), 'done'],
    ['whoever has nothing, nothing', give(user('cem'), 'read'), by('cem'), 'not-permitted'],
    ['whoever has a relation without the grant right, nothing', give(user('cem'), 'read'), by('bea'), 'not-permitted'],
    ['the holder what they have', give(user('cem'), 'write'), by('ann'), 'done'],
    ['the holder less', give(user('cem'), 'read', { expires: noon + 1 }), by('ann'), 'done'],
    ['the holder the right itself', give(user('cem'), 'read', { mayGrant: true }), by('ann'), 'done'],
    ['the holder a bare right', give(user('cem'), 'none', { mayGrant: true }), by('ann'), 'done'],
    ['not on another resource', give(user('cem'), 'read', { resource: { kind: 'route', id: '/Jobs' } }), by('ann'), 'not-permitted'],
    ['not for longer than they have it', give(user('cem'), 'admin'), by('ann'), 'more-than-held'],
    ['for as long as they have it', give(user('cem'), 'admin', { expires: noon + 2 * hour }), by('ann'), 'done'],
    ['not the right for longer with a relation that ends', give(user('cem'), 'admin', { expires: noon + 2 * hour + 1 }), by('ann'), 'more-than-held'],
    ['not under fewer conditions', give(user('cem'), 'execute', { conditions: { mfa: true } }), by('ann', inOffice), 'more-than-held'],
    [
      'not from more networks',
      give(user('cem'), 'execute', { conditions: { mfa: true, networks: ['10.0.0.0/8', '11.0.0.0/8'] } }),
      by('ann', inOffice),
      'more-than-held',
    ],
    [
      'not from a wider network',
      give(user('cem'), 'execute', { conditions: { mfa: true, networks: ['10.0.0.0/7'] } }),
      by('ann', inOffice),
      'more-than-held',
    ],
    [
      'under the same conditions and more',
      give(user('cem'), 'execute', { conditions: { mfa: true, networks: ['10.1.0.0/16'], hours: { from: '09:00', to: '10:00' } } }),
      by('ann', inOffice),
      'done',
    ],
    [
      'not what they do not have at this moment',
      give(user('cem'), 'execute', { conditions: { mfa: true, networks: ['10.0.0.0/8'] } }),
      by('ann', { mfa: true, address: '11.1.1.1', now: noon + 3 * hour }),
      'more-than-held',
    ],
    ['not to themselves', give(user('ann'), 'read'), by('ann'), 'to-oneself'],
    ['not to a group that they are in', give(group('all'), 'read'), by('ann'), 'to-oneself'],
    ['to another group', give(group('guests'), 'read'), by('ann'), 'done'],
    ['no deny', give(user('cem'), 'read', { effect: 'deny' }), by('ann'), 'not-permitted'],
    ['no membership', { kind: 'add-member', group: 'team', member: user('cem') }, by('ann'), 'not-permitted'],
    ['no administrators', { kind: 'add-administrator', subject: user('ann') }, by('ann'), 'not-permitted'],
    ['not as a group', give(user('cem'), 'read'), { subject: group('team'), moment: { now: noon } }, 'not-permitted'],
  ]
  it.each(cases)('%s', (_, wish, actor, wantedAnswer) => {
    const outcome = applyChange(withAnn, [], wish, actor)
    expect(answer(outcome)).toBe(wantedAnswer)
    expect(outcome.ok ? outcome.state.epoch : withAnn.epoch).toBe(withAnn.epoch + (outcome.ok ? 1 : 0))
  })

  it('holds back what a deny takes from them at another moment', () => {
    const denied = made(withAnn, [give(user('ann'), 'write', { id: 'deny', effect: 'deny', conditions: { networks: ['11.0.0.0/8'] } })])
    const here = by('ann', inOffice)
    expect(compileAcl(denied, []).held(here.subject, jobs, here.moment).relation).toBe('admin')
    expect(['read', 'write'].map((relation) => answer(applyChange(denied, [], give(user('cem'), relation as 'read'), here)))).toEqual([
      'done',
      'more-than-held',
    ])
  })

  it('gives through a directory no longer than its word is believed', () => {
    const said: DirectoryFacts = { source: 'ldap', fetchedAt: noon, maxAge: hour, memberships: [{ group: 'ldap:ops', member: user('dan') }] }
    const graph = made(first, [give(group('ldap:ops'), 'write', { mayGrant: true })])
    expect(answer(applyChange(graph, [said], give(user('cem'), 'read'), by('dan')))).toBe('more-than-held')
    expect(answer(applyChange(graph, [said], give(user('cem'), 'read', { expires: noon + hour }), by('dan')))).toBe('done')
    expect(answer(applyChange(graph, [said], give(user('cem'), 'read', { expires: noon + hour }), by('dan', { now: noon + hour })))).toBe(
      'not-permitted',
    )
  })

  it('gives nobody more than the giver has, at any moment', { timeout: 120_000 }, () => {
    let [gave, refused] = [0, 0]
    fc.assert(
      fc.property(
        state,
        facts,
        asking,
        wanted,
        moment,
        fc.array(fc.tuple(asking, moment), { minLength: 4, maxLength: 8 }),
        (drawn, said, giver, grant, when, later) => {
          const right: Grant = {
            id: 'right',
            subject: giver,
            resource: grant.resource,
            effect: 'allow',
            relation: 'none',
            mayGrant: true,
            by: user('root'),
            at: noon,
          }
          const graph = { ...drawn, grants: [...drawn.grants, right] }
          fc.pre(naiveHeld(graph, said, giver, grant.resource, when).mayGrant)
          const outcome = applyChange(graph, said, { kind: 'give', grant: { ...grant, id: 'new' } }, { subject: giver, moment: when })
          if (!outcome.ok) {
            refused++
            return
          }
          gave++
          for (const [who, some] of later) {
            // what was before it was given is of no account
            const at = { ...some, now: Math.max(some.now, when.now) }
            const had = naiveHeld(graph, said, who, grant.resource, at)
            const has = naiveHeld(outcome.state, said, who, grant.resource, at)
            const giverHas = naiveHeld(graph, said, giver, grant.resource, at)
            expect(rankOf(has.relation)).toBeLessThanOrEqual(Math.max(rankOf(had.relation), rankOf(giverHas.relation)))
            const rights = compileAcl(graph, said)
              .terms(giver, grant.resource)
              .filter((term) => term.grant.mayGrant === true && counts(term, at))
            expect(has.mayGrant && !had.mayGrant && grant.mayGrant === true && rights.length === 0).toBe(false)
          }
        },
      ),
      { numRuns: 600 },
    )
    expect(Math.min(gave, refused)).toBeGreaterThan(60)
  })
})

describe('who takes', () => {
  const taken = (id: string, actor: Actor, of = made(withAnn, [give(user('cem'), 'read')], by('ann'))): string =>
    answer(applyChange(of, [], { kind: 'take', id }, actor))
  it.each([
    ['an administrator anything', 'bea-admin', by('root'), 'done'],
    ['the giver what they gave', 'cem-read', by('ann'), 'done'],
    ['the giver not what another gave', 'bea-admin', by('ann'), 'not-permitted'],
    ['nobody learns what there is', 'no-such', by('ann'), 'not-permitted'],
    ['an administrator does', 'no-such', by('root'), 'not-there'],
    ['not whom it was given to', 'cem-read', by('cem'), 'not-permitted'],
  ])('%s', (_, id, actor, wantedAnswer) => {
    expect(taken(id, actor)).toBe(wantedAnswer)
  })

  it('not the giver who lost the grant right', () => {
    const lost = made(made(withAnn, [give(user('cem'), 'read')], by('ann')), [{ kind: 'take', id: 'ann-write' }])
    expect(taken('cem-read', by('ann'), lost)).toBe('not-permitted')
  })
})

describe('groups and administrators', () => {
  it('make no cycle, and lie at most eight deep', () => {
    const chain = Array.from({ length: 7 }, (_, at): Change => ({ kind: 'add-member', group: `g${at + 1}`, member: group(`g${at}`) }))
    const eight = made(first, [{ kind: 'add-member', group: 'g0', member: user('ann') }, ...chain])
    const add = (name: string, member: Subject): string => answer(applyChange(eight, [], { kind: 'add-member', group: name, member }, by('root')))
    expect([add('g8', group('g7')), add('g0', group('h')), add('h', group('g6')), add('g0', group('g7')), add('g0', group('g0'))]).toEqual([
      'too-deep',
      'done',
      'done',
      'cycle',
      'cycle',
    ])
    expect([add('ldap:ops', user('ann')), add('g0', user('ann')), add('g0', group('ldap:ops'))]).toEqual(['malformed', 'already-there', 'done'])
  })

  it('never leave the installation without an administrator who is known here', () => {
    const remove = (of: AclState, id: Subject): string => answer(applyChange(of, [], { kind: 'remove-administrator', subject: id }, by('root')))
    expect(remove(first, user('root'))).toBe('last-administrator')
    const withDirectory = made(first, [{ kind: 'add-administrator', subject: group('ldap:ops') }])
    expect(remove(withDirectory, user('root'))).toBe('last-administrator')
    const withGroup = made(first, [
      { kind: 'add-administrator', subject: group('admins') },
      { kind: 'add-member', group: 'admins', member: user('bea') },
    ])
    expect(remove(withGroup, user('root'))).toBe('done')
    const alone = made(withGroup, [{ kind: 'remove-administrator', subject: user('root') }])
    expect(answer(applyChange(alone, [], { kind: 'remove-member', group: 'admins', member: user('bea') }, by('bea')))).toBe('last-administrator')
    expect(answer(applyChange(alone, [], give(user('cem'), 'read'), by('root')))).toBe('not-permitted')
  })

  it('stay sound under any changes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(change, asking, moment), { maxLength: 40 }), (wishes) => {
        let now = first
        for (const [wish, subject, when] of wishes) {
          const outcome = applyChange(now, [], wish, { subject: when.mfa === true ? user('root') : subject, moment: when })
          if (outcome.ok) now = outcome.state
        }
        expect(stateProblems(now)).toEqual([])
        expect(nesting(now.memberships).cycle).toBeUndefined()
      }),
    )
  })
})

describe('what is written', () => {
  it.each([
    ['an id without characters', give(user(''), 'read')],
    ['a blank around it', give(user('ann '), 'read')],
    ['a line feed', give(user('a\nb'), 'read')],
    ['an invisible character', give(user('ann\u200b'), 'read')],
    ['a decomposed letter', give(user('e\u0301'), 'read')],
    ['a long id', give(user('a'.repeat(257)), 'read')],
    ['no relation', give(user('cem'), 'none')],
    ['a relation that is not', give(user('cem'), 'Read' as 'read')],
    ['an effect that is not', give(user('cem'), 'read', { effect: 'permit' as 'allow' })],
    ['a right to deny', give(user('cem'), 'read', { effect: 'deny', mayGrant: true })],
    ['an end that is no number', give(user('cem'), 'read', { expires: Number.NaN })],
    ['an end in the past', give(user('cem'), 'read', { expires: noon })],
    ['conditions of nothing', give(user('cem'), 'read', { conditions: {} })],
    ['a kind of subject that is not', give({ kind: 'robot' as 'user', id: 'x' }, 'read')],
    ['a change that is not', { kind: 'reset' } as unknown as Change],
  ])('%s is refused, of administrators too', (_, wish) => {
    expect(answer(applyChange(first, [], wish, by('root')))).toBe('malformed')
  })

  it('is looked at again where a state is read', () => {
    const grant: Grant = { id: 'x', subject: user('ann'), resource: jobs, effect: 'allow', relation: 'read', by: user('root'), at: noon }
    const members = [
      { group: 'a', member: group('b') },
      { group: 'b', member: group('a') },
    ]
    const problems = stateProblems({ ...first, epoch: -1, grants: [grant, { ...grant, relation: 'all' as 'read' }], memberships: members })
    expect(problems).toEqual(['the epoch is not a number', 'there is no relation "all"', 'two grants have the id "x"', 'the group "a" is in itself'])
  })
})
