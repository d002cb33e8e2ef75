import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { exampleDocument } from '../../../test/guard/example.ts'
import { memorySessions } from '../../../test/guard/memory-sessions.ts'
import type { AclEvent, AclState } from '../acl/types.ts'
import { memoryBudget } from '../../../test/guard/memory-budget.ts'
import { budget } from '../people/budget.ts'
import { sessions } from '../people/sessions.ts'
import { openDesk } from '../rights/desk.ts'
import type { RightDesk } from '../rights/desk.ts'
import { portal } from './app.ts'

describe('rights that people give', () => {
  const { sites } = exampleDocument()
  let desk: RightDesk
  let kept: AclState
  let told: AclEvent[]
  let send: (who: string, path: string, body: object, headers?: Readonly<Record<string, string>>) => Promise<readonly [number, string]>

  beforeEach(async () => {
    told = []
    kept = { epoch: 1, administrators: [], grants: [], memberships: [] }
    const holder = {
      id: 'guard.yaml:1/1',
      subject: { kind: 'user', id: 'ldap:ann' },
      resource: { kind: 'component', id: 'app' },
      effect: 'allow',
      relation: 'write',
      mayGrant: true,
      by: { kind: 'user', id: 'guard.yaml' },
      at: 0,
    } as const
    let count = 0
    desk = await openDesk({
      file: { epoch: 0, administrators: [{ kind: 'user', id: 'ldap:root' }], grants: [holder], memberships: [] },
      store: { load: () => Promise.resolve(kept), keep: (state) => Promise.resolve(void (kept = state)) },
      tell: (event) => Promise.resolve(void told.push(event)),
      newId: () => `right-${++count}`,
    })
    const all = sessions({
      store: memorySessions(),
      random: randomBytes,
      now: Date.now,
      lookUp: () => Promise.resolve('unavailable'),
      ended: () => undefined,
    })
    const app = portal({
      sites,
      sessions: all,
      rights: desk,
      budget: budget({ store: memoryBudget(), perAccount: 1, perNetwork: 1, window: 1, now: Date.now }),
      random: randomBytes,
      atLeast: () => Promise.resolve(),
      now: Date.now,
      record: () => undefined,
    })
    send = async (who, path, body, headers = {}) => {
      const { reference } = await all.begin({ id: `ldap:${who}`, name: who, groups: [], secondFactor: false }, 'localhost')
      const response = await app.request(path, {
        method: 'POST',
        headers: {
          'x-guard-host': 'localhost',
          'x-guard-remote': '127.0.0.1',
          'content-type': 'application/json',
          cookie: `__Host-guard=${reference}`,
          origin: 'https://localhost',
          ...headers,
        },
        body: JSON.stringify(body),
      })
      return [response.status, await response.text()]
    }
  })

  const bob = { to: 'person:ldap:bob', right: 'write', on: 'app' } as const
  const may = (who: string): string => desk.live.acl.held({ kind: 'user', id: who }, { kind: 'component', id: 'app' }, { now: Date.now() }).relation

  it('hold at once, are kept beside those of the file, and are told', async () => {
    expect(await send('ann', '/.guard/rights', bob)).toEqual([201, '{"epoch":2}'])
    expect(may('ldap:bob')).toBe('write')
    expect(kept).toMatchObject({ epoch: 2, administrators: [], grants: [{ id: 'right-1', by: { id: 'ldap:ann' } }] })
    expect(kept.grants).toHaveLength(1)
    expect(told).toMatchObject([{ what: 'acl-change', epoch: 2, by: { id: 'ldap:ann' } }])
    expect(await send('ann', '/.guard/rights/right-1/take', {})).toEqual([201, '{"epoch":3}'])
    expect(may('ldap:bob')).toBe('none')
  })

  it.each<[string, string, object, Readonly<Record<string, string>>, number]>([
    ['more than one has', 'ann', { ...bob, right: 'admin' }, {}, 403],
    ['on something else', 'ann', { ...bob, on: 'other' }, {}, 403],
    ['without the right to', 'bob', bob, {}, 403],
    ['from another page', 'ann', bob, { origin: 'https://evil.example' }, 403],
    ['as a form of another page could', 'ann', bob, { 'content-type': 'text/plain' }, 400],
    ['what is no right', 'ann', { ...bob, right: 'all' }, {}, 400],
    ['an administrator, anything', 'root', { ...bob, right: 'admin', 'may-grant': true }, {}, 201],
  ])('are refused or given: %s', async (_, who, body, headers, status) => {
    expect((await send(who, '/.guard/rights', body, headers))[0]).toBe(status)
    expect(kept.grants).toHaveLength(status === 201 ? 1 : 0)
  })

  it('of the file are changed there', async () => {
    expect(await send('root', '/.guard/rights/guard.yaml:1%2F1/take', {})).toEqual([
      403,
      '{"error":"It is written in guard.yaml, and changed there.","reason":"not-permitted"}',
    ])
    expect(may('ldap:ann')).toBe('write')
  })
})
