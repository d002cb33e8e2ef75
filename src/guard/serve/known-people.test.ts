import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Sessions } from '../people/sessions.ts'
import { sessions } from '../people/sessions.ts'
import type { LookUp, Recognised } from '../people/types.ts'
import { StateFault } from '../state/fault.ts'
import { openEmbedded } from '../state/libsql.ts'
import { guardState } from '../state/open.ts'
import { sessionStore } from '../state/session-store.ts'
import type { GuardState } from '../state/types.ts'
import { knownPeople } from './known-people.ts'

const second = 1000
const minute = 60 * second
const host = 'shop.example'
const people: readonly Recognised[] = [
  { id: 'ldap:ada', name: 'Ada', groups: ['ldap:staff'], secondFactor: true },
  { id: 'ldap:ben', name: 'Ben', groups: [], secondFactor: false },
  { id: 'oidc:https://id.example#cy', name: 'Cy', groups: [], secondFactor: false, atSource: 's' },
]

/** As a log-in gives them: the word of a provider ends after twenty minutes. */
function recognised(who: number, now: number): Recognised {
  const person = people[who]!
  return person.id.startsWith('oidc:') ? { ...person, until: now + 20 * minute } : person
}

/** A guard, and another one that shares its file. Nobody is told by a timer: `state.epoch.read` is when the first one hears. */
async function twoGuards() {
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-known-'))
  folders.push(folder)
  const world = { now: 0, finds: 0, lookUp: (async () => 'unavailable') as LookUp }
  let chance = 0
  const guard = async (): Promise<{ state: GuardState; all: Sessions }> => {
    const state = guardState(await openEmbedded({ file: join(folder, 'guard.db'), poll: 1_000_000 }), {
      monotonic: () => world.now,
      every: () => () => undefined,
    })
    const store = sessionStore(state, 12 * 60 * minute)
    const find: typeof store.find = (hashed) => {
      world.finds++
      return store.find(hashed)
    }
    const all = sessions({
      store: { ...store, find },
      random: (bytes) => Buffer.alloc(bytes, ++chance),
      now: () => world.now,
      lookUp: (id) => world.lookUp(id),
      ended: () => undefined,
    })
    return { state, all }
  }
  const [own, other] = [await guard(), await guard()]
  const known = knownPeople(own.all.known, own.state.epoch, () => world.now)
  await own.state.epoch.read()
  const end = async (): Promise<void> => {
    known.end()
    await own.state.close()
    await other.state.close()
  }
  return { own, other, world, session: known.session, end }
}

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

describe('who is known by what is remembered', () => {
  it('is asked of the store no more than once in ten seconds, and of no other host', async () => {
    const { own, world, session, end } = await twoGuards()
    const { reference, record } = await own.all.begin(people[0]!, host)
    const answer = { kind: 'person', id: 'ldap:ada', name: 'Ada', groups: ['ldap:staff'], secondFactor: true, session: record.id }
    expect(await session(reference, host)).toEqual(answer)
    for (let step = 0; step < 9; step++) {
      world.now += second
      await own.state.epoch.read()
      // at once: no promise
      expect(session(reference, host)).toEqual(answer)
    }
    expect(world.finds).toBe(1)
    expect(await session(reference, 'other.example')).toBeUndefined()
    world.now += second
    await own.state.epoch.read()
    expect(await session(reference, host)).toEqual(answer)
    expect(world.finds).toBe(3)
    await end()
  })

  it('is nobody at once where the session was ended here, and within a second where it was elsewhere and nothing is heard', async () => {
    const { own, other, world, session, end } = await twoGuards()
    const [here, elsewhere] = [await own.all.begin(people[0]!, host), await own.all.begin(people[1]!, host)]
    for (const { reference } of [here, elsewhere]) expect(await session(reference, host)).toBeDefined()
    await own.all.end(here.reference)
    expect(await session(here.reference, host)).toBeUndefined()
    expect(await session(elsewhere.reference, host)).toBeDefined()
    await other.all.end(elsewhere.reference)
    world.now += second - 100
    expect(await session(elsewhere.reference, host)).toBeUndefined()
    await end()
  })

  it('ends when its time is over, to the millisecond', async () => {
    const { own, world, session, end } = await twoGuards()
    const [ldap, oidc] = [await own.all.begin(recognised(0, 0), host), await own.all.begin(recognised(2, 0), host)]
    for (const [reference, over] of [
      [ldap.reference, 6 * minute],
      [oidc.reference, 20 * minute],
    ] as const) {
      world.now = over - second
      await own.state.epoch.read()
      expect(await session(reference, host)).toBeDefined()
      world.now = over - 1
      await own.state.epoch.read()
      expect(await session(reference, host)).toBeDefined()
      world.now = over
      await own.state.epoch.read()
      expect(await session(reference, host)).toBeUndefined()
    }
    await end()
  })

  it('fails where the store is gone and the epoch not known', async () => {
    const { own, world, session, end } = await twoGuards()
    const { reference } = await own.all.begin(people[0]!, host)
    expect(await session(reference, host)).toBeDefined()
    await end()
    world.now += second
    await expect(session(reference, host)).rejects.toBeInstanceOf(StateFault)
  })

  const action = fc.oneof(
    fc.record({ what: fc.constant('begin' as const), who: fc.nat(2) }),
    fc.record({ what: fc.constantFrom('end' as const, 'end-of' as const), which: fc.nat(5), elsewhere: fc.boolean() }),
    fc.record({ what: fc.constant('sweep' as const), says: fc.constantFrom('same', 'other groups', 'gone', 'unavailable'), elsewhere: fc.boolean() }),
    fc.record({ what: fc.constant('pass' as const), time: fc.constantFrom(300, 4 * second, 11 * second, 5 * minute, 19 * minute, 29 * minute) }),
    fc.constant({ what: 'hear' as const }),
  )

  it('is who the store says, whatever was done in whichever order', async () => {
    let [asked, finds] = [0, 0]
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 14 }), async (actions) => {
        const { own, other, world, session, end } = await twoGuards()
        const references: string[] = []
        for (const { reference } of [await own.all.begin(recognised(0, 0), host), await other.all.begin(recognised(2, 0), host)])
          references.push(reference)
        for (const one of actions) {
          const guard = 'elsewhere' in one && one.elsewhere ? other : own
          if (one.what === 'begin') references.push((await own.all.begin(recognised(one.who, world.now), host)).reference)
          if (one.what === 'end') await guard.all.end(references[one.which] ?? '')
          if (one.what === 'end-of') await guard.all.endOf(({ id }) => id === people[one.which % 3]?.id)
          if (one.what === 'pass') world.now += one.time
          if (one.what === 'sweep') {
            world.lookUp = async (id) => {
              const person = people.find((each) => each.id === id)
              if (one.says === 'gone' || person === undefined) return 'gone'
              return one.says === 'unavailable' ? 'unavailable' : { ...person, groups: one.says === 'same' ? person.groups : ['ldap:others'] }
            }
            await guard.all.sweep()
          }
          // of what another guard did, the store tells: at once in PostgreSQL, at its next look in a file
          if (guard === other || one.what === 'hear') await own.state.epoch.read()
          for (const reference of references) {
            const before = world.finds
            const told = await session(reference, host)
            asked++
            finds += world.finds - before
            expect(told).toEqual(await own.all.person(reference, host))
          }
        }
        await end()
      }),
      { numRuns: 60 },
    )
    // some of it was remembered
    expect(finds).toBeLessThan(asked)
  })
})
