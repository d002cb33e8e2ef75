import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { AuditEvent } from '../event.ts'
import type { AuditRecord } from '../record.ts'
import { address, instant, label } from '../values.ts'
import { alarmBook } from './alarms.ts'
import { webhook } from './webhook.ts'

const start = Date.parse('2026-03-01T10:00:00Z')
let seq = 0
const record = (event: AuditEvent, seconds = 0, count?: number): AuditRecord => ({
  ...event,
  seq: seq++,
  at: instant(new Date(start + seconds * 1000)),
  class: 'management',
  ...(count === undefined ? {} : { count }),
})
const refused = (account: string, source: string): AuditEvent => ({
  kind: 'log-in',
  who: { type: 'account', id: label(account) },
  how: 'password',
  outcome: 'refused',
  source: address(source),
})
const revoked: AuditEvent = { kind: 'key', by: { type: 'account', id: label('operator') }, change: 'revoked', key: label('robot') }

describe('alarms', () => {
  it('are refused log-ins when they are so many in a quarter of an hour, once in that time', () => {
    const alarmOf = alarmBook(3)
    const at = (seconds: number): string | undefined => alarmOf(record(refused('ann', '192.0.2.1'), seconds))?.text
    expect([at(0), at(60)]).toEqual([undefined, undefined])
    expect(at(120)).toBe('3 refused log-ins or keys of account ann and of 192.0.2.1')
    expect([at(130), at(890)]).toEqual([undefined, undefined])
    expect([at(900), at(910), at(920)]).toEqual([undefined, undefined, '3 refused log-ins or keys of account ann and of 192.0.2.1'])
  })

  it('tell one source that tries many accounts, and one account from many sources', () => {
    const alarmOf = alarmBook(3)
    const texts = ['a', 'b', 'c'].map((name) => alarmOf(record(refused(name, '192.0.2.9')))?.text)
    expect(texts.at(-1)).toBe('3 refused log-ins or keys of 192.0.2.9')
    const others = ['1', '2', '3'].map((last) => alarmOf(record(refused('bob', `198.51.100.${last}`)))?.text)
    expect(others.at(-1)).toBe('3 refused log-ins or keys of account bob')
  })

  it('count records that stand for several, and keys that nobody knows', () => {
    const alarmOf = alarmBook(5)
    const unknown: AuditEvent = {
      kind: 'decision',
      access: 'other',
      verdict: 'deny',
      who: { type: 'anonymous' },
      method: label('GET'),
      host: label('app.example.org'),
      reason: label('unknown-key'),
      source: address('192.0.2.7'),
    }
    expect(alarmOf(record(unknown))).toBeUndefined()
    expect(alarmOf(record(unknown, 1, 4))?.what).toBe('tries')
    expect(alarmOf(record({ ...unknown, reason: label('no-right') }, 2, 50))).toBeUndefined()
  })

  it('are changes of who may do what, each', () => {
    const alarmOf = alarmBook(3)
    expect(alarmOf(record(revoked))?.text).toBe('key robot revoked, by account operator')
    const right = {
      kind: 'right',
      by: { type: 'account', id: label('eve') },
      change: 'granted',
      subject: label('eve'),
      relation: label('admin'),
    } as const
    expect(alarmOf(record({ ...right, outcome: 'refused' }))).toBeUndefined()
    expect(alarmOf(record({ ...right, outcome: 'done' }))?.what).toBe('right')
    expect(alarmOf(record({ kind: 'start', version: label('1') }))).toBeUndefined()
  })
})

describe('a webhook', () => {
  it('is told signed, again until it takes it, and of each record once', async () => {
    const bodies: { readonly body: string; readonly signature: string }[] = []
    let status = 500
    const server = createServer((request, response) => {
      void request
        .setEncoding('utf8')
        .toArray()
        .then((parts) => {
          bodies.push({ body: parts.join(''), signature: String(request.headers['ringwall-signature']) })
          response.writeHead(status).end()
        })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`)
    const hook = webhook({
      target: { url, headers: {}, timeout: 5000 },
      guard: 'shop',
      secret: 'a secret',
      alarmOf: alarmBook(2),
      now: () => start,
    })
    const records = [record(revoked), record(refused('ann', '192.0.2.1')), record(refused('ann', '192.0.2.1'))].map((one) => ({
      json: JSON.stringify(one),
      record: one,
    }))
    await expect(hook.send(records)).rejects.toThrow('answers 500')
    status = 204
    await hook.send(records)
    await hook.send(records)
    server.close()
    expect(bodies).toHaveLength(2)
    const { body, signature } = bodies[1]!
    expect(signature).toBe(
      `t=${start / 1000},v1=${createHmac('sha256', 'a secret')
        .update(`${start / 1000}.${body}`)
        .digest('hex')}`,
    )
    expect(JSON.parse(body)).toEqual({
      guard: 'shop',
      text: 'key robot revoked, by account operator\n2 refused log-ins or keys of account ann and of 192.0.2.1',
      alarms: [
        { what: 'key', text: 'key robot revoked, by account operator', record: records[0]?.record },
        { what: 'tries', text: '2 refused log-ins or keys of account ann and of 192.0.2.1', record: records[2]?.record },
      ],
    })
  })
})
