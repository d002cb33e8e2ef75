import { describe, expect, it } from 'vitest'
import { LiveAcl } from '../../src/guard/acl/live.ts'
import type { AclEvent, AclState, Actor, Change, Outcome, Resource, Subject } from '../../src/guard/acl/types.ts'
import { noon } from './acl-graphs.ts'

const user = (id: string): Subject => ({ kind: 'user', id })
const jobs: Resource = { kind: 'route', id: '/jobs' }
const by = (id: string): Actor => ({ subject: user(id), moment: { now: noon } })
const first: AclState = { epoch: 7, administrators: [user('root')], grants: [], memberships: [] }

function give(to: Subject, relation: 'read' | 'write'): Change {
  return { kind: 'give', grant: { id: `${to.id}-${relation}`, subject: to, resource: jobs, effect: 'allow', relation } }
}

function answer(outcome: Outcome): string {
  return outcome.ok ? 'done' : outcome.refusal.reason
}

describe('the state that holds now', () => {
  it('changes at once, one change after another, and tells each', async () => {
    const events: AclEvent[] = []
    const kept: (readonly [number, number])[] = []
    const live = new LiveAcl(first, [], {
      tell: async (event) => void events.push(event),
      keep: async ({ epoch }, before) => void kept.push([before, epoch]),
    })
    const held = (): string => live.acl.held(user('cem'), jobs, { now: noon }).relation
    const outcomes = await Promise.all([
      live.change(give(user('cem'), 'read'), by('root')),
      live.change(give(user('cem'), 'read'), by('root')),
      live.change(give(user('cem'), 'write'), by('eve')),
    ])
    expect([outcomes.map(answer), held()]).toEqual([['done', 'already-there', 'not-permitted'], 'read'])
    expect(events.map(({ epoch, refused }) => epoch ?? refused)).toEqual([8, 'already-there', 'not-permitted'])
    expect(kept).toEqual([[7, 8]])
    live.take(first)
    expect(live.state.epoch).toBe(8)
    live.learn([{ source: 'ldap', fetchedAt: noon, maxAge: 1, memberships: [] }])
    expect(held()).toBe('read')
  })

  it.each(['tell', 'keep'] as const)('does not change where %s fails, and goes on', async (broken) => {
    let fails = true
    const port = (name: string) => async (): Promise<void> => {
      if (fails && name === broken) throw new Error('the disk is full')
    }
    const live = new LiveAcl(first, [], { tell: port('tell'), keep: port('keep') })
    await expect(live.change(give(user('cem'), 'read'), by('root'))).rejects.toThrow('the disk is full')
    expect([live.state, live.acl.held(user('cem'), jobs, { now: noon }).relation]).toEqual([first, 'none'])
    fails = false
    expect(answer(await live.change(give(user('cem'), 'read'), by('root')))).toBe('done')
  })
})
