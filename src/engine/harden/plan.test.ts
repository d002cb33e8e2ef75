import { describe, expect, it } from 'vitest'
import type { Component, Deployment } from '../../model/graph.ts'
import type { Phase, Proposal, Remedy } from '../../model/remedy.ts'
import type { Hands, Subject } from './hands.ts'
import type { MadeTools } from './plan.ts'
import { planHardening } from './plan.ts'

/** A space is a log of what was done: enough to see what is carried out, when, and on what. */
interface Space {
  done: string[]
  lost?: string
}

const tools: MadeTools = {
  now: '2026-01-01T00:00:00Z',
  secret: (name) => ({ name, value: name }),
  identity: () => Promise.reject(new Error('none')),
  keyStore: () => Promise.reject(new Error('none')),
  resealed: () => Promise.reject(new Error('none')),
}

function subject(space: Space): Subject {
  const components = ['a', 'b', 'c'].filter((id) => id !== space.lost).map((id) => ({ id, input: { id, dependsOn: [] } }) as unknown as Component)
  const deployment = { name: 'one', input: { root: '.' }, components, listeners: [], channels: [] } as unknown as Deployment
  return { deployment, findings: [], inputs: [], failed: [] }
}

function hands(fails: Readonly<Record<string, string>> = {}, loses?: string): Hands<Space> & { reads: number } {
  const made = {
    reads: 0,
    read: (space: Space) => {
      made.reads++
      return [subject(space)]
    },
    differing: (one: Space, other: Space) => other.done.filter((what) => !one.done.includes(what)),
    fork: (space: Space) => ({ ...space, done: [...space.done] }),
    carry(space: Space, _deployment: Deployment, component: Component, does: { readonly kind: string; readonly key?: string }) {
      const what = `${component.id} ${does.key ?? ''}`
      if (fails[what] !== undefined) return { cannot: fails[what], reason: 'file-cannot' as const }
      space.done.push(what)
      if (what === loses) space.lost = component.id
      return { notes: [what] }
    },
  }
  return made as Hands<Space> & { reads: number }
}

function step(component: string, phase: Phase, key: string): Proposal['steps'][number] {
  return { component, phase, does: { kind: 'no-key', key } }
}

function proposal(id: string, ...steps: Proposal['steps']): Proposal {
  return { id, title: id, answers: [], steps, risks: [] }
}

function remedy(id: string, proposals: readonly Proposal[], last?: true): Remedy {
  return { id, title: id, answers: [], propose: () => proposals, ...(last === undefined ? {} : { last }) }
}

async function plan(found: Hands<Space>, ...remedies: readonly Remedy[]) {
  const made = await planHardening(found, { done: [] }, remedies, () => tools)
  return { ...made, done: made.stages.at(-1)?.space.done ?? [], phases: made.stages.map((stage) => `${stage.phase}: ${stage.space.done.join(', ')}`) }
}

describe('a plan', () => {
  it('lets servers accept, clients switch and servers close, and every stage has a state of its own', async () => {
    const both = proposal('tls', step('a', 'accept', 'both'), step('b', 'switch', 'new'), step('a', 'close', 'old'))
    const { phases, tasks } = await plan(hands(), remedy('channels', [both]))
    expect(phases).toEqual(['accept: a both', 'switch: a both, b new', 'close: a both, b new, a old'])
    expect(tasks.map(({ proposal: { id } }) => id)).toEqual(['tls'])
  })

  it('leaves out the whole of what fails in a later phase, and keeps the rest', async () => {
    const whole = proposal('whole', step('a', 'accept', 'both'), step('b', 'switch', 'new'))
    const { done, failed } = await plan(hands({ 'b new': 'a template' }), remedy('r', [whole, proposal('other', step('c', 'accept', 'x'))]))
    expect(done).toEqual(['c x'])
    expect(failed.map(({ task, failure }) => [task.proposal.id, failure.why])).toEqual([['whole', 'a template']])
  })

  it('reads again before somebody else wants something of the same component', async () => {
    const found = hands()
    await plan(found, remedy('r', [proposal('one', step('a', 'close', '1')), proposal('two', step('a', 'close', '2'))]))
    const separate = hands()
    await plan(separate, remedy('r', [proposal('one', step('a', 'close', '1')), proposal('two', step('b', 'close', '2'))]))
    expect(found.reads).toBeGreaterThan(separate.reads)
  })

  it('changes a file that deployments share once, where both want the same', async () => {
    const named = (name: string, { done }: Space): Subject => {
      const component = { id: 'a', input: { id: 'a', dependsOn: [] }, has: [...done] } as unknown as Component
      const own = { name, input: { root: '.' }, components: [component], listeners: [], channels: [] } as unknown as Deployment
      return { deployment: own, findings: [], inputs: [], failed: [] }
    }
    const shared: Hands<Space> = {
      read: (space) => [named('one', space), named('two', space)],
      fork: (space) => ({ done: [...space.done] }),
      differing: (one, other) => (one.done.length === other.done.length ? [] : ['base.yml']),
      carry(space, _deployment, component, does) {
        const { has } = component as unknown as { readonly has: readonly string[] }
        const { key } = does as unknown as { readonly key: string }
        if (!has.includes(key)) space.done.push(key)
        return { notes: [] }
      },
    }
    const { done, failed, tasks } = await plan(shared, remedy('r', [proposal('same', step('a', 'close', 'option'))]))
    expect(done).toEqual(['option'])
    expect(failed).toEqual([])
    expect(tasks.map(({ deployment }) => deployment)).toEqual(['.\0one'])
  })

  it('replaces values in their lines before anything moves the lines', async () => {
    const replaced: Proposal = {
      ...proposal('secret'),
      steps: [
        { component: 'c', phase: 'close', does: { kind: 'replaced-secret', key: 'secret', old: '', places: [], secret: { name: '', value: '' } } },
      ],
    }
    const { done } = await plan(hands(), remedy('r', [proposal('longer', step('a', 'close', 'lines')), replaced]))
    expect(done).toEqual(['c secret', 'a lines'])
  })

  it('does not carry out what makes a component disappear', async () => {
    const { done, failed } = await plan(
      hands({}, 'b gone'),
      remedy('r', [proposal('bad', step('b', 'close', 'gone')), proposal('good', step('a', 'close', 'x'))]),
    )
    expect(done).toEqual(['a x'])
    expect(failed.map(({ task, failure }) => [task.proposal.id, failure.why])).toEqual([['bad', 'b would not be known any more']])
  })

  it('asks the last remedies when the others have nothing more', async () => {
    const { done } = await plan(
      hands(),
      remedy('late', [proposal('l', step('a', 'close', 'late'))], true),
      remedy('r', [proposal('e', step('b', 'close', 'early'))]),
    )
    expect(done).toEqual(['b early', 'a late'])
  })

  it('says which files each task changes', async () => {
    const { tasks, files } = await plan(hands(), remedy('r', [proposal('both', step('a', 'accept', 'x'), step('b', 'switch', 'y'))]))
    expect(tasks.map(({ key }) => files.get(key))).toEqual([['a x', 'b y']])
  })

  it('carries out only what is wanted', async () => {
    const proposals = [proposal('one', step('a', 'close', '1')), proposal('two', step('b', 'close', '2'))]
    const { stages } = await planHardening(
      hands(),
      { done: [] },
      [remedy('r', proposals)],
      () => tools,
      (_, { id }) => id === 'two',
    )
    expect(stages.at(-1)?.space.done).toEqual(['b 2'])
  })

  it('ends where nothing is proposed', async () => {
    const { stages, done } = await plan(hands(), remedy('r', []))
    expect(stages).toEqual([])
    expect(done).toEqual([])
  })
})
