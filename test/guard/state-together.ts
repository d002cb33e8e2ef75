import { expect, it } from 'vitest'
import type { AclState } from '../../src/guard/acl/types.ts'
import { budget } from '../../src/guard/people/budget.ts'
import type { Database } from '../../src/guard/state/sql.ts'
import { fault, harness, key, session } from './state-records.ts'

/** What several guards do at once, and what holds when something fails. */
export function together(open: () => Promise<Database>): void {
  const { opened, using } = harness(open)

  it('rights have one successor', () =>
    using(async (one) => {
      const { state: other } = await opened()
      try {
        const first = await one.rights.load()
        const next: AclState = {
          epoch: first.epoch + 1,
          administrators: [{ kind: 'user', id: 'ada' }],
          grants: [
            {
              id: 'g1',
              subject: { kind: 'group', id: 'ldap:staff' },
              resource: { kind: 'route', id: 'orders' },
              effect: 'allow',
              relation: 'read',
              conditions: { networks: ['192.0.2.0/24'] },
              by: { kind: 'user', id: 'ada' },
              at: 1,
            },
          ],
          memberships: [],
        }
        const before = await other.epoch.read()
        const tries = await Promise.allSettled([one.rights.keep(next, first.epoch), other.rights.keep({ ...next, grants: [] }, first.epoch)])
        expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
        expect(tries.find((each) => each.status === 'rejected')?.reason).toEqual(fault('conflict'))
        expect((await other.rights.load()).epoch).toBe(next.epoch)
        expect(await other.epoch.read()).toBe(before + 1)
        await other.rights.keep({ ...next, epoch: next.epoch + 1 }, next.epoch)
        expect(await one.rights.load()).toEqual({ ...next, epoch: next.epoch + 1 })
        await expect(one.rights.keep(next, next.epoch + 1)).rejects.toEqual(fault('refused'))
      } finally {
        await other.close()
      }
    }))

  it('a token is spent once, by whomever', () =>
    using(async (one) => {
      const { state: other } = await opened()
      try {
        const tries = await Promise.all(Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? one : other).spent.spend('saml:_1', 1_000, 500)))
        expect(tries.filter((won) => won)).toHaveLength(1)
        expect(await one.spent.spend('saml:_1', 2_000, 999)).toBe(false)
        expect(await one.spent.spend('saml:_1', 2_000, 1_000)).toBe(true)
        expect(await one.spent.spend('saml:_1', 3_000, 1_500)).toBe(false)
        await expect(one.spent.spend('', 1, 0)).rejects.toEqual(fault('refused'))
      } finally {
        await other.close()
      }
    }))

  it('a budget counts all tries of a window, by whomever', () =>
    using(async (one) => {
      const { state: other } = await opened()
      try {
        const counts = await Promise.all(Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? one : other).budgets.take('log-in:ada', 1_000, 100)))
        expect(counts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1))
        expect(await one.budgets.take('log-in:bob', 1_000, 100)).toBe(1)
        expect(await other.budgets.take('log-in:ada', 1_000, 1_099)).toBe(21)
        expect(await other.budgets.take('log-in:ada', 1_000, 1_100)).toBe(1)
        await one.budgets.reset('log-in:ada')
        expect(await one.budgets.take('log-in:ada', 1_000, 1_101)).toBe(1)
      } finally {
        await other.close()
      }
    }))

  it('tries to log in are counted for all guards together', () =>
    using(async (one) => {
      const { state: other } = await opened()
      try {
        const [here, there] = [one, other].map(({ budgets }) =>
          budget({ store: budgets, perAccount: 5, perNetwork: 100, window: 1_000, now: () => 7 }),
        )
        const tries = Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? here : there)!.take(at % 3 === 0 ? 'Eve' : 'eve', `192.0.${at}.1`))
        expect((await Promise.all(tries)).filter((may) => may)).toHaveLength(5)
        await there!.succeeded('EVE')
        expect(await here!.take('eve', '192.0.100.1')).toBe(true)
      } finally {
        await other.close()
      }
    }))

  it('what ended is swept, and nothing else', () =>
    using(async ({ spent, budgets, sessions, keys, sweep }) => {
      await sweep(1e15)
      await keys.add(key('swept', { created: 1, expires: 2 }))
      await spent.spend('a', 10, 1)
      await spent.spend('b', 20, 1)
      await budgets.take('c', 9, 1)
      await sessions.add(session('short', { created: 1, expires: 10 }))
      await sessions.add(session('long', { created: 1, expires: 11 }))
      expect(await sweep(10)).toBe(3)
      expect((await sessions.list()).map(({ id }) => id)).toEqual(['long'])
      expect((await keys.list()).map(({ id }) => id)).toContain('swept')
    }))

  it('whoever watches hears soon what another guard changed', () =>
    using(async (one) => {
      const { state: other } = await opened()
      try {
        await one.keys.add(key('heard'))
        expect(other.epoch.age()).toBe(Infinity)
        const heard: number[] = []
        let wake = (): void => undefined
        const end = other.epoch.watch((epoch) => {
          heard.push(epoch)
          wake()
        })
        const until = async (epoch: number): Promise<void> => {
          while ((heard.at(-1) ?? -1) < epoch) await new Promise<void>((resolve) => (wake = resolve))
        }
        await until(0)
        for (let round = 0; round < 3; round++) {
          await one.keys.revoke('heard', round)
          await until(await one.epoch.read())
        }
        expect(heard).toEqual(heard.toSorted((a, b) => a - b))
        expect(other.epoch.age()).toBeLessThan(60_000)
        end()
      } finally {
        await other.close()
      }
    }))

  it('whoever makes a change has heard of it when it is made', () =>
    using(async ({ keys, epoch }) => {
      await keys.add(key('own'))
      const heard: number[] = []
      const end = epoch.watch((value) => heard.push(value))
      const before = await epoch.read()
      for (let round = 1; round <= 3; round++) {
        await keys.revoke('own', round)
        // either it is read already, or it is known that it is not
        expect(epoch.isBehind() || heard.at(-1) === before + round).toBe(true)
        expect(await epoch.read()).toBe(before + round)
      }
      end()
    }))

  it('a change that fails in the middle is none', () =>
    using(async (state, database) => {
      const before = await state.epoch.read()
      const failed = database.transaction(async (sql) => {
        await sql.all('UPDATE guard_epoch SET value = value + 5')
        await sql.all(`INSERT INTO guard_spent (name, expires) VALUES ('', 1)`)
      })
      await expect(failed).rejects.toEqual(fault('refused'))
      await expect(database.transaction(async () => Promise.reject(new Error('ours')))).rejects.toThrow('ours')
      expect(await state.epoch.read()).toBe(before)
    }))

  it('tables of a later version are not touched', () =>
    using(async (_state, database) => {
      await database.all('INSERT INTO guard_schema (version) VALUES (99)')
      await expect(open()).rejects.toEqual(expect.objectContaining({ name: 'StateFault', code: 'newer' }))
      await database.all('DELETE FROM guard_schema WHERE version = 99')
    }))

  it('what somebody else wrote into a row counts for nothing', () =>
    using(async (state, database) => {
      await state.keys.add(key('bent'))
      await database.all(`UPDATE guard_key SET scopes = '{' WHERE id = 'bent'`)
      await expect(state.keys.find(key('bent').hash)).rejects.toEqual(expect.objectContaining({ code: 'damaged' }))
      await database.all(`DELETE FROM guard_key WHERE id = 'bent'`)
    }))

  it('a closed one is an error for everybody', async () => {
    const { state } = await opened()
    await state.close()
    const asked = [
      state.keys.find(key('x').hash),
      state.sessions.find('s1:x'),
      state.rights.load(),
      state.spent.spend('x', 2, 1),
      state.budgets.take('x', 1, 1),
    ]
    for (const each of await Promise.allSettled(asked))
      expect(each).toEqual({ status: 'rejected', reason: expect.objectContaining({ name: 'StateFault', code: 'unavailable' }) as object })
  })
}
