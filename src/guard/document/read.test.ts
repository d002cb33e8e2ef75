import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exampleDocument, exampleText } from '../../../test/guard/example.ts'
import { readGuard } from './read.ts'

const good = exampleText({ folder: '/run/guard', https: 443, http: 80, upstream: 8080, certificate: '/tls/app.crt', key: '/tls/app.key' })

/** The mistakes of the example with one thing changed, and whether each stands in the line of that change. */
function mistakes(from: string, to: string): readonly string[] {
  expect(good).toContain(from)
  const text = good.replace(from, to)
  const read = readGuard('guard.yaml', text)
  const lines = text.split('\n')
  const changed = to.trimEnd().split('\n').at(-1) ?? ''
  return 'mistakes' in read
    ? read.mistakes.map(({ place, message }) => `${lines[place.line - 1]?.includes(changed) === true ? 'there' : 'elsewhere'}: ${message}`)
    : []
}

describe('guard.yaml', () => {
  it('becomes sites and routes', () => {
    const [site] = exampleDocument().sites
    expect(site?.routes.map(({ id, segments, below }) => [id, segments, below])).toEqual([
      ['localhost/**', [], true],
      ['localhost/public/**', ['public'], true],
      ['localhost/admin/**', ['admin'], true],
      ['localhost/internal/**', ['internal'], true],
      ['localhost/api/v1/**', ['api', 'v1'], true],
      ['localhost/projects/*/plan', ['projects', undefined, 'plan'], false],
      ['localhost/socket', ['socket'], false],
      ['localhost/slow', ['slow'], false],
    ])
    expect(site?.routes.find(({ id }) => id.endsWith('plan'))).toMatchObject({ body: 1024 })
    expect(site).toMatchObject({
      component: 'app',
      limits: { body: 65_536 },
      inject: { header: 'X-Native-Key', secret: { from: 'file', name: '/run/guard/native' } },
    })
  })

  it.each<[string, string, string, readonly string[]]>([
    ['a key that it does not have', 'body: 64k', 'bodies: 64k', ['there: sites.localhost has no key "bodies"']],
    ['a key that is written twice', 'body: 64k', 'body: 64k\n    body: 65k', ['there: the key "body" is written twice; the last one counts']],
    ['a size that is none', 'body: 64k', 'body: lots', ['there: sites.localhost.body: a number of bytes, with k, m or g for its multiples of 1024']],
    [
      'a host with a port',
      '  127.0.0.1:\n',
      '  "127.0.0.1:8443":\n',
      ['there: sites.127.0.0.1:8443: a host name in lower case, without port or trailing dot'],
    ],
    [
      'a secret that is written out',
      'file:/run/guard/native',
      's3cret',
      ['there: sites.localhost.inject.secret: file:PATH or env:NAME: a secret is named here, never written'],
    ],
    [
      'a route that is public and closed',
      'path: /public/**, public: true',
      'path: /public/**, public: true, closed: true',
      ['there: sites.localhost.routes.1: a route is public, closed, or takes a right: one of them'],
    ],
    [
      'a path with a query',
      'path: /slow',
      'path: /slow?x',
      ['there: sites.localhost.routes.7.path: a path: decoded segments, * for any one, ** at the end for all below'],
    ],
    [
      'a path in two routes',
      'path: /slow',
      'path: /Socket',
      ['there: the same path as the route in line 25: methods of one path stand in one route'],
    ],
    ['TRACE', 'methods: [GET, PUT]', 'methods: [GET, TRACE]', ['there: sites.localhost.routes.5.methods.1: a method that is ever let through']],
    [
      'an upstream of no kind',
      'component: app\n    upstream: http://127.0.0.1:8080',
      'component: app\n    upstream: ftp://x',
      ['there: sites.localhost.upstream: http://host:port, or unix:/path, or a mapping with https, authority and name'],
    ],
    ['a number of another version', 'guard: 1', 'guard: 2', ['there: guard: Invalid input: expected 1']],
  ])('refuses %s', (_, from, to, expected) => {
    expect(mistakes(from, to)).toEqual(expected)
  })

  it('lets no text through that would end a word of an engine', () => {
    const nasty = fc.constantFrom('"', "'", ';', '{', '}', '$', '\\', '\n', '#', ' ')
    const path = fc.array(fc.oneof(nasty, fc.constantFrom('a', '/', '.')), { minLength: 1, maxLength: 6 })
    const isHarmless = (parts: readonly string[]): boolean => {
      const read = readGuard('guard.yaml', good.replace('/tls/app.crt', JSON.stringify(`/tls/${parts.join('')}`)))
      return 'mistakes' in read || !/["'\\$;{}\n]/.test(read.document.settings.tls.certificate?.certificate ?? '')
    }
    expect(fc.check(fc.property(path, isHarmless)).failed).toBe(false)
  })

  it('never throws', () => {
    const reads = (text: string): boolean => 'mistakes' in readGuard('guard.yaml', text) || text.length > 0
    expect(fc.check(fc.property(fc.string({ maxLength: 80 }), reads)).failed).toBe(false)
    const changed = fc
      .tuple(fc.nat(good.length), fc.nat(20), fc.string({ maxLength: 5 }))
      .map(([at, cut, text]) => good.slice(0, at) + text + good.slice(at + cut))
    expect(fc.check(fc.property(changed, reads)).failed).toBe(false)
  })
})
