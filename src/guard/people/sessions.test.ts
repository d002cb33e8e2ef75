import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { memorySessions } from '../../../test/guard/memory-sessions.ts'
import type { Ending, Sessions } from './sessions.ts'
import { sessions } from './sessions.ts'
import type { LookUp, Recognised } from './types.ts'

const ann: Recognised = { id: 'ldap:7', name: 'Ann', groups: ['ldap:planners'], secondFactor: true }
const minute = 60_000

describe('a session', () => {
  let now = 0
  let over: Ending[]
  let lookUp: LookUp
  let store: ReturnType<typeof memorySessions>
  let all: Sessions
  beforeEach(() => {
    now = 0
    over = []
    lookUp = () => Promise.resolve(ann)
    store = memorySessions()
    all = sessions({ store, random: randomBytes, now: () => now, lookUp: (id) => lookUp(id), ended: (_, why) => void over.push(why) })
  })

  it('is of its host, and nobody keeps its reference', async () => {
    const { reference, record } = await all.begin(ann, 'a.example')
    expect(reference).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(JSON.stringify([...store.kept])).not.toContain(reference)
    expect(await all.person(reference, 'a.example')).toEqual({ kind: 'person', session: record.id, ...ann })
    expect(await all.person(reference, 'b.example')).toBeUndefined()
    expect(await all.person('x'.repeat(43), 'a.example')).toBeUndefined()
  })

  it('ends when it is asked to', async () => {
    const { reference } = await all.begin(ann, 'a.example')
    await all.end(reference)
    expect(await all.person(reference, 'a.example')).toBeUndefined()
    expect(over).toEqual(['asked'])
  })

  it('ends after half an hour without a request, and after twelve hours whatever happens', async () => {
    const { reference } = await all.begin(ann, 'a.example')
    for (let step = 1; step < 12 * 3; step++) {
      now = step * 20 * minute
      await all.sweep()
      expect((await all.person(reference, 'a.example'))?.name).toBe('Ann')
    }
    now = 12 * 60 * minute
    expect(await all.person(reference, 'a.example')).toBeUndefined()
    const { reference: other } = await all.begin(ann, 'a.example')
    now += 30 * minute
    expect(await all.person(other, 'a.example')).toBeUndefined()
    expect(over).toEqual(['expired', 'idle'])
    expect(store.kept.size).toBe(0)
  })

  it('follows what its source says of the person', async () => {
    const { reference } = await all.begin(ann, 'a.example')
    lookUp = () => Promise.resolve({ ...ann, groups: [], secondFactor: false })
    now = 5 * minute
    await all.sweep()
    expect(await all.person(reference, 'a.example')).toMatchObject({ groups: [], secondFactor: true })
    lookUp = () => Promise.resolve('gone')
    now = 10 * minute
    await all.sweep()
    expect(await all.person(reference, 'a.example')).toBeUndefined()
    expect(over).toEqual(['vanished'])
  })

  it('lets nobody in while its source has said nothing for six minutes, and goes on after', async () => {
    const { reference } = await all.begin(ann, 'a.example')
    lookUp = () => Promise.resolve('unavailable')
    now = 6 * minute - 1
    await all.sweep()
    expect(await all.person(reference, 'a.example')).toBeDefined()
    now = 6 * minute
    await all.sweep()
    expect(await all.person(reference, 'a.example')).toBeUndefined()
    lookUp = () => Promise.resolve(ann)
    await all.sweep()
    expect(await all.person(reference, 'a.example')).toBeDefined()
  })

  it('that ended while its source was asked stays ended', async () => {
    const { reference } = await all.begin(ann, 'a.example')
    now = 5 * minute
    lookUp = async () => {
      await all.end(reference)
      return ann
    }
    await all.sweep()
    expect(store.kept.size).toBe(0)
  })

  it('ends when the word ends of a source that cannot be asked again, which then is not', async () => {
    let asked = 0
    lookUp = () => {
      asked++
      return Promise.resolve('unavailable')
    }
    const { reference } = await all.begin({ ...ann, until: 20 * minute }, 'a.example')
    now = 20 * minute - 1
    await all.sweep()
    expect(await all.person(reference, 'a.example')).toBeDefined()
    now = 20 * minute
    expect(await all.person(reference, 'a.example')).toBeUndefined()
    expect([asked, over]).toEqual([0, ['expired']])
  })

  it('ends at every host when its source says so', async () => {
    const references = [await all.begin(ann, 'a.example'), await all.begin(ann, 'b.example'), await all.begin({ ...ann, id: 'ldap:8' }, 'a.example')]
    await all.endOf(({ id }) => id === ann.id)
    expect(await Promise.all(references.map(({ reference, record }) => all.person(reference, record.host)))).toMatchObject([
      undefined,
      undefined,
      { id: 'ldap:8' },
    ])
    expect(over).toEqual(['provider', 'provider'])
  })
})
