import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wrongIn } from '../../src/guard/audit/check.ts'
import type { AuditEvent } from '../../src/guard/audit/event.ts'
import { classOf, isFailClosed } from '../../src/guard/audit/event.ts'
import { groupEvents } from '../../src/guard/audit/groups.ts'
import { entryOf, lineOf, longestLine, parseRecord } from '../../src/guard/audit/record.ts'
import { leafHash } from '../../src/guard/audit/tree.ts'
import { address, hasher, host, instant, isLabel, label } from '../../src/guard/audit/values.ts'
import { canonicalJson } from '../../src/protocols/canonical-json.ts'
import { decision, keyEvent } from './audit-log.ts'

const hash = hasher(Buffer.alloc(32, 7))
const now = new Date('2026-03-01T10:00:00Z')
const secrets = [
  'gk_live_9fQ2xK7bTz4LmN8vRw1YcH3sJd6PgE0a1B2c3',
  'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl',
  '-----BEGIN PRIVATE KEY-----',
  'postgres://app:hunter2@db/app',
  'password=hunter2',
  'Bearer 4f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c',
]

describe('labels', () => {
  it('keep what is readable and hold nothing that moves on a terminal or in a log', () => {
    expect(label('M\u00fcller, team 7')).toBe('M\u00fcller, team 7')
    expect(label('a\nb\u001b[2J\u202e"\\%')).toBe('a%a;b%1b;[2J%202e;%22;%5c;%25;')
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const made = label(text)
        expect(isLabel(made)).toBe(true)
        expect(made).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u)
        expect(JSON.stringify(made)).toBe(`"${made}"`)
      }),
    )
  })

  it.each(secrets)('do not show %s', (secret) => {
    expect(label(secret)).toBe('%hidden;')
    expect(label(`user ${secret}`)).not.toContain(secret)
  })

  it('of different texts are different, as long as they fit', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 9 }), fc.string({ maxLength: 9 }), (one, other) => {
        fc.pre(one !== other && label(one) !== '%hidden;')
        expect(label(one)).not.toBe(label(other))
      }),
    )
  })

  it('of hosts do not carry data out', () => {
    expect(host('API.Example.com.', hash)).toBe('api.example.com')
    expect(host('node-12.eu-west1.example.com', hash)).toBe('node-12.eu-west1.example.com')
    const carried = 'c2vjcmv0lxbhc3n3b3jk2d'
    expect(host(`${carried}.evil.example`, hash)).toMatch(/^~[\w-]{22}\.evil\.example$/)
    expect(host('2001:DB8::1', hash)).toBe('2001:db8::1')
  })
})

describe('events', () => {
  it('hold nothing that is not of their kind', () => {
    expect(wrongIn({ ...keyEvent('reporting') })).toBeUndefined()
    expect(wrongIn({ ...keyEvent('reporting'), value: 'x' })).toContain('may not have')
    expect(wrongIn({ ...keyEvent('reporting'), change: 'stolen' })).toContain('change')
    expect(wrongIn({ ...keyEvent('reporting'), key: secrets[0] })).toContain('"key"')
    expect(wrongIn({ ...keyEvent('reporting'), by: { type: 'unknown', id: 'hunter2' } })).toContain('"by"')
    expect(wrongIn({ kind: 'secret' })).toContain('closed set')
    expect(wrongIn({ kind: 'constructor' })).toContain('closed set')
    expect(() => entryOf({ ...keyEvent('x'), key: 'a\nb' } as never, instant(now))).toThrow('"key" is not what it may be')
  })

  it('never show what somebody typed in the place of a name', () => {
    for (const secret of secrets) {
      const event: AuditEvent = {
        kind: 'log-in',
        who: { type: 'unknown', id: hash(secret) },
        how: 'password',
        outcome: 'refused',
        reason: label(`no account ${secret}`),
        source: address('192.0.2.1'),
      }
      expect(lineOf(entryOf(event, instant(now)), 0).json).not.toContain(secret)
    }
    expect(hash('a')).toBe(hash('a'))
    expect(hash('a')).not.toBe(hasher(Buffer.alloc(32, 8))('a'))
    expect(() => hasher(Buffer.alloc(8))).toThrow('32 bytes')
  })

  it('are fail-closed where they manage or reach data, unless they refuse', () => {
    expect(classOf(keyEvent('x'))).toBe('management')
    expect([decision('allow', 'data'), decision('deny', 'data'), decision('allow'), keyEvent('x')].map(isFailClosed)).toEqual([
      true,
      false,
      false,
      true,
    ])
  })

  it('are read back as they were written, and in no other spelling', () => {
    const { json } = lineOf(entryOf(decision('allow'), instant(now), 3), 7)
    expect(parseRecord(json)).toMatchObject({ seq: 7, count: 3, kind: 'decision', class: 'authorization' })
    for (const event of [
      keyEvent('x'),
      { kind: 'settings', by: { type: 'anonymous' }, what: label('\u{1f600} "'), content: hash('x') },
      decision('deny', 'data'),
      { kind: 'log-in', who: { type: 'unknown', id: hash('x') }, how: 'password', outcome: 'refused', source: address(undefined) },
      { kind: 'gap', cause: 'torn', bytes: 7 },
      { kind: 'stop' },
    ] satisfies AuditEvent[]) {
      const written = lineOf(entryOf(event, instant(now)), 8)
      expect(written.json).toBe(canonicalJson({ ...event, seq: 8, at: instant(now), class: classOf(event) }))
      expect(written.leaf).toEqual(leafHash(Buffer.from(written.json, 'utf8')))
      expect(parseRecord(written.json)).toEqual({ ...event, seq: 8, at: instant(now), class: classOf(event) })
    }
    expect(parseRecord(json.replace('{', '{ '))).toBeUndefined()
    expect(parseRecord(json.replace('"authorization"', '"data"'))).toBeUndefined()
    expect(parseRecord(json.replace('"count":3,', '"count":3,"count":4,'))).toBeUndefined()
  })

  it('fit their line, however long their labels are', () => {
    const long = label('\u{1f600}'.repeat(500))
    expect(
      Buffer.byteLength(lineOf(entryOf({ ...decision('deny'), rule: long, reason: long, route: long } as AuditEvent, instant(now)), 9).json),
    ).toBeLessThan(longestLine / 2)
  })
})

describe('groups', () => {
  const later = (milliseconds: number): Date => new Date(now.getTime() + milliseconds)

  it('write decisions of one kind as one record, 200 ms late', () => {
    const groups = groupEvents()
    for (let at = 0; at < 50; at++) expect(groups.add(decision('allow'), later(at))).toEqual([])
    groups.add(decision('allow', 'other', 'docs'), later(60))
    expect(groups.due(later(199))).toEqual([])
    expect(groups.due(later(200))).toMatchObject([{ count: 50, event: { route: 'shop' } }])
    expect(groups.due(later(260))).toMatchObject([{ count: 1, event: { route: 'docs' } }])
    expect(groups.due(later(9e9))).toEqual([])
  })

  it('write a refusal at once, and its repetitions within a minute together', () => {
    const groups = groupEvents()
    const refused = (path: string): AuditEvent => ({ ...decision('deny'), target: hash(path) }) as AuditEvent
    expect(groups.add(refused('/1'), now)).toHaveLength(1)
    for (let at = 1; at <= 900; at++) expect(groups.add(refused(`/${at}`), later(at))).toEqual([])
    expect(groups.due(later(59_999))).toEqual([])
    const [together] = groups.due(later(60_000))
    expect(together).toMatchObject({ count: 900 })
    expect(together?.event).not.toHaveProperty('target')
    expect(groups.add(refused('/2'), later(60_001))).toHaveLength(1)
    // the group of an earlier minute that nobody asked for ends before a new one begins
    groups.add(refused('/3'), later(60_002))
    expect(groups.add(refused('/4'), later(190_000)).map(({ count }) => count)).toEqual([1, undefined])
  })

  it('let nobody fill the disk with refusals that are all different', () => {
    const groups = groupEvents(10)
    const written = Array.from({ length: 500 }, (_, at) => groups.add(decision('deny', 'other', `r${at}`), later(at))).flat()
    expect(written).toHaveLength(10)
    expect(groups.due(later(70_000))).toMatchObject([{ event: { kind: 'gap', cause: 'overflow', lost: 490 } }])
    expect(groups.add(decision('deny'), later(70_001))).toHaveLength(1)
  })

  it('keep every other event', () => {
    const groups = groupEvents(1)
    const granted: AuditEvent = {
      kind: 'log-in',
      who: { type: 'account', id: label('ada') },
      how: 'saml',
      outcome: 'granted',
      source: address('::1'),
    }
    expect([granted, granted, granted].flatMap((event) => groups.add(event, now))).toHaveLength(3)
  })
})
