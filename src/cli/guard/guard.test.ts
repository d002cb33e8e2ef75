import { mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exampleText } from '../../../test/guard/example.ts'
import { signingKey } from '../../../test/guard/saml-provider.ts'
import { main } from '../main.ts'

let folder = ''
const native = 'a-native-key-of-the-program'
const good = (): string => exampleText({ folder, https: 443, http: 80, upstream: 8080, certificate: '/tls/app.crt', key: '/tls/app.key' })

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringwall-guard-'))
  writeFileSync(join(folder, 'native'), `${native}\n`, { mode: 0o600 })
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

async function call(text: string, ...argv: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  writeFileSync(join(folder, 'guard.yaml'), text)
  let [out, err] = ['', '']
  const code = await main(['guard', ...argv], {
    stdout: { write: (one) => (out += one) },
    stderr: { write: (one) => (err += one) },
    env: {},
    cwd: folder,
  })
  return { code, out, err }
}

describe('ringwall guard check', () => {
  it('counts what is there, and says what is left open', async () => {
    expect(await call(good(), 'check')).toEqual({
      code: 1,
      err: '',
      out: 'guard.yaml:1: a program is told who somebody is by a header that nobody signs: identity.key lets it check\nguard.yaml: 2 sites with 9 routes, one thing left open\n',
    })
    const open = good()
      .replace('upstream: http://127.0.0.1:8080', 'upstream: http://app:8080')
      .replace('path: /public/**, public: true', 'path: /public/**, public: true, methods: [GET, POST]')
    expect((await call(open, 'check')).out).toContain(
      'guard.yaml:10: localhost: what stands behind it is asked in plaintext at app:8080: https with an authority and a name\n',
    )
    expect((await call(open, 'check')).out).toContain('localhost/public/**: anyone may POST, as often as they like: give it a rate\n')
  })

  it('says which certificate ends soon, where it is there', async () => {
    writeFileSync(join(folder, 'soon.crt'), (await signingKey(5.5)).certificate)
    expect((await call(good().replace('/tls/app.crt', join(folder, 'soon.crt')), 'check')).out).toContain(
      `guard.yaml:1: certificate of all sites (${join(folder, 'soon.crt')}) ends in 5 days, on `,
    )
  })

  it('judges the schemas that routes name', async () => {
    const text = good().replace('methods: [GET, PUT], body: 1k', `methods: [GET, PUT], body: { schema: ${folder}/plan.json }`)
    expect((await call(text, 'check')).err).toContain(`${folder}/plan.json: no such file`)
    writeFileSync(join(folder, 'plan.json'), '{"requird":["a"]}')
    expect(await call(text, 'check')).toMatchObject({ code: 2, err: expect.stringContaining('#/requird: no word that is held to') as string })
    writeFileSync(join(folder, 'plan.json'), '{"required":["a"]}')
    expect(await call(text, 'check')).toMatchObject({ code: 1, err: '' })
  })

  it('says all that is wrong, each with its line', async () => {
    const wrong = good().replace('body: 64k', 'bodies: 64k').replace('right: admin', 'right: owner')
    const { code, out, err } = await call(wrong, 'check')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err.split('\n')).toEqual([
      'ringwall: error: guard.yaml:13: sites.localhost has no key "bodies"',
      expect.stringMatching(/^guard\.yaml:21: sites\.localhost\.routes\.2\.right: /),
      'ringwall: hint: schema/guard.schema.json says what may stand there',
      '',
    ])
  })

  it('wants a certificate for each site', async () => {
    const { err } = await call(good().replace(/tls:\n {2}certificate: .*\n/, ''), 'check')
    expect(err).toContain('sites.localhost has no certificate: "tls" of the site, or "tls.certificate" for all')
  })
})

describe('ringwall guard render', () => {
  it('prints what an engine reads, without a secret', async () => {
    const { code, out } = await call(good(), 'render', 'nginx')
    expect(code).toBe(0)
    expect(out).toContain('auth_request /.guard-decision;')
    expect(out).not.toContain(native)
  })

  it('writes for HAProxy what leads to the certificates, and holds no key', async () => {
    const { code, out } = await call(good(), 'render', 'haproxy', '--output', 'made')
    expect(code).toBe(0)
    expect(out).toContain('made/haproxy.cfg')
    expect(readlinkSync(join(folder, 'made/site-0.pem'))).toBe('/tls/app.crt')
    expect(readlinkSync(join(folder, 'made/site-0.pem.key'))).toBe('/tls/app.key')
    expect(readFileSync(join(folder, 'made/haproxy.secrets'), 'utf8')).toBe(`inject-0 ${native}\n`)
    expect(statSync(join(folder, 'made/haproxy.secrets')).mode & 0o777).toBe(0o600)
    for (const name of ['haproxy.cfg', 'haproxy.spoe', 'haproxy.certificates']) {
      expect(readFileSync(join(folder, 'made', name), 'utf8')).not.toContain(native)
      expect(statSync(join(folder, 'made', name)).mode & 0o777).toBe(0o644)
    }
    // written again it takes the place of what is there
    expect((await call(good(), 'render', 'haproxy', '--output', 'made')).code).toBe(0)
    expect((await call(good(), 'render', 'haproxy')).out).not.toContain('inject-0 x')
  })

  it('writes secrets for their owner alone', async () => {
    const { code, out } = await call(good(), 'render', 'nginx', '--output', 'made')
    expect({ code, out }).toEqual({ code: 0, out: 'wrote made/nginx.conf, made/inject-0.conf, made/fingerprint\n' })
    expect(readFileSync(join(folder, 'made/inject-0.conf'), 'utf8')).toBe(`proxy_set_header X-Native-Key "${native}";\n`)
    expect(statSync(join(folder, 'made/inject-0.conf')).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(folder, 'made/nginx.conf'), 'utf8')).not.toContain(native)
  })

  it('knows its engines', async () => {
    expect((await call(good(), 'render', 'apache')).err).toBe('ringwall: error: no engine "apache"\nringwall: hint: one of nginx, haproxy\n')
  })
})

describe('ringwall guard explain', () => {
  const planner = ['--as', 'person:ldap:7', '--group', 'ldap:planners'] as const
  it.each<[string, readonly string[], number, readonly string[]]>([
    [
      'nobody in particular',
      ['GET', 'https://localhost/x'],
      1,
      ['decision: 401: no-credentials', expect.stringMatching(/^route: {4}localhost\/\*\* \(guard\.yaml:\d+\)$/) as string],
    ],
    [
      'somebody through a group',
      ['PUT', 'https://localhost/projects/7/plan', ...planner],
      0,
      [
        'decision: allow',
        expect.stringContaining('localhost/projects/*/plan') as string,
        'takes:    write on project:7',
        'has:      write',
        expect.stringMatching(/^ {10}allow write: grant guard\.yaml:\d+\/3 -> group ldap:planners \(said by ldap\)$/) as string,
      ],
    ],
    [
      'somebody who is denied what the group has',
      ['PUT', 'https://localhost/projects/7/plan', '--as', 'person:ldap:8', '--group', 'ldap:planners'],
      1,
      [
        'decision: 403: no-right (no write on project:7: read is what there is)',
        expect.stringContaining('route:') as string,
        'takes:    write on project:7',
        'has:      read',
        expect.stringMatching(/deny write: grant guard\.yaml:\d+\/4$/) as string,
        expect.stringContaining('(counts, and does not decide)') as string,
      ],
    ],
    [
      'a path that is not canonical',
      ['GET', 'https://localhost/public/../admin', ...planner],
      1,
      ['decision: 400: ambiguous-path (a segment of dots)'],
    ],
    [
      'an administrator without a second factor',
      ['GET', 'https://localhost/admin', '--as', 'person:ldap:1'],
      1,
      ['decision: sent to the log-in: second-factor', expect.stringContaining('localhost/admin/**') as string],
    ],
    [
      'a key from elsewhere',
      ['GET', 'https://localhost/x', '--as', 'system:billing', '--from', '192.0.2.1'],
      1,
      expect.arrayContaining(['has:      none']) as never,
    ],
    ['a key', ['POST', 'https://localhost/x', '--as', 'system:billing'], 0, expect.arrayContaining(['decision: allow', 'has:      write']) as never],
  ])('answers for %s', async (_, argv, code, lines) => {
    const called = await call(good(), 'explain', ...argv)
    expect([called.code, called.err, called.out.trimEnd().split('\n')]).toEqual([code, '', lines])
  })

  it('says what it cannot explain', async () => {
    expect((await call(good(), 'explain', 'GET', '/x')).err).toBe(
      'ringwall: error: /x: no URL of a site\nringwall: hint: https://host/path, as the client sends it\n',
    )
    expect((await call(good(), 'explain', 'GET', 'https://localhost/', '--as', 'ann')).err).toContain('--as ann: nobody of that kind')
  })
})
