import { describe, expect, it } from 'vitest'
import { keyHash } from '../../src/guard/keys/hash.ts'
import { newKeyText } from '../../src/guard/keys/text.ts'
import type { Database } from '../../src/guard/state/sql.ts'
import { together } from './state-together.ts'
import { account, fault, harness, key, pepper, session } from './state-records.ts'

/** What every database has to do. `open` opens the same one each time; two are two guards. */
export function stateContract(open: () => Promise<Database>): void {
  const { opened, using } = harness(open)

  describe('keys', () => {
    it('are found by their hash, listed, revoked once and for all guards', () =>
      using(async (one) => {
        const { state: other } = await opened()
        try {
          const made = key('k1', { lastUsed: 7 })
          await one.keys.add(made)
          expect(await other.keys.find(made.hash)).toEqual(made)
          expect(await other.keys.find(keyHash('another', pepper))).toBeUndefined()
          await expect(one.keys.add(made)).rejects.toEqual(fault('conflict'))
          await expect(one.keys.add(key('k1-other', { hash: made.hash }))).rejects.toEqual(fault('conflict'))
          const before = await other.epoch.read()
          expect(await one.keys.revoke('k1', 500)).toBe(true)
          expect(await one.keys.revoke('k1', 900)).toBe(true)
          expect(await one.keys.revoke('nobody', 900)).toBe(false)
          expect((await other.keys.find(made.hash))?.revoked).toBe(500)
          expect(await other.epoch.read()).toBe(before + 2)
        } finally {
          await other.close()
        }
      }))

    it('that are rotated have a successor, or nothing is changed', () =>
      using(async ({ keys }) => {
        const old = key('r1')
        await keys.add(old)
        await keys.rotate({ ...old, expires: 5_000 }, key('r2', { successorOf: 'r1' }))
        expect((await keys.find(old.hash))?.expires).toBe(5_000)
        expect((await keys.find(key('r2').hash))?.successorOf).toBe('r1')
        await expect(keys.rotate({ ...key('r2'), expires: 4_000 }, key('r1', { hash: keyHash('x', pepper) }))).rejects.toEqual(fault('conflict'))
        expect((await keys.find(key('r2').hash))?.expires).toBe(2_000_000_000_000)
        await keys.revoke('r2', 1)
        await expect(keys.rotate({ ...key('r2'), expires: 4_000 }, key('r3'))).rejects.toEqual(fault('conflict'))
        expect((await keys.list()).map(({ id }) => id)).toContain('r2')
        expect((await keys.list()).map(({ id }) => id)).not.toContain('r3')
      }))

    it('are used last at the latest time', () =>
      using(async ({ keys }) => {
        for (const id of ['u1', 'u2']) await keys.add(key(id))
        await keys.used(
          new Map([
            ['u2', 50],
            ['u1', 60],
            ['gone', 1],
          ]),
        )
        await keys.used(new Map([['u1', 55]]))
        expect([(await keys.find(key('u1').hash))?.lastUsed, (await keys.find(key('u2').hash))?.lastUsed]).toEqual([60, 50])
      }))

    it.each(['a', 'abc', 'live', 'abcdefghijkl'])('of the environment "%s" never stand there themselves', (environment) =>
      using(async ({ keys }, database) => {
        const text = newKeyText(environment, (below) => below - 1)
        await expect(keys.add(key('raw', { hash: text }))).rejects.toEqual(fault('refused'))
        await expect(keys.add(key(text))).rejects.toEqual(fault('refused'))
        await expect(keys.add(key('raw', { owner: text }))).rejects.toEqual(fault('refused'))
        await expect(keys.add(key('raw', { ending: text }))).rejects.toEqual(fault('refused'))
        // and where a program forgets: by the database itself
        const insert = (hash: string): Promise<unknown> =>
          database.all(
            `INSERT INTO guard_key (id, hash, ending, owner, purpose, scopes, sources, created, expires) VALUES ('raw', $1, '', '', '', '[]', '[]', 1, 2)`,
            hash,
          )
        await expect(insert(text)).rejects.toEqual(fault('refused'))
        await expect(insert(`k1:${text}`)).rejects.toEqual(fault('refused'))
        expect(await keys.list()).not.toContainEqual(expect.objectContaining({ id: 'raw' }))
      }),
    )
  })

  describe('sessions', () => {
    it('are found by their hash, go on, and end for all guards', () =>
      using(async (one) => {
        const { state: other } = await opened()
        try {
          await one.sessions.add(session('s1', { provider: 'idp-1' }))
          await one.sessions.add(session('s2', { provider: 'idp-2' }))
          await one.sessions.add(session('s3', { person: { id: 'ldap:uid=bob', name: 'Bob', groups: [] } }))
          expect(await other.sessions.find(session('s1').hash)).toEqual(session('s1', { provider: 'idp-1' }))
          await expect(one.sessions.add(session('s1'))).rejects.toEqual(fault('conflict'))
          const before = await one.epoch.read()
          expect(await other.sessions.touch('s1', { seen: 2_000 })).toBe(true)
          expect(await other.sessions.touch('s1', { seen: 1_500, checked: 1_700, groups: ['staff'] })).toBe(true)
          expect(await one.epoch.read()).toBe(before)
          expect(await one.sessions.find(session('s1').hash)).toMatchObject({ seen: 2_000, checked: 1_700 })
          // what somebody may changes with the groups
          await other.sessions.touch('s1', { groups: ['guests'] })
          expect(await one.epoch.read()).toBe(before + 1)
          expect(await one.sessions.touch('nobody', { seen: 1 })).toBe(false)
          expect(await other.sessions.end({ provider: 'idp-2', person: 'ldap:uid=ada' })).toEqual(['s2'])
          expect(await other.sessions.end({})).toEqual([])
          expect(await other.sessions.end({ person: 'ldap:uid=ada' })).toEqual(['s1'])
          expect(await one.sessions.find(session('s1').hash)).toBeUndefined()
          expect(await one.epoch.read()).toBe(before + 3)
          expect((await one.sessions.list()).map(({ id }) => id)).toEqual(['s3'])
          expect(await one.sessions.list('ldap:uid=ada')).toEqual([])
          await one.sessions.end({ id: 's3' })
        } finally {
          await other.close()
        }
      }))

    it('are kept by their hash alone', () =>
      using(async ({ sessions }) => {
        const reference = Buffer.alloc(32, 9).toString('base64url')
        await expect(sessions.add(session('raw', { hash: reference }))).rejects.toEqual(fault('refused'))
        await expect(sessions.add(session('raw', { how: 'magic' as never }))).rejects.toEqual(fault('refused'))
      }))
  })

  it('reports are added up, in a bounded number of kinds of which people keep their own', () =>
    using(async ({ reports, sweep }) => {
      const one = (source: string, more: object = {}): Parameters<typeof reports.add>[0][number] => ({
        host: 'a.example',
        directive: 'img-src',
        source,
        sample: '\u001B\n"x',
        isEnforced: false,
        route: 'a.example/**',
        people: 0,
        others: 1,
        first: 1,
        last: 1,
        ...more,
      })
      await reports.add([one('https://b.example', { last: 9 }), one('https://a.example')])
      await reports.add([one('https://a.example', { people: 2, last: 5, route: 'a.example/x' }), one('https://a.example', { isEnforced: true })])
      await reports.add([one('https://b.example', { last: 3 })])
      expect(await reports.list('a.example')).toEqual([
        one('https://a.example', { people: 2, others: 2, last: 5, route: 'a.example/x' }),
        one('https://a.example', { isEnforced: true }),
        one('https://b.example', { others: 2, last: 9 }),
      ])
      expect(await reports.list('b.example')).toEqual([])
      await reports.add(Array.from({ length: 400 }, (_, at) => one(`https://x${at}.example`)))
      const kept = (await reports.list('a.example')).length
      expect(kept).toBeLessThan(250)
      // who fills it takes no room from people
      await reports.add([one('https://people.example', { people: 1, others: 0, last: 31 * 86_400_000 })])
      expect(await reports.list('a.example')).toHaveLength(kept + 1)
      await sweep(30 * 86_400_000 + 9)
      expect((await reports.list('a.example')).map(({ source }) => source)).toEqual(['https://people.example'])
      expect(await reports.forget('a.example')).toBe(1)
      expect(await reports.list('a.example')).toEqual([])
    }))

  it('accounts change from one version to the next', () =>
    using(async ({ accounts, epoch }) => {
      await accounts.add(account('ada'))
      await expect(accounts.add(account('ada'))).rejects.toEqual(fault('conflict'))
      await accounts.add(account('Ada', { oneTime: 'sealed:abc' }))
      expect(await accounts.find('Ada')).toEqual(account('Ada', { oneTime: 'sealed:abc' }))
      const before = await epoch.read()
      await accounts.change(account('ada', { disabled: true, version: 2 }))
      await expect(accounts.change(account('ada', { version: 2 }))).rejects.toEqual(fault('conflict'))
      expect(await accounts.find('ada')).toMatchObject({ disabled: true, version: 2 })
      await expect(accounts.add(account('eve', { password: 'hunter2' }))).rejects.toEqual(fault('refused'))
      await expect(accounts.add(account('eve', { oneTime: 'JBSWY3DPEHPK3PXP' }))).rejects.toEqual(fault('refused'))
      const invited = account('joe', { recovery: [`r1:${'a'.repeat(43)}`], invitation: { hash: `i1:${'b'.repeat(43)}`, until: 77 } })
      await accounts.add(invited)
      expect(await accounts.find('joe')).toEqual(invited)
      const { invitation: _, ...accepted } = { ...invited, recovery: [], version: 2 }
      await accounts.change(accepted)
      expect(await accounts.find('joe')).toEqual(accepted)
      await expect(accounts.change({ ...accepted, version: 3, recovery: ['abcd-efgh-ijkl-mnop'] })).rejects.toEqual(fault('refused'))
      await expect(accounts.change({ ...accepted, version: 3, invitation: { hash: 'b'.repeat(43), until: 1 } })).rejects.toEqual(fault('refused'))
      await accounts.remove('joe')
      expect(await accounts.remove('ada')).toBe(true)
      expect(await accounts.remove('ada')).toBe(false)
      expect(await epoch.read()).toBe(before + 4)
      expect((await accounts.list()).map(({ name }) => name)).toEqual(['Ada'])
    }))

  together(open)
}
