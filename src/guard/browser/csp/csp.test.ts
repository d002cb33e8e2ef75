import { describe, expect, it } from 'vitest'
import { exampleDocument } from '../../../../test/guard/example.ts'
import { reportBook } from './book.ts'
import type { SentReport } from './book.ts'
import { hashOf, inlineOf } from './inline.ts'
import { proposed } from './propose.ts'
import { reportsOf } from './report.ts'
import type { Seen } from './seen.ts'

const origin = 'https://localhost:8443'
const old = (report: object): string => JSON.stringify({ 'csp-report': report })
const newer = (...bodies: readonly object[]): string => JSON.stringify(bodies.map((body) => ({ type: 'csp-violation', age: 1, url: origin, body })))

describe('reports', () => {
  it('are read in both formats', () => {
    expect(
      reportsOf(
        'application/csp-report',
        old({
          'document-uri': `${origin}/a?token=x`,
          'blocked-uri': 'https://cdn.example/lib.js?v=1',
          'violated-directive': 'script-src-elem',
          'effective-directive': 'script-src-elem',
          disposition: 'report',
        }),
        origin,
      ),
    ).toEqual([{ directive: 'script-src-elem', source: 'https://cdn.example', sample: '', isEnforced: false, page: '/a' }])
    expect(
      reportsOf(
        'application/reports+json; charset=utf-8',
        newer(
          { documentURL: `${origin}/b`, blockedURL: 'inline', effectiveDirective: 'style-src-attr', sample: 'color: red', disposition: 'enforce' },
          { documentURL: `${origin}/b`, blockedURL: 'data', effectiveDirective: 'img-src', sample: '', disposition: 'report' },
          { documentURL: `${origin}/b`, blockedURL: `${origin}/x`, effectiveDirective: 'object-src', sample: null, disposition: 'report' },
        ),
        origin,
      ),
    ).toEqual([
      { directive: 'style-src-attr', source: 'inline', sample: 'color: red', isEnforced: true, page: '/b' },
      { directive: 'img-src', source: 'data:', sample: '', isEnforced: false, page: '/b' },
      { directive: 'object-src', source: 'self', sample: '', isEnforced: false, page: '/b' },
    ])
  })

  const page = `${origin}/a`
  it.each<[string, object]>([
    ['of another page', { documentURL: 'https://evil.example/', blockedURL: 'inline', effectiveDirective: 'script-src' }],
    ['of another port', { documentURL: 'https://localhost/', blockedURL: 'inline', effectiveDirective: 'script-src' }],
    ['of no page', { documentURL: 'about:blank', blockedURL: 'inline', effectiveDirective: 'script-src' }],
    ['of a directive that is none', { documentURL: page, blockedURL: 'inline', effectiveDirective: "script-src *; default-src 'unsafe-inline'" }],
    ['of a browser extension', { documentURL: page, blockedURL: 'chrome-extension://abc/x.js', effectiveDirective: 'script-src-elem' }],
    ['of a keyword', { documentURL: page, blockedURL: "'unsafe-inline'", effectiveDirective: 'script-src-elem' }],
    ['of more directives', { documentURL: page, blockedURL: 'https://evil.example;script-src *', effectiveDirective: 'script-src-elem' }],
    ['of something long', { documentURL: page, blockedURL: `https://${'a'.repeat(300)}.example`, effectiveDirective: 'script-src-elem' }],
    ['of the prototype', { documentURL: page, blockedURL: 'inline', effectiveDirective: '__proto__' }],
    ['of another kind', { documentURL: 7, blockedURL: [], effectiveDirective: {} }],
  ])('are not kept %s', (_, body) => {
    expect(reportsOf('application/reports+json', newer(body), origin)).toEqual([])
  })

  it('are no reports where they are of another type, or no JSON', () => {
    expect(reportsOf('text/plain', old({}), origin)).toBeUndefined()
    expect(reportsOf(undefined, old({}), origin)).toBeUndefined()
    expect(reportsOf('application/csp-report', '{', origin)).toBeUndefined()
    for (const text of ['null', '7', '[]', '{"csp-report":null}', '[null]', '[[[[]]]]'])
      for (const type of ['application/csp-report', 'application/reports+json']) expect(reportsOf(type, text, origin)).toEqual([])
  })

  it('hold a sample that can be kept: no half character, no NUL, no more than browsers send', () => {
    const sampleOf = (sample: string): string | undefined =>
      reportsOf('application/reports+json', newer({ documentURL: page, blockedURL: 'inline', effectiveDirective: 'script-src', sample }), origin)?.[0]
        ?.sample
    expect(sampleOf('\u001B[31m<b>')).toBe('\u001B[31m<b>')
    expect(sampleOf('a\0b')).toBe('')
    expect(sampleOf('\uD800')).toBe('')
    expect(sampleOf(`${'a'.repeat(39)}\u{1F600}`)).toBe('')
    expect(sampleOf('a'.repeat(100))).toHaveLength(40)
  })
})

describe('the book of reports', () => {
  const [site] = exampleDocument().sites
  const sent = (more: Partial<SentReport> = {}): SentReport => ({
    site: site!,
    origin,
    network: '192.0.2.0/24',
    isPerson: true,
    type: 'application/reports+json',
    body: newer({ documentURL: `${origin}/projects/secret/plan?token`, blockedURL: 'https://cdn.example', effectiveDirective: 'img-src' }),
    ...more,
  })

  it('adds up what is the same, and knows the route of a page instead of its path', async () => {
    const kept: Seen[] = []
    const book = reportBook({ keep: (seen) => Promise.resolve(void kept.push(...seen)), later: () => 0, now: () => 5 })
    for (const isPerson of [true, true, false]) expect(book.take(sent({ isPerson }))).toBe(204)
    await book.write()
    await book.write()
    expect(kept).toEqual([
      {
        host: 'localhost',
        directive: 'img-src',
        source: 'https://cdn.example',
        sample: '',
        isEnforced: false,
        route: 'localhost/projects/*/plan',
        people: 2,
        others: 1,
        first: 5,
        last: 5,
      },
    ])
  })

  it('has bounds in what it holds, in a body and in a minute', async () => {
    const kept: Seen[] = []
    const asked: string[] = []
    const book = reportBook({
      keep: (seen) => Promise.resolve(void kept.push(...seen)),
      later: (caller, what, perMinute) => {
        asked.push(`${caller} ${what} ${perMinute}`)
        return caller === 'too many' ? 1 : 0
      },
      now: () => 5,
    })
    const body = (from: number): string =>
      newer(
        ...Array.from({ length: 100 }, (_, at) => ({
          documentURL: origin,
          blockedURL: `https://x${from + at}.example`,
          effectiveDirective: 'img-src',
        })),
      )
    for (let at = 0; at < 50; at++) expect(book.take(sent({ body: body(at * 100) }))).toBe(204)
    expect(book.take(sent({ network: 'too many' }))).toBe(429)
    expect(book.take(sent({ type: 'text/html' }))).toBe(415)
    await book.write()
    expect(kept).toHaveLength(1000)
    expect(new Set(asked)).toEqual(new Set(['192.0.2.0/24 reports 120', 'all reports 1200', 'too many reports 120']))
  })
})

describe('the proposed policy', () => {
  const seen = (directive: Seen['directive'], source: string, more: Partial<Seen> = {}): Seen => ({
    host: 'localhost',
    directive,
    source,
    sample: '',
    isEnforced: false,
    route: '',
    people: 1,
    others: 0,
    first: 1,
    last: 1,
    ...more,
  })
  const options = { frame: 'deny', anyone: false, inline: [] } as const
  const base =
    "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
  const of = (all: readonly Seen[], more: Partial<Parameters<typeof proposed>[1]> = {}): readonly [string, ...(readonly string[])] => {
    const { policy, remarks } = proposed(all, { ...options, ...more })
    return [policy, ...remarks.map(({ kind }) => kind)]
  }

  it('is the site itself where nothing else was seen', () => {
    expect(of([])).toEqual([base])
    expect(of([], { frame: 'sameorigin' })).toEqual([base.replace("frame-ancestors 'none'", "frame-ancestors 'self'")])
  })

  it('has each origin for what it was used for', () => {
    expect(
      of([
        seen('script-src-elem', 'https://cdn.example'),
        seen('img-src', 'data:'),
        seen('img-src', 'https://img.example:8443'),
        seen('connect-src', 'wss://push.example'),
        seen('object-src', 'self'),
        seen('worker-src', 'blob:'),
      ]),
    ).toEqual([
      `${base.replace("script-src 'self'", "script-src 'self' https://cdn.example").replace("object-src 'none'", "object-src 'self'")}; connect-src 'self' wss://push.example; img-src 'self' data: https://img.example:8443; worker-src 'self' blob:`,
    ])
  })

  it.each<[string, Seen, string, readonly string[]]>([
    ['code of texts', seen('script-src', 'eval'), "script-src 'self' 'unsafe-eval'", ['weak']],
    ['a host of everybody', seen('script-src-elem', 'https://unpkg.com'), "script-src 'self' https://unpkg.com", ['weak']],
    ['an inline style', seen('style-src-elem', 'inline', { sample: 'b{}' }), "style-src 'self' 'unsafe-inline'", ['weak']],
    ['a style in an attribute', seen('style-src-attr', 'inline', { sample: 'a' }), "style-src-attr 'unsafe-inline'", ['weak']],
    ['a short handler', seen('script-src-attr', 'inline', { sample: 'go()' }), `script-src-attr 'unsafe-hashes' ${hashOf('go()')}`, ['weak']],
  ])('says where it cannot be strict: %s', (_, one, part, kinds) => {
    const [policy, ...remarks] = of([one])
    expect(policy.split('; ')).toContain(part)
    expect(remarks).toEqual(kinds)
  })

  it.each<[string, Seen]>([
    ['an inline script that nobody knows', seen('script-src-elem', 'inline', { sample: 'go()' })],
    ['a long handler', seen('script-src-attr', 'inline', { sample: 'g'.repeat(40) })],
    ['a script of data', seen('script-src-elem', 'data:')],
    ['a frame of data', seen('frame-src', 'data:')],
    ['plain HTTP', seen('img-src', 'http://img.example')],
    ['a base elsewhere', seen('base-uri', 'https://evil.example')],
    ['a frame around it', seen('frame-ancestors', 'https://evil.example')],
    ['a name that is none', seen('img-src', 'https://[2001:db8::1]')],
    ['another directive in a name', seen('img-src', "https://a;script-src 'unsafe-inline'")],
    ['what nobody reported who is logged in', seen('script-src-elem', 'https://evil.example', { people: 0, others: 1000 })],
  ])('never has %s', (_, one) => {
    expect(of([one])).toEqual([base, 'left-out'])
  })

  it('takes nothing from what was blocked', () => {
    expect(of([seen('script-src-elem', 'https://evil.example', { isEnforced: true })])).toEqual([base])
  })

  it('takes what anyone reported where that is wanted', () => {
    const one = seen('img-src', 'https://img.example', { people: 0, others: 1 })
    expect(of([one], { anyone: true })[0]).toContain('img-src')
  })

  it('has the hashes of what stands in the pages that were given, and of no other of their scripts', () => {
    const inline = inlineOf('<script>\n go(1)\n</script><SCRIPT nonce="a>b">other()</SCRIPT><style>b{}</style><script src=x>no()</script>')
    expect(inline.map(({ kind, text }) => [kind, text])).toEqual([
      ['script', '\n go(1)\n'],
      ['script', 'other()'],
      ['style', 'b{}'],
    ])
    const [policy, ...remarks] = of([seen('script-src-elem', 'inline', { sample: 'go(1)' }), seen('style-src-elem', 'inline', { sample: 'b{}' })], {
      inline,
    })
    expect(policy).toContain(`script-src 'self' ${hashOf('\n go(1)\n')};`)
    expect(policy).toContain(`style-src 'self' ${hashOf('b{}')};`)
    expect(remarks).toEqual([])
  })
})

it('passes over comments and what does not end', () => {
  expect(inlineOf('<!-- <script>a</script> --><script>b</script><script>c')).toMatchObject([{ text: 'b' }])
  expect(inlineOf('<script>a\r\nb</script >')).toMatchObject([{ text: 'a\nb' }])
  expect(inlineOf('<scripts>a</scripts><!-- <script>')).toEqual([])
})
