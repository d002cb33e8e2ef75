import { describe, expect, it } from 'vitest'
import { browsing, needed } from '../guard/browsing.ts'
import { isMissing, reason } from './server.ts'

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

  const world = browsing({
    name: 'guard-browser',
    program: (request, response) => {
      if (request.url === '/cookies') response.setHeader('set-cookie', given)
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>the program</title>')
    },
    elsewhere: (_, response) => response.end(),
    text: (example) =>
      example.replace('    body: 64k', '    body: 64k\n    cookies: { same-site: lax, same-site-of: { whole: strict, embedded: none } }'),
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
})
