import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReportBook, SentReport } from '../../src/guard/browser/csp/book.ts'
import { reportBook } from '../../src/guard/browser/csp/book.ts'
import { inlineOf } from '../../src/guard/browser/csp/inline.ts'
import { proposed } from '../../src/guard/browser/csp/propose.ts'
import type { Seen } from '../../src/guard/browser/csp/seen.ts'
import { readGuard } from '../../src/guard/document/read.ts'
import { budget } from '../../src/guard/people/budget.ts'
import type { Sessions } from '../../src/guard/people/sessions.ts'
import { sessions } from '../../src/guard/people/sessions.ts'
import { portal } from '../../src/guard/portal/app.ts'
import { renderNginx } from '../../src/guard/render/nginx/index.ts'
import { portalServer } from '../../src/guard/serve/portal.ts'
import { rates } from '../../src/guard/serve/rate.ts'
import { openEmbedded } from '../../src/guard/state/libsql.ts'
import { guardState } from '../../src/guard/state/open.ts'
import type { GuardState } from '../../src/guard/state/types.ts'
import { knowledgeOf, people } from '../guard/knowledge.ts'
import { memoryBudget } from '../guard/memory-budget.ts'
import { memorySessions } from '../guard/memory-sessions.ts'
import type { Heard, Running } from '../guard/running.ts'
import { nginxWith, running, send, writeAll } from '../guard/running.ts'
import { programs } from '../tls/real-servers.ts'
import type { Sandbox } from './server.ts'
import { eventually, isMissing, program, reason, sandbox } from './server.ts'

const chrome = program('/usr/bin/chromium', '/usr/bin/chromium-browser')
const needed = programs.nginx === undefined ? undefined : chrome

describe.skipIf(isMissing(needed))(`browsers and the guard${reason(needed)}`, () => {
  let box: Sandbox
  let guard: Running
  let state: GuardState
  let all: Sessions
  let browser: Browser
  /** Another origin, from which the pages take what they may, and an attacker what he would like. */
  let elsewhere: Server
  let book: ReportBook
  const taken: SentReport[] = []
  /** The clock of what is counted. */
  let moment = 0

  beforeAll(async () => {
    box = sandbox('guard-browser')
    const clock = { monotonic: () => performance.now(), every: () => () => undefined }
    state = guardState(await openEmbedded({ file: join(box.folder, 'state.db') }), clock)
    all = sessions({
      store: memorySessions(),
      random: randomBytes,
      now: Date.now,
      lookUp: () => Promise.resolve('unavailable'),
      ended: () => undefined,
    })
    book = reportBook({ keep: (seen) => state.reports.add(seen), withinRate: rates(() => moment), now: Date.now })
    const world = people()
    world.grants.set('person:ldap:ann app', 'write')
    guard = await running(box, {
      knowledge: { ...knowledgeOf(world), session: all.person },
      program: (request, response) => {
        const url = new URL(request.url ?? '/', 'http://x')
        if (url.pathname === '/own.js') return void response.setHeader('content-type', 'text/javascript').end('window.own = true')
        // as a program with a hole: it writes what it is given
        response.setHeader('content-type', 'text/html').end(page(url.searchParams.get('q') ?? ''))
      },
      portal: ({ sites }) =>
        portalServer(
          portal({
            sites,
            sessions: all,
            budget: budget({ store: memoryBudget(), perAccount: 5, perNetwork: 1000, window: 900_000, now: Date.now }),
            random: randomBytes,
            atLeast: () => Promise.resolve(),
            now: Date.now,
            record: () => undefined,
            reports: {
              take: (report) => {
                taken.push(report)
                return book.take(report)
              },
            },
          }),
        ),
      engine: nginxWith('native'),
    })
    const { certificate, key } = guard.document.settings.tls.certificate!
    elsewhere = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (request, response) => {
      const isStyle = request.url === '/style.css'
      response.setHeader('content-type', isStyle ? 'text/css' : 'text/javascript')
      response.end(isStyle ? 'b { color: rgb(7, 8, 9) }' : `window[${JSON.stringify((request.url ?? '').slice(1, -3))}] = true`)
    })
    await new Promise<void>((resolve) => void elsewhere.listen(0, '127.0.0.1', resolve))
    browser = await chromium.launch({
      executablePath: chrome ?? '',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        // reports go out of the network service, which knows nothing of what a context ignores, and wait for a minute otherwise
        '--ignore-certificate-errors',
        '--short-reporting-delay',
      ],
    })
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    elsewhere.close()
    await state.close()
    await box.stop()
  })

  const at = (path: string): string => `https://localhost:${guard.https}${path}`
  const other = (): string => `https://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`
  const page = (q: string): string => `<!doctype html><html lang="en"><head><title>the program</title>
<style>body { background-color: rgb(1, 2, 3) }</style>
<link rel="stylesheet" href="${other()}/style.css">
</head><body style="margin: 5px"><b>bold</b>${q}
<script>
  window.inline = true; // long enough that no report has all of it
</script>
<script src="/own.js"></script><script src="${other()}/library.js"></script>
<img alt="" src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">
</body></html>`

  async function loggedIn(): Promise<BrowserContext> {
    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    const { reference } = await all.begin({ id: 'ldap:ann', name: 'Ann', groups: [], secondFactor: false }, 'localhost')
    await context.addCookies([{ name: '__Host-guard', value: reference, url: at('/'), secure: true, httpOnly: true, sameSite: 'Lax' }])
    return context
  }

  /** What of the page works, and what ran that somebody injected. */
  async function worksOf(there: Page): Promise<unknown> {
    return there.evaluate(`({
      inline: window.inline, own: window.own, library: window.library, evil: window.evil, injected: window.injected,
      style: getComputedStyle(document.body).backgroundColor, margin: getComputedStyle(document.body).marginTop,
      foreign: getComputedStyle(document.querySelector('b')).color, image: document.querySelector('img[alt]').naturalWidth,
    })`)
  }
  const whole = {
    inline: true,
    own: true,
    library: true,
    style: 'rgb(1, 2, 3)',
    margin: '5px',
    foreign: 'rgb(7, 8, 9)',
    image: 1,
  }
  const seen = async (): Promise<readonly Seen[]> => {
    await book.write()
    return state.reports.list('localhost')
  }

  async function enforce(policy: string): Promise<void> {
    const read = readGuard(
      'guard.yaml',
      guard.text.replace('    body: 64k', `    body: 64k\n    headers: { policy-mode: enforce, policy: ${JSON.stringify(policy)} }`),
    )
    if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
    writeAll(
      guard.folder,
      renderNginx(read.document, () => 'native'),
    )
    box.run(programs.nginx ?? '', ['-c', join(guard.folder, 'nginx.conf'), '-s', 'reload'])
    await eventually(async () => {
      expect((await send(guard.https, ['GET /public/x HTTP/1.1', 'Host: localhost'])).headers['content-security-policy']).toContain(policy)
    })
  }

  describe('the Content-Security-Policy', () => {
    const kinds = [
      'img-src data:',
      'script-src-elem inline',
      'script-src-elem elsewhere',
      'style-src-attr inline',
      'style-src-elem inline',
      'style-src-elem elsewhere',
    ]
    const kindsOf = (all: readonly Seen[]): readonly string[] =>
      all.map(({ directive, source }) => `${directive} ${source === other() ? 'elsewhere' : source}`).toSorted()

    it('is reported by a browser, in both formats, and stops nothing meanwhile', async () => {
      const context = await loggedIn()
      const there = await context.newPage()
      await there.goto(at('/x?secret=1'))
      expect(await worksOf(there)).toEqual(whole)
      await eventually(async () => {
        expect(kindsOf(await seen())).toEqual(kinds.toSorted())
      })
      expect(new Set(taken.map(({ type, isPerson }) => `${type?.split(';')[0]} ${isPerson}`))).toEqual(new Set(['application/reports+json true']))
      // browsers that know no Reporting API find the other way
      taken.length = 0
      await there.route(at('/x'), async (route) => {
        const response = await route.fetch()
        const { 'content-security-policy-report-only': policy = '', ...headers } = response.headers()
        await route.fulfill({ response, headers: { ...headers, 'content-security-policy-report-only': policy.replace(/; report-to .*/, '') } })
      })
      await there.goto(at('/x'))
      await eventually(async () => {
        expect(new Set((await seen()).map(({ people }) => people >= 2))).toEqual(new Set([true]))
      })
      expect(new Set(taken.map(({ type, isPerson }) => `${type} ${isPerson}`))).toEqual(new Set(['application/csp-report true']))
      expect(new Set((await seen()).map(({ route }) => route))).toEqual(new Set(['localhost/**']))
      expect(JSON.stringify(await seen())).not.toContain('secret')
      await context.close()
    })

    it('as it is proposed lets the page work, and nothing that is injected', async () => {
      const inline = inlineOf(page(''))
      const { policy, remarks } = proposed(await seen(), { frame: 'deny', anyone: false, inline })
      expect(remarks.map(({ kind, seen: { directive } }) => [kind, directive])).toEqual([['weak', 'style-src-attr']])
      expect(policy).not.toMatch(/script-src[^;]*unsafe/)
      await enforce(policy)
      const context = await loggedIn()
      await context.addInitScript(
        `window.stopped = []; addEventListener('securitypolicyviolation', ({ effectiveDirective }) => stopped.push(effectiveDirective))`,
      )
      const there = await context.newPage()
      await there.goto(at('/x'))
      expect(await worksOf(there)).toEqual(whole)
      expect(await there.evaluate('window.stopped')).toEqual([])
      for (const attack of [
        '<script>window.injected = true</script>',
        '<img src="x" onerror="window.injected = true">',
        '<script src="data:text/javascript,window.injected=true"></script>',
        `<script src="https://localhost:${new URL(other()).port}/evil.js"></script>`,
        `<base href="${other()}/">`,
        '<object data="data:text/html,<script>parent.injected = true</script>"></object>',
      ]) {
        await there.goto(at(`/x?q=${encodeURIComponent(attack)}`))
        expect([attack, await worksOf(there)]).toEqual([attack, whole])
        expect([attack, (await there.evaluate<readonly string[]>('window.stopped')).length > 0]).toEqual([attack, true])
      }
      // what was tried is known, and never proposed
      await eventually(async () => {
        expect((await seen()).filter(({ isEnforced }) => isEnforced).map(({ directive }) => directive)).toContain('script-src-attr')
      })
      expect(proposed(await seen(), { frame: 'deny', anyone: true, inline }).policy).toBe(policy)
      // the portal's pages keep their own, and what they need of it
      const portalPage = await context.newPage()
      const answer = await portalPage.goto(at('/.guard/login'))
      expect(answer?.headers()['content-security-policy']).toMatch(/^default-src 'none'/)
      expect(await portalPage.evaluate('getComputedStyle(document.body).display')).toBe('grid')
      await context.close()
    })

    const report = (body: string, ...headers: readonly string[]): Promise<Heard> =>
      send(guard.https, ['POST /.guard/csp HTTP/1.1', `Host: localhost:${guard.https}`, `Content-Length: ${body.length}`, ...headers], { body })
    const ofEvil = (more: object = {}): string =>
      JSON.stringify([
        {
          type: 'csp-violation',
          body: { documentURL: at('/x'), blockedURL: 'https://evil.example', effectiveDirective: 'script-src-elem', ...more },
        },
      ])
    const json = 'Content-Type: application/reports+json'

    it('learns nothing from whoever is nobody', async () => {
      moment += 3_600_000
      const before = await seen()
      const proposal = proposed(before, { frame: 'deny', anyone: false, inline: [] }).policy
      expect(await report(ofEvil(), json)).toMatchObject({ status: 204, body: '' })
      expect(await report(ofEvil({ sample: '\u001B]0;x\u0007<script>' }), json, 'Cookie: __Host-guard=' + 'x'.repeat(43))).toMatchObject({
        status: 204,
      })
      expect(await report(ofEvil({ effectiveDirective: "img-src *; script-src 'unsafe-inline'" }), json)).toMatchObject({ status: 204, body: '' })
      expect((await report(ofEvil(), json, 'Sec-Fetch-Site: cross-site')).status).toBe(403)
      expect((await report(ofEvil(), 'Content-Type: text/plain')).status).toBe(415)
      expect((await report(ofEvil({ sample: 'a'.repeat(70_000) }), json)).status).toBe(413)
      expect((await send(guard.https, ['GET /.guard/csp HTTP/1.1', 'Host: localhost'])).status).toBe(404)
      const after = await seen()
      expect(after.filter(({ source }) => source === 'https://evil.example')).toMatchObject([{ people: 0, others: 2, sample: '' }])
      expect(after).toHaveLength(before.length + 1)
      expect(proposed(after, { frame: 'deny', anyone: false, inline: [] }).policy).toBe(proposal)
    })

    it('takes no more than so many reports', async () => {
      moment += 3_600_000
      const answers: number[] = []
      for (let at = 0; at < 13; at++)
        answers.push(...(await Promise.all(Array.from({ length: 10 }, async () => (await report(ofEvil(), json)).status))))
      expect(new Set(answers)).toEqual(new Set([204, 429]))
    })
  })
})
