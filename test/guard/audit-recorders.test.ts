import { describe, expect, it } from 'vitest'
import type { AclEvent, Change } from '../../src/guard/acl/types.ts'
import type { AuditEvent } from '../../src/guard/audit/event.ts'
import { isFailClosed } from '../../src/guard/audit/event.ts'
import { lineOf, entryOf } from '../../src/guard/audit/record.ts'
import { recorders } from '../../src/guard/audit/recorders.ts'
import { hasher, instant } from '../../src/guard/audit/values.ts'
import { allow, deny } from '../../src/guard/model/decision.ts'
import type { GuardRequest } from '../../src/guard/model/request.ts'
import type { Access, Route, Site } from '../../src/guard/model/site.ts'

const hash = hasher(Buffer.alloc(32, 2))
const told: AuditEvent[] = []
const { decision, portal, rights, sessionEnded } = recorders({ write: async (event) => void told.push(event) }, hash)

/** What was told last, which has to be an event that the log takes. */
function last(): AuditEvent {
  const event = told.at(-1)!
  lineOf(entryOf(event, instant(new Date(0))), 0)
  return event
}

const request: GuardRequest = {
  method: 'GET',
  scheme: 'https',
  host: 'shop.example',
  target: '/reset?token=hunter2',
  remote: '192.0.2.7',
  headers: { cookie: '__Host-guard=secret', authorization: 'Bearer secret' },
}
const site = { host: 'shop.example', component: 'shop' } as Site
const person = { kind: 'person', id: 'ldap:uid=ada,dc=example', name: 'Ada', groups: [], secondFactor: true, session: 'x1' } as const

function route(access: Access): Route {
  return { id: 'shop.example/orders', access } as Route
}

describe('decisions', () => {
  it.each([
    [{ kind: 'right', right: 'admin', resource: 'orders', secondFactor: false }, 'management', true],
    [{ kind: 'right', right: 'by-method', resource: 'orders', secondFactor: false }, 'data', true],
    [{ kind: 'public' }, 'other', false],
  ] as const)('on %j are %s, and on the disk first: %s', async (access, expected, isFirst) => {
    await decision(request, allow(person, site, route(access), 'read on orders', true))
    const event = last()
    expect(event).toMatchObject({ access: expected, who: { type: 'account', id: 'ldap:uid=ada,dc=example' }, rule: 'read on orders' })
    expect(isFailClosed(event)).toBe(isFirst)
  })

  it('that refuse say why, and nothing of what was sent', async () => {
    await decision({ ...request, host: 'hunter2.evil.example\r\nX: 1' }, deny(421, 'unknown-host', { detail: 'secret' }))
    expect(last()).toMatchObject({ verdict: 'deny', access: 'other', who: { type: 'anonymous' }, reason: 'unknown-host', source: '192.0.2.7' })
    expect(JSON.stringify(told)).not.toMatch(/secret|token=|\\r/)
  })
})

it('log-ins have the name that is known, or a hash of what was typed', async () => {
  const event = { what: 'log-in', outcome: 'refused', remote: '2001:db8::1', host: 'shop.example', reason: 'wrong' } as const
  await portal({ ...event, who: { typed: 'hunter2' } })
  expect(last()).toEqual({
    kind: 'log-in',
    who: { type: 'unknown', id: hash('hunter2') },
    how: 'password',
    outcome: 'refused',
    source: '2001:db8::1',
    reason: 'wrong',
  })
  await portal({ ...event, outcome: 'granted', who: { id: person.id } })
  expect(last()).toMatchObject({ who: { type: 'account', id: person.id }, how: 'ldap' })
  await portal({ ...event, who: { from: 'saml' }, reason: 'another audience' })
  expect(last()).toMatchObject({ who: { type: 'anonymous' }, how: 'saml', outcome: 'refused', reason: 'another audience' })
  await portal({ ...event, what: 'log-out', who: { id: person.id } })
  expect(last()).toEqual({ kind: 'log-out', who: { type: 'account', id: person.id }, why: 'asked' })
})

it('sessions that end by themselves are told, and those that somebody ends are told by the portal', async () => {
  const record = { hash: 'h', id: 'x1', host: 'shop.example', person: { ...person, kind: undefined }, created: 1, seen: 1, checked: 1 }
  await sessionEnded(record, 'vanished')
  expect(last()).toMatchObject({ kind: 'log-out', why: 'vanished' })
  const before = told.length
  await sessionEnded(record, 'asked')
  expect(told).toHaveLength(before)
})

describe('changes of rights', () => {
  const by = { kind: 'user', id: 'ada' } as const
  const bob = { kind: 'user', id: 'bob\n' } as const
  it.each<readonly [Change, object]>([
    [
      {
        kind: 'give',
        grant: { id: 'g1', subject: bob, resource: { kind: 'route', id: 'orders' }, effect: 'allow', relation: 'read', mayGrant: true, expires: 0 },
      },
      {
        change: 'granted',
        grant: 'g1',
        subject: 'user:bob%a;',
        relation: 'read and to grant',
        resource: 'route:orders',
        until: '1970-01-01T00:00:00.000Z',
      },
    ],
    [
      {
        kind: 'give',
        grant: { id: 'g2', subject: bob, resource: { kind: 'route', id: 'orders' }, effect: 'deny', relation: 'read', expires: 1e300 },
      },
      { change: 'denied', grant: 'g2' },
    ],
    [
      { kind: 'take', id: 'g1' },
      { change: 'revoked', grant: 'g1' },
    ],
    [
      { kind: 'add-member', group: 'staff', member: bob },
      { change: 'member-added', group: 'staff', subject: 'user:bob%a;' },
    ],
    [
      { kind: 'remove-administrator', subject: by },
      { change: 'administrator-removed', subject: 'user:ada' },
    ],
  ])('%j', async (change, expected) => {
    const event: AclEvent = { what: 'acl-change', at: 1, by, change, epoch: 2 }
    await rights(event)
    expect(last()).toMatchObject({ kind: 'right', by: { type: 'account', id: 'ada' }, outcome: 'done', ...expected })
    expect(isFailClosed(last())).toBe(true)
    await rights({ ...event, refused: 'not-permitted' })
    expect(last()).toMatchObject({ outcome: 'refused', reason: 'not-permitted' })
  })
})
