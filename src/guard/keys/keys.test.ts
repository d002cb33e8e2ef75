import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyHash } from './hash.ts'
import { keyAnswer } from './known.ts'
import type { KeyRecord } from './life.ts'
import { ending, longestLife, rotated, stateOf, stillUsed } from './life.ts'
import { isKeyText, newKeyText } from './text.ts'

const day = 86_400_000
const pepper = Buffer.alloc(32, 7)
const record: KeyRecord = {
  id: 'one',
  hash: 'h',
  ending: 'abcd',
  owner: 'billing',
  purpose: 'invoices',
  scopes: [{ host: 'app.example.org', methods: ['GET'], segments: ['api'], below: true }],
  sources: [],
  created: 0,
  expires: 90 * day,
}

describe('the text of a key', () => {
  it('has its form, and no other has it by a slip', () => {
    const text = newKeyText('live', randomInt)
    expect(text).toMatch(/^gk_live_[0-9A-Za-z]{36}$/)
    expect(isKeyText(text, 'live')).toBe(true)
    expect(isKeyText(text, 'test')).toBe(false)
    const slip = fc
      .tuple(fc.nat(text.length - 1), fc.constantFrom('0', '9', 'A', 'Z', 'a', 'z', '_', '-'))
      .filter(([at, letter]) => text[at] !== letter)
    const isSeen = ([at, letter]: readonly [number, string]): boolean => !isKeyText(text.slice(0, at) + letter + text.slice(at + 1), 'live')
    expect(fc.check(fc.property(slip, isSeen)).failed).toBe(false)
  })

  it('is random in every place', () => {
    const texts = Array.from({ length: 200 }, () => newKeyText('live', randomInt))
    expect(new Set(texts).size).toBe(200)
    for (let at = 8; at < 38; at++) expect(new Set(texts.map((text) => text[at])).size).toBeGreaterThan(30)
  })
})

describe('a key', () => {
  const text = newKeyText('live', randomInt)
  const answer = (kept: Partial<KeyRecord>, asked = text, now = day): ReturnType<ReturnType<typeof keyAnswer>> => {
    const key = { ...record, hash: keyHash(text, pepper), ...kept }
    return keyAnswer({ environment: 'live', pepper, find: (hash) => (hash === key.hash ? key : undefined), now: () => now, used: () => undefined })(
      asked,
    )
  }

  it('is known by its text alone', async () => {
    expect(await answer({})).toMatchObject({ id: 'one', owner: 'billing' })
    expect(await answer({}, newKeyText('live', randomInt))).toEqual({ refused: 'unknown-key' })
    expect(await answer({}, `${text} `)).toEqual({ refused: 'broken-credentials' })
    expect(await answer({ hash: keyHash(text, Buffer.alloc(32, 8)) })).toEqual({ refused: 'unknown-key' })
  })

  it('ends', async () => {
    expect(await answer({ expires: day })).toEqual({ refused: 'key-expired' })
    expect(await answer({ expires: day + 1 })).toMatchObject({ id: 'one' })
    expect(await answer({ revoked: day })).toEqual({ refused: 'key-revoked' })
  })

  it('is followed by another, and both hold for the overlap', () => {
    const [old, next] = rotated({ ...record, lastUsed: 5 }, { id: 'two', hash: 'i', ending: 'wxyz' }, 10 * day, day)
    expect(stateOf(old, 11 * day - 1)).toBe('in-force')
    expect(stateOf(old, 11 * day)).toBe('expired')
    expect(next).toMatchObject({ id: 'two', owner: 'billing', created: 10 * day, expires: 100 * day, successorOf: 'one', scopes: record.scopes })
    expect(next).not.toHaveProperty('lastUsed')
    expect(stillUsed([old, next], 10 * day + 1)).toEqual([])
    expect(stillUsed([{ ...old, lastUsed: 10 * day + 1 }, next], 10 * day + 2).map(({ id }) => id)).toEqual(['one'])
  })

  it('never lives longer for its successor', () => {
    const times = fc.record({
      created: fc.nat(day),
      life: fc.integer({ min: 1, max: 2 * longestLife }),
      now: fc.nat(2 * longestLife),
      overlap: fc.nat(30 * day),
    })
    const isBounded = ({ created, life, now, overlap }: { created: number; life: number; now: number; overlap: number }): boolean => {
      const [old, next] = rotated({ ...record, created, expires: created + life }, { id: 'two', hash: 'i', ending: 'wxyz' }, now, overlap)
      return old.expires <= created + life && next.expires - now <= longestLife
    }
    expect(fc.check(fc.property(times, isBounded)).failed).toBe(false)
  })

  it('is spoken of before it ends', () => {
    const keys = [20, 14, 3, 0.5, -1].map((days, index) => ({ ...record, id: String(index), expires: 100 * day + days * day }))
    expect(ending(keys, 100 * day).map(({ key, days }) => [key.id, days])).toEqual([
      ['3', 0],
      ['2', 3],
      ['1', 14],
    ])
  })
})
