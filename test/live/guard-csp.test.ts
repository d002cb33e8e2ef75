import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { inlineOf } from '../../src/guard/browser/csp/inline.ts'
import { proposed } from '../../src/guard/browser/csp/propose.ts'
import type { Seen } from '../../src/guard/browser/csp/seen.ts'
import { browsing, needed } from '../guard/browsing.ts'
import type { Heard } from '../guard/running.ts'
import { send } from '../guard/running.ts'
import { eventually, isMissing, reason } from './server.ts'

describe.skipIf(isMissing(needed))(`the Content-Security-Policy${reason(needed)}`, () => {
  const world = browsing({
    name: 'guard-csp',
    program: (request, response) => {
      const url = new URL(request.url ?? '/', 'http://x')
      if (url.pathname === '/own.js') return void response.setHeader('content-type', 'text/javascript').end('window.own = true')
      // as a program with a hole: it writes what it is given
      response.setHeader('content-type', 'text/html').end(page(url.searchParams.get('q') ?? ''))
    },
    elsewhere: (request, response) => {
      const isStyle = request.url === '/style.css'
      response.setHeader('content-type', isStyle ? 'text/css' : 'text/javascript')
      response.end(isStyle ? 'b { color: rgb(7, 8, 9) }' : `window[${JSON.stringify((request.url ?? '').slice(1, -3))}] = true`)
    },
  })
  const at = (path: string): string => world().at(path)
  const elsewhere = (): string => `https://127.0.0.1:${world().elsewhere}`
  const page = (q: string): string => `<!doctype html><html lang="en"><head><title>the program</title>
<style>body { background-color: rgb(1, 2, 3) }</style>
<link rel="stylesheet" href="${elsewhere()}/style.css">
</head><body style="margin: 5px"><b>bold</b>${q}
<script>
  window.inline = true; // long enough that no report has all of it
</script>
<script src="/own.js"></script><script src="${elsewhere()}/library.js"></script>
<img alt="" src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">
</body></html>`

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
    await world().book.write()
    return world().state.reports.list('localhost')
  }

  const kinds = [
    'img-src data:',
    'script-src-elem inline',
    'script-src-elem elsewhere',
    'style-src-attr inline',
    'style-src-elem inline',
    'style-src-elem elsewhere',
  ]
  const kindsOf = (all: readonly Seen[]): readonly string[] =>
    all.map(({ directive, source }) => `${directive} ${source === elsewhere() ? 'elsewhere' : source}`).toSorted()

  it('is reported by a browser, in both formats, and stops nothing meanwhile', async () => {
    const context = await world().loggedIn()
    const there = await context.newPage()
    await there.goto(at('/x?secret=1'))
    expect(await worksOf(there)).toEqual(whole)
    await eventually(async () => {
      expect(kindsOf(await seen())).toEqual(kinds.toSorted())
    })
    expect(new Set(world().taken.map(({ type, isPerson }) => `${type?.split(';')[0]} ${isPerson}`))).toEqual(
      new Set(['application/reports+json true']),
    )
    // browsers that know no Reporting API find the other way
    world().taken.length = 0
    await there.route(at('/x'), async (route) => {
      const response = await route.fetch()
      const { 'content-security-policy-report-only': policy = '', ...headers } = response.headers()
      await route.fulfill({ response, headers: { ...headers, 'content-security-policy-report-only': policy.replace(/; report-to .*/, '') } })
    })
    await there.goto(at('/x'))
    await eventually(async () => {
      expect(new Set((await seen()).map(({ people }) => people >= 2))).toEqual(new Set([true]))
    })
    expect(new Set(world().taken.map(({ type, isPerson }) => `${type} ${isPerson}`))).toEqual(new Set(['application/csp-report true']))
    expect(new Set((await seen()).map(({ route }) => route))).toEqual(new Set(['localhost/**']))
    expect(JSON.stringify(await seen())).not.toContain('secret')
    await context.close()
  })

  it('as it is proposed lets the page work, and nothing that is injected', async () => {
    const inline = inlineOf(page(''))
    const { policy, remarks } = proposed(await seen(), { frame: 'deny', anyone: false, inline })
    expect(remarks.map(({ kind, seen: { directive } }) => [kind, directive])).toEqual([['weak', 'style-src-attr']])
    expect(policy).not.toMatch(/script-src[^;]*unsafe/)
    await world().reload(
      (text) => text.replace('    body: 64k', `    body: 64k\n    headers: { policy-mode: enforce, policy: ${JSON.stringify(policy)} }`),
      (headers) => headers['content-security-policy']?.startsWith(policy) === true,
    )
    const context = await world().loggedIn()
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
      `<script src="https://localhost:${world().elsewhere}/evil.js"></script>`,
      `<base href="${elsewhere()}/">`,
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
    send(world().guard.https, ['POST /.guard/csp HTTP/1.1', `Host: localhost:${world().guard.https}`, `Content-Length: ${body.length}`, ...headers], {
      body,
    })
  const ofEvil = (more: object = {}): string =>
    JSON.stringify([
      {
        type: 'csp-violation',
        body: { documentURL: at('/x'), blockedURL: 'https://evil.example', effectiveDirective: 'script-src-elem', ...more },
      },
    ])
  const json = 'Content-Type: application/reports+json'

  it('learns nothing from whoever is nobody', async () => {
    world().pass(3_600_000)
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
    expect((await send(world().guard.https, ['GET /.guard/csp HTTP/1.1', 'Host: localhost'])).status).toBe(404)
    const after = await seen()
    expect(after.filter(({ source }) => source === 'https://evil.example')).toMatchObject([{ people: 0, others: 2, sample: '' }])
    expect(after).toHaveLength(before.length + 1)
    expect(proposed(after, { frame: 'deny', anyone: false, inline: [] }).policy).toBe(proposal)
  })

  it('takes no more than so many reports', async () => {
    world().pass(3_600_000)
    const answers: number[] = []
    for (let at = 0; at < 13; at++)
      answers.push(...(await Promise.all(Array.from({ length: 10 }, async () => (await report(ofEvil(), json)).status))))
    expect(new Set(answers)).toEqual(new Set([204, 429]))
  })
})
