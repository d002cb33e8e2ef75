import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { sessions } from '../../src/guard/people/sessions.ts'
import type { Sessions } from '../../src/guard/people/sessions.ts'
import { openEmbedded } from '../../src/guard/state/libsql.ts'
import { onceOf } from '../../src/guard/state/once.ts'
import { guardState } from '../../src/guard/state/open.ts'
import { sessionStore } from '../../src/guard/state/session-store.ts'
import type { GuardState } from '../../src/guard/state/types.ts'

const minute = 60_000
const ada = { id: 'ldap:uid=ada', name: 'Ada', groups: ['ldap:staff'], secondFactor: true }

it('two guards share the sessions of people, and what one ends nobody brings back', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'ringwall-state-')), 'guard.db')
  let now = 1_000_000
  let chance = 0
  const guard = async (): Promise<{ people: Sessions; state: GuardState; store: ReturnType<typeof sessionStore> }> => {
    const state = guardState(await openEmbedded({ file }), { monotonic: () => now, every: () => () => undefined })
    const store = sessionStore(state, 12 * 60 * minute)
    const people = sessions({
      store,
      random: (bytes) => Buffer.alloc(bytes, ++chance),
      now: () => now,
      lookUp: async () => ({ ...ada, groups: ['ldap:guests'] }),
      ended: () => undefined,
    })
    return { people, state, store }
  }
  const [one, other] = [await guard(), await guard()]
  const { reference, record } = await one.people.begin(ada, 'shop.example')
  expect(await other.people.person(reference, 'shop.example')).toMatchObject({ id: ada.id, groups: ['ldap:staff'], secondFactor: true })
  expect(await other.people.person(reference, 'other.example')).toBeUndefined()
  now += 5 * minute
  const before = await one.state.epoch.read()
  await other.people.sweep()
  expect((await one.people.person(reference, 'shop.example'))?.groups).toEqual(['ldap:guests'])
  expect(await one.state.epoch.read()).toBe(before + 1)
  // one guard read it, the other one ends it, and the first one writes what it read
  const there = (await one.store.find(record.hash))!
  await other.people.end(reference)
  await one.store.put({ ...there, seen: now + 1 })
  expect(await one.people.person(reference, 'shop.example')).toBeUndefined()
  expect(await other.store.all()).toEqual([])
  await one.state.close()
  await other.state.close()
})

it('keeps until when the word of a provider holds, and how it calls the session', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'ringwall-state-')), 'guard.db')
  const state = guardState(await openEmbedded({ file }), { monotonic: () => 0, every: () => () => undefined })
  const store = sessionStore(state, 12 * 60 * minute)
  const person = { ...ada, id: 'saml:https://idp.example/#ada', until: 20 * minute, atSource: 's1' }
  await store.put({ hash: 'a'.repeat(43), id: 'one', host: 'shop.example', person, created: 0, seen: 0, checked: 0 })
  expect(await store.find('a'.repeat(43))).toMatchObject({ person })
  await store.put({
    hash: 'b'.repeat(43),
    id: 'two',
    host: 'shop.example',
    person: { ...person, until: 99 * 60 * minute },
    created: 0,
    seen: 0,
    checked: 0,
  })
  expect((await store.find('b'.repeat(43)))?.person.until).toBe(12 * 60 * minute)
  await state.close()
})

it('an answer that one guard took, no other one takes, as long as it holds', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'ringwall-state-')), 'guard.db')
  let now = 0
  const open = async (): Promise<GuardState> => guardState(await openEmbedded({ file }), { monotonic: () => now, every: () => () => undefined })
  const states = [await open(), await open()]
  const [one, other] = states.map((state) => onceOf(state, () => now))
  const key = `saml:${'https://idp.example/'.repeat(50)}#_a`
  expect([await one?.first(key, minute), await other?.first(key, minute), await other?.first(`${key}b`, minute)]).toEqual([true, false, true])
  now = minute
  expect(await other?.first(key, 2 * minute)).toBe(true)
  for (const state of states) await state.close()
})
