import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spellings } from '../../../test/guard/spellings.ts'
import type { Route } from '../model/site.ts'
import { matcher } from './match.ts'
import { canonicalTarget, encode } from './target.ts'

const route = (id: string, segments: readonly string[]): Route => ({
  id,
  segments,
  below: true,
  methods: ['GET'],
  access: { kind: 'closed' },
  upgrade: false,
  body: 0,
  line: 1,
})
const match = matcher([route('public', ['public']), route('admin', ['admin'])])

describe('a request target', () => {
  it.each([
    ['/', ['']],
    ['/a', ['a']],
    ['/a/', ['a', '']],
    ['/a/b.c', ['a', 'b.c']],
    ['/caf%C3%A9', ['caf\u00E9']],
    ['/caf%c3%a9', ['caf\u00E9']],
    ['/a%20b', ['a b']],
    ["/a!$&'()*+,=:@-._~", ["a!$&'()*+,=:@-._~"]],
    ['/100%25', ['100%']],
    ['/.well-known/x', ['.well-known', 'x']],
  ])('%s is canonical', (raw, segments) => {
    expect(canonicalTarget(raw)).toEqual({ segments, query: '' })
  })

  it('keeps its query as it is', () => {
    expect(canonicalTarget('/a?x=/../b&y=%2e')).toEqual({ segments: ['a'], query: 'x=/../b&y=%2e' })
  })

  it.each(spellings.filter((one) => !/_method=/i.test(one)))('%s leads nobody to another route', (raw) => {
    const read = canonicalTarget(raw)
    const found = 'refused' in read ? { none: true } : match(read.segments)
    expect(['none', ...(raw.startsWith('/public/') ? ['public'] : [])]).toContain('route' in found ? found.route.id : 'none')
  })

  it('refuses most of them as such', () => {
    const refused = spellings.filter((raw) => 'refused' in canonicalTarget(raw))
    expect(refused.length).toBeGreaterThan(100)
  })

  it('has one spelling for what it means', () => {
    const path = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 5 })
    const isItself = (segments: readonly string[]): boolean => {
      const read = canonicalTarget(`/${segments.map((one) => encode(one)).join('/')}`)
      return 'refused' in read || JSON.stringify(read.segments) === JSON.stringify(segments)
    }
    expect(fc.check(fc.property(path, isItself)).failed).toBe(false)
  })

  it('is read the same by a program that decodes once, twice, or folds', () => {
    const part = fc.constantFrom(
      'a',
      '.',
      '..',
      '%',
      '2',
      'e',
      'f',
      '/',
      '\\',
      ';',
      '%2e',
      '%2F',
      '%25',
      '%5c',
      '%EF%BC%8F',
      'A',
      ' ',
      '%20',
      '%00',
      '?',
      '#',
    )
    const isOne = (parts: readonly string[]): boolean => {
      const raw = `/${parts.join('')}`
      const read = canonicalTarget(raw)
      if ('refused' in read) return true
      const path = raw.split('?')[0] ?? ''
      const once = decodeURIComponent(path)
      // WHATWG's reading, the plain one, the one that folds and the one that decodes twice
      return (
        new URL(path, 'http://h').pathname === path &&
        once === `/${read.segments.join('/')}` &&
        once.normalize('NFKC').split(/[/\\]/).length === read.segments.length + 1 &&
        !/%[0-9a-f]{2}/i.test(once)
      )
    }
    expect(fc.check(fc.property(fc.array(part, { maxLength: 8 }), isOne), { numRuns: 2000 }).failed).toBe(false)
  })
})
