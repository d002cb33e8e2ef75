import { describe, expect, it } from 'vitest'
import { exampleDocument } from '../../../test/guard/example.ts'
import { decider } from '../decide/decide.ts'
import type { Knowledge } from '../decide/ports.ts'
import type { Service } from './decisions.ts'
import { answering } from './decisions.ts'
import { asked, handedOn } from './wire.ts'

const knowledge: Knowledge = {
  session: () => undefined,
  key: () => ({ id: 'robot', owner: 'billing', scopes: [{ host: 'localhost', methods: ['GET', 'PUT'], segments: [], below: true }], sources: [] }),
  may: () => ({ allowed: true, why: 'a test' }),
  later: () => 0,
}
const { sites } = exampleDocument()
const service: Service = { decide: decider(sites, knowledge), record: () => undefined, keeps: true, now: () => 0, ticket: () => 'ticket' }
const question = (target: string, method = 'GET', more: Readonly<Record<string, string>> = {}): ReadonlyMap<string, string> =>
  new Map(
    Object.entries({
      [asked.method]: method,
      [asked.scheme]: 'https',
      [asked.host]: 'localhost',
      [asked.target]: target,
      [asked.remote]: '127.0.0.1',
      [handedOn('x-api-key')]: 'gk_live_a',
      ...more,
    }),
  )
const unavailable = { status: 403, headers: { 'x-guard-status': '503', 'x-guard-reason': 'unavailable', 'cache-control': 'no-store' } }

describe('answering', () => {
  it('answers what is known in the same turn', () => {
    expect(answering(service)(question('/things'))).toMatchObject({ status: 200, headers: { 'x-guard-user': 'system:billing' } })
  })

  it.each([
    [1000, '@1'],
    [1499, '@1'],
    [1500, '@2'],
    [1999, '@2'],
  ])('has an answer for reading at %d ms kept until the end of a second that is at most 1.5 s away', (now, until) => {
    expect(answering({ ...service, now: () => now })(question('/things'))).toMatchObject({ status: 200, headers: { 'x-accel-expires': until } })
  })

  it.each([
    ['a write', question('/things', 'PUT')],
    ['the right to administer', question('/admin/users')],
    ['a limited route', question('/slow')],
    ['a socket', question('/socket', 'GET', { [handedOn('upgrade')]: 'websocket' })],
  ])('has nothing kept for %s', async (_, asking) => {
    const { status, headers } = await answering(service)(asking)
    expect([status, headers['cache-control'], headers['x-accel-expires']]).toEqual([200, 'no-store', undefined])
  })

  it('has nothing kept where nothing is to be kept, and no refusal', async () => {
    const { headers } = await answering({ ...service, keeps: false })(question('/things'))
    expect([headers['cache-control'], headers['x-accel-expires']]).toEqual(['no-store', undefined])
    const refused = await answering(service)(question('/internal/x'))
    expect([refused.status, refused.headers['cache-control'], refused.headers['x-accel-expires']]).toEqual([403, 'no-store', undefined])
  })

  it('refuses where a part throws or rejects, at once or later', async () => {
    const failing = (): never => {
      throw new Error('a part that fails')
    }
    const later = (): Promise<never> => Promise.reject(new Error('a part that fails'))
    const parts: readonly Partial<Service>[] = [
      { record: failing },
      { record: later },
      { assert: failing },
      { assert: later },
      ...[{ key: failing }, { key: later }, { may: failing }, { may: later }].map((part) => ({ decide: decider(sites, { ...knowledge, ...part }) })),
    ]
    for (const part of parts) expect(await answering({ ...service, ...part })(question('/things'))).toEqual(unavailable)
  })

  it('refuses a question that is not whole', () => {
    for (const name of [asked.method, asked.scheme, asked.host, asked.target, asked.remote]) {
      const headers = new Map(question('/things'))
      headers.delete(name)
      expect(answering(service)(headers)).toMatchObject({ status: 403 })
    }
  })
})
