import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Header } from '../../wire/http/answer.ts'
import { cookieObservations } from './cookies.ts'
import type { Shown } from './headers.ts'
import { headerObservations } from './headers.ts'
import { leakObservations } from './leaks.ts'

function page(headers: readonly Header[], body = '<html></html>', status = 200): Shown {
  return { where: '/', answer: { status, headers: [['Content-Type', 'text/html'], ...headers], body: Buffer.from(body), whole: true } }
}

function flaws(observations: ReturnType<typeof leakObservations>): readonly string[] {
  return observations.flatMap(({ key, verdict, actual }) => (verdict === 'unsafe' ? [`${key}: ${actual}`] : []))
}

describe('what pages are told to browsers with', () => {
  it.each<[string, string, string | undefined]>([
    ['a nonce', "script-src 'nonce-abc' 'unsafe-inline'", undefined],
    ['a nonce that spreads', "script-src 'strict-dynamic' 'nonce-abc' https: 'unsafe-inline'", undefined],
    ['a later directive of the same name', "script-src 'self'; script-src *", undefined],
    ['a second policy that is strict', "script-src *, default-src 'none'", undefined],
    ['anything', 'default-src * ', 'scripts from any host'],
    ['only frames', "frame-ancestors 'self'", 'scripts are not limited'],
    ['inline', "default-src 'self' 'unsafe-inline'", "'unsafe-inline' for scripts"],
    ['nothing', ' ; ', 'there is none'],
  ])('a policy with %s', (_, policy, flaw) => {
    const found = headerObservations([page([['Content-Security-Policy', policy]])], false).find(({ key }) => key === 'Content-Security-Policy')
    expect(found?.verdict === 'unsafe' ? found.actual : undefined).toBe(flaw)
  })

  it('judges headers for browsers only where there is a page', () => {
    const api: Shown = { where: '/', answer: { status: 200, headers: [['Content-Type', 'application/json']], body: Buffer.from('{}'), whole: true } }
    expect(headerObservations([api, page([], '<html>404</html>', 404)], false)).toEqual([])
    expect(headerObservations([api], true).map(({ key }) => key)).toEqual(['Strict-Transport-Security'])
  })

  it.each<[string, string | undefined]>([
    ['sid=1; Secure; HttpOnly; SameSite=Strict', undefined],
    ['lang=de', undefined],
    ['csrftoken=a; SameSite=Lax', undefined],
    ['sid=; Max-Age=0', undefined],
    ['sid=1; HttpOnly', 'other sites may send it along in some browsers (no SameSite)'],
    ['__Host-sid=1; Secure; HttpOnly; SameSite=Lax', 'browsers refuse it: its name promises more than it has'],
    ['sid=1; httponly; samesite=none', 'other sites send it along (SameSite=None)'],
  ])('the cookie %s', (cookie, flaw) => {
    const [found] = cookieObservations([page([['Set-Cookie', cookie]])], false)
    expect(found?.verdict === 'unsafe' ? found.actual : undefined).toBe(flaw)
  })

  it.each<[string, string, string]>([
    ['Python', '<pre>Traceback (most recent call last):\n  File "a.py"', 'a trace of Python'],
    ['Java', '<pre>java.lang.Error\n\tat com.example.A.b(A.java:12)', 'a trace of Java'],
    ['JavaScript', '<pre>Error<br> &nbsp; at Layer.handle (/app/node_modules/express/lib/router/layer.js:95:5)', 'a trace of JavaScript'],
    ['PHP', '<b>Fatal error</b>: Uncaught in /var/www/a.php on line <b>3</b>', 'an error of PHP with its file'],
    ['.NET', '<pre>System.Exception\n   at App.Program.Main(String[] args) in /src/Program.cs:line 12', 'a trace of .NET'],
  ])('an error page of %s', (_, body, actual) => {
    expect(flaws(leakObservations([page([], body, 500)]))).toEqual([`error page: ${actual}`])
    expect(flaws(leakObservations([page([], '<html>500 something is wrong</html>', 500)]))).toEqual([])
  })

  it('shows a version and never what else a server says', () => {
    expect(
      flaws(
        leakObservations([
          page([
            ['Server', 'Apache/2.4.71 (Debian)'],
            ['X-Powered-By', 'Express'],
          ]),
        ]),
      ),
    ).toEqual(['ServerTokens: 2.4.71', 'X-Powered-By: sent'])
  })

  it('says nothing of ours that a server has put there', () => {
    const name = fc.constantFrom(
      'Set-Cookie',
      'Server',
      'Content-Security-Policy',
      'Strict-Transport-Security',
      'X-Frame-Options',
      'Referrer-Policy',
      'X-Powered-By',
    )
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom('max-age=99999999999999', 'a=b; domain', '=;=;=', "script-src 'nonce-", 'a'.repeat(5000), 'nginx/\u001b[31m1'),
    )
    fc.assert(
      fc.property(
        fc.array(fc.tuple(name, value), { maxLength: 10 }),
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.boolean(),
        (headers, body, tls) => {
          const pages = [page(headers, body)]
          const all = [...headerObservations(pages, tls), ...cookieObservations(pages, tls), ...leakObservations(pages)]
          expect(JSON.stringify(all)).toMatch(/^[\u0020-\u007e]*$/)
          expect(all.every(({ key }) => key.length < 90)).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })
})
