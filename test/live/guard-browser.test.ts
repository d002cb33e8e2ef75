import { describe, expect, it } from 'vitest'
import { browsing, needed } from '../guard/browsing.ts'
import type { Heard } from '../guard/running.ts'
import { send } from '../guard/running.ts'
import { eventually, isMissing, reason } from './server.ts'

describe.skipIf(isMissing(needed))(`what browsers are told${reason(needed)}`, () => {
  /** What the program sets, some of it as it should not. */
  const given = [
    'session=1; Path=/',
    'XSRF-TOKEN=2; Path=/; SameSite=None',
    'xsrf-token=3; Path=/',
    'XSRF-TOKEN-2=4; Path=/',
    'whole=5; Path=/cookies; HttpOnly; SameSite=Strict',
    'embedded=6; Path=/',
    '__Host-guard=planted; Path=/; Secure; SameSite=Lax',
    '__Host-guard-form=planted; Path=/; Secure',
    '__Host-guard-way=planted; Path=/; Secure; SameSite=None',
    '__Host-guard-of-the-program=7; Path=/; Secure',
  ]

  /** What the program says of itself, as badly as it can. */
  const weak = [
    ['Cache-Control', 'public, max-age=60'],
    ['Content-Security-Policy', "frame-ancestors 'self' *"],
    ['Cross-Origin-Embedder-Policy', 'require-corp'],
    ['Cross-Origin-Opener-Policy', 'unsafe-none'],
    ['Cross-Origin-Resource-Policy', 'cross-origin'],
    ['Feature-Policy', 'camera *'],
    ['Permissions-Policy', 'camera=*'],
    ['Referrer-Policy', 'unsafe-url'],
    ['Server', 'Program/1.0'],
    ['Strict-Transport-Security', 'max-age=0'],
    ['X-Content-Type-Options', 'none'],
    ['X-Frame-Options', 'ALLOWALL'],
    ['X-XSS-Protection', '1; report=https://evil.example'],
  ] as const

  const world = browsing({
    name: 'guard-browser',
    program: (request, response) => {
      if (request.url === '/cookies') response.setHeader('set-cookie', given)
      if (request.url?.includes('weak') === true) for (const [name, value] of weak) response.setHeader(name, value)
      // as a program that lets everybody in
      response.setHeader('access-control-allow-origin', request.headers.origin ?? '*').setHeader('access-control-allow-credentials', 'true')
      const isScript = request.url?.endsWith('.js') === true
      response.setHeader('x-total', '7').setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
      response.end(isScript ? '' : '<!doctype html><title>the program</title>')
    },
    elsewhere: (_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><title>elsewhere</title>'),
    text: (example, elsewhere) =>
      example
        .replace(
          '    body: 64k',
          '    body: 64k\n    headers: { allow: [geolocation] }\n    cookies: { same-site: lax, same-site-of: { whole: strict, embedded: none } }',
        )
        .replace(
          'rewrite: / }',
          `rewrite: /, cors: { origins: ["https://127.0.0.1:${elsewhere}"], methods: [GET, POST], headers: [X-Api-Key], expose: [X-Total] } }
      - { path: /shared/**, right: by-method, on: app, cors: { origins: ["https://localhost:${elsewhere}"], methods: [GET, POST], credentials: true } }`,
        ),
  })

  it("makes the program's cookies safe, leaves the exceptions, and lets it set none of the guard's", async () => {
    const context = await world().loggedIn()
    const own = (await context.cookies())[0]?.value
    const there = await context.newPage()
    await there.goto(world().at('/cookies'))
    const cookies = (await context.cookies()).map(({ name, value, path, secure, httpOnly, sameSite }) => [
      name,
      value,
      path,
      secure,
      httpOnly,
      sameSite,
    ])
    expect(cookies.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))).toEqual([
      ['XSRF-TOKEN', '2', '/', true, false, 'Lax'],
      ['XSRF-TOKEN-2', '4', '/', true, true, 'Lax'],
      ['__Host-guard', own, '/', true, true, 'Lax'],
      ['__Host-guard-of-the-program', '7', '/', true, true, 'Lax'],
      ['embedded', '6', '/', true, true, 'None'],
      ['session', '1', '/', true, true, 'Lax'],
      ['whole', '5', '/cookies', true, true, 'Strict'],
      ['xsrf-token', '3', '/', true, true, 'Lax'],
    ])
    expect(await there.evaluate('document.cookie')).toBe('XSRF-TOKEN=2')
    await context.close()
  })

  /** What a page may do and read; `refused` where the browser lets it not. */
  async function from(host: 'localhost' | '127.0.0.1', tries: readonly (readonly [path: string, options: object])[]): Promise<readonly unknown[]> {
    const context = await world().loggedIn()
    const there = await context.newPage()
    await there.goto(`https://${host}:${world().elsewhere}/`)
    world().guard.seen.length = 0
    const outcomes: unknown[] = []
    for (const [path, options] of tries)
      outcomes.push(
        await there.evaluate(
          async ([url, how]) => {
            try {
              const { status, headers } = await fetch(url, how)
              return [status, headers.get('x-total')]
            } catch {
              return 'refused'
            }
          },
          [world().at(path), options] as const,
        ),
      )
    await context.close()
    return outcomes
  }
  const asked = (): readonly string[] =>
    world().guard.seen.map(({ method, url, headers }) => `${method} ${url} ${String(headers['x-guard-user'] ?? 'nobody')}`)
  const key = { headers: { 'x-api-key': 'gk_live_robot' } }
  const own = { credentials: 'include' }

  it('lets pages of a listed origin do what is listed, with a key that they have', async () => {
    expect(
      await from('127.0.0.1', [
        ['/api/v1/a', key],
        ['/api/v1/b', { ...key, method: 'POST', body: 'x' }],
        ['/api/v1/c', { ...key, method: 'PUT', body: 'x' }],
        ['/api/v1/d', { headers: { ...key.headers, 'x-other': '1' } }],
        ['/api/v1/e', { ...key, ...own }],
        ['/api/v1/f', { headers: { 'x-api-key': 'gk_live_none' } }],
        ['/shared/g', own],
        ['/x', own],
        ['/public/h', {}],
      ]),
    ).toEqual([[200, '7'], [200, '7'], 'refused', 'refused', 'refused', [401, null], 'refused', 'refused', 'refused'])
    // a page of elsewhere may always ask; what it may not is to ask as somebody, or to read
    expect(asked()).toEqual(['GET /a system:billing', 'POST /b system:billing', 'GET /public/h nobody'])
  })

  it('lets them act for whoever uses the browser where that is listed, and with the listed methods alone', async () => {
    expect(
      await from('localhost', [
        ['/shared/a', own],
        ['/shared/b', { ...own, method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }],
        ['/shared/c', { ...own, method: 'DELETE' }],
        ['/shared/d', { ...own, method: 'POST', headers: { 'x-other': '1' } }],
        ['/x', { ...own, method: 'POST', mode: 'no-cors', body: 'x' }],
        ['/api/v1/e', key],
      ]),
    ).toEqual([[200, null], [200, null], 'refused', 'refused', 'refused', 'refused'])
    expect(asked()).toEqual(['GET /shared/a person:ldap:ann', 'POST /shared/b person:ldap:ann'])
  })

  const raw = (line: string, ...headers: readonly string[]): Promise<Heard> =>
    send(world().guard.https, [`${line} HTTP/1.1`, `Host: localhost:${world().guard.https}`, ...headers])
  const corsOf = ({ headers }: Heard): readonly string[] => Object.keys(headers).filter((name) => name.startsWith('access-control-'))

  it('gives an origin that is not listed nothing, however it is spelled', async () => {
    const listed = `https://127.0.0.1:${world().elsewhere}`
    const origins = [
      'null',
      '*',
      'https://evil.example',
      `${listed}.evil.example`,
      `https://evil.example/${listed}`,
      `${listed}/`,
      `${listed}@evil.example`,
      listed.replace('https', 'http'),
      listed.replace('https', 'HTTPS'),
      `${listed} https://evil.example`,
      `${listed}, https://evil.example`,
      `${listed.slice(0, -1)}`,
      'https://127.0.0.1',
      `https://localhost:${world().elsewhere}`,
    ]
    for (const origin of origins) {
      const before = await raw('OPTIONS /api/v1/x', `Origin: ${origin}`, 'Access-Control-Request-Method: GET')
      const answer = await raw('GET /api/v1/x', `Origin: ${origin}`, 'X-Api-Key: gk_live_robot')
      expect([origin, before.status, corsOf(before), answer.status, corsOf(answer), answer.headers['vary']]).toEqual([
        origin,
        403,
        [],
        200,
        [],
        'Origin',
      ])
    }
    const twice = await raw('GET /api/v1/x', `Origin: ${listed}`, 'Origin: https://evil.example', 'X-Api-Key: gk_live_robot')
    // no browser sends two; whichever is read, the other one is not let in
    expect([undefined, listed]).toContain(twice.headers['access-control-allow-origin'])
  })

  it('answers before the program is asked, and says no more than is listed', async () => {
    world().guard.seen.length = 0
    const origin = `https://127.0.0.1:${world().elsewhere}`
    const before = await raw(
      'OPTIONS /api/v1/x',
      `Origin: ${origin}`,
      'Access-Control-Request-Method: DELETE',
      'X-Guard-Cors: 1p https://evil.example',
    )
    expect(before).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': 'X-Api-Key',
        'access-control-max-age': '600',
        vary: 'Origin',
      },
    })
    expect(before.headers).not.toHaveProperty('access-control-allow-credentials')
    // on a route that lists nobody it is a request like any other
    expect(await raw('OPTIONS /x', `Origin: ${origin}`, 'Access-Control-Request-Method: GET')).toMatchObject({ status: 401 })
    expect((await raw('OPTIONS /internal/x', `Origin: ${origin}`, 'Access-Control-Request-Method: GET')).status).toBe(403)
    expect(world().guard.seen).toEqual([])
  })

  it('says each thing once and in its own words, whatever the program says, and the browser keeps to it', async () => {
    const context = await world().loggedIn()
    const there = await context.newPage()
    const complaints: string[] = []
    there.on('console', (message) => complaints.push(message.text()))
    const answer = await there.goto(world().at('/weak'))
    const said = (await answer?.headersArray())?.map(({ name, value }) => [name.toLowerCase(), value] as const) ?? []
    const of = (name: string): readonly string[] => said.filter((one) => one[0] === name).map(([, value]) => value)
    expect(Object.fromEntries([...new Set(said.map(([name]) => name))].map((name) => [name, of(name)]))).toMatchObject({
      'cache-control': ['public, max-age=60'],
      'content-security-policy': ["frame-ancestors 'self' *", "frame-ancestors 'none'"],
      'cross-origin-opener-policy': ['same-origin'],
      'cross-origin-resource-policy': ['same-origin'],
      'permissions-policy': [expect.stringContaining('camera=(), ') as string],
      'referrer-policy': ['same-origin'],
      server: ['nginx'],
      'strict-transport-security': ['max-age=31536000'],
      'x-content-type-options': ['nosniff'],
      'x-frame-options': ['DENY'],
    })
    for (const gone of ['cross-origin-embedder-policy', 'feature-policy', 'x-xss-protection']) expect([gone, of(gone)]).toEqual([gone, []])
    // one more or less of the names is a matter of its version
    expect(complaints.filter((text) => /permissions-policy/i.test(text) && !/unrecognized feature/i.test(text))).toEqual([])
    expect(await there.evaluate(`['camera', 'geolocation', 'usb'].map((name) => document.featurePolicy.allowsFeature(name))`)).toEqual([
      false,
      true,
      false,
    ])
    expect((await there.goto(world().at('/x')))?.headers()['cache-control']).toBe('private')
    expect((await there.goto(world().at('/public/x')))?.headers()['cache-control']).toBeUndefined()
    await context.close()
    expect((await raw('GET /x')).headers['cache-control']).toBe('no-store')
    expect((await raw('GET /internal/x')).headers['cache-control']).toBe('no-store')
  })

  it('is shown by nobody else, in a frame or as a script', async () => {
    const context = await world().loggedIn()
    const there = await context.newPage()
    await there.goto(`https://localhost:${world().elsewhere}/`)
    const script = `new Promise((done) => {
      const element = document.createElement('script')
      element.onload = () => done('loaded')
      element.onerror = () => done('refused')
      element.src = '${world().at('/public/weak.js')}'
      document.body.append(element)
    })`
    expect(await there.evaluate(script)).toBe('refused')
    await there.evaluate(`document.body.append(Object.assign(document.createElement('iframe'), { src: '${world().at('/public/weak')}' }))`)
    await eventually(() => {
      expect(there.frames().map((frame) => frame.url())).toContain('chrome-error://chromewebdata/')
    })
    // the same from its own pages
    await there.goto(world().at('/public/x'))
    expect(await there.evaluate(script)).toBe('loaded')
    await context.close()
  })
})
