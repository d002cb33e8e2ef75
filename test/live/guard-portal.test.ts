import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { budget } from '../../src/guard/people/budget.ts'
import { directory } from '../../src/guard/people/ldap/index.ts'
import type { Sessions } from '../../src/guard/people/sessions.ts'
import { sessions } from '../../src/guard/people/sessions.ts'
import type { PortalEvent } from '../../src/guard/portal/settings.ts'
import { portal } from '../../src/guard/portal/app.ts'
import { portalServer } from '../../src/guard/serve/portal.ts'
import { knowledgeOf, people } from '../guard/knowledge.ts'
import { memoryBudget } from '../guard/memory-budget.ts'
import { memorySessions } from '../guard/memory-sessions.ts'
import type { Heard, Running } from '../guard/running.ts'
import { nginxWith, running, send } from '../guard/running.ts'
import type { Directory } from '../guard/slapd.ts'
import { passwords, slapd, startedSlapd } from '../guard/slapd.ts'
import { goodPair, pki, programs } from '../tls/real-servers.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

const chrome = program('/usr/bin/chromium', '/usr/bin/chromium-browser')
const needed = slapd === undefined || programs.nginx === undefined ? undefined : chrome

describe.skipIf(isMissing(needed))(`the portal in front of a program${reason(needed)}`, () => {
  let box: Sandbox
  let ldap: Directory
  let guard: Running
  let all: Sessions
  let browser: Browser
  let foreign: Server
  let foreignPage = ''
  const store = memorySessions()
  const events: PortalEvent[] = []
  let clock = 0

  beforeAll(async () => {
    box = sandbox('guard-portal')
    const certificates = pki(box)
    const pair = goodPair(certificates)
    ldap = await startedSlapd(box, { ...pair, ca: certificates.ca, authority: certificates.root.pem })
    const { logIn, lookUp } = directory(ldap.settings)
    const now = (): number => Date.now() + clock
    all = sessions({ store, random: randomBytes, now, lookUp, ended: () => undefined })
    const world = people()
    world.grants.set('person:ldap:7 app', 'write')
    guard = await running(box, {
      knowledge: { ...knowledgeOf(world), session: all.person },
      portal: ({ sites }) =>
        portalServer(
          portal({
            sites,
            sessions: all,
            logIn,
            budget: budget({ store: memoryBudget(), perAccount: 5, perNetwork: 1000, window: 900_000, now }),
            random: randomBytes,
            atLeast: async (since, milliseconds) => {
              await sleep(Math.max(0, since + milliseconds - now()))
            },
            now,
            record: (event) => void events.push(event),
          }),
        ),
      engine: nginxWith('native'),
    })
    foreign = createServer((_, response) => void response.setHeader('content-type', 'text/html').end(foreignPage))
    await new Promise<void>((resolve) => void foreign.listen(0, '127.0.0.1', resolve))
    browser = await chromium.launch({
      executablePath: chrome ?? '',
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
    })
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    foreign.close()
    await box.stop()
  })
  beforeEach(() => {
    guard.seen.length = 0
    events.length = 0
  })

  const at = (path: string): string => `https://localhost:${guard.https}${path}`
  async function page(): Promise<Page> {
    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    return context.newPage()
  }
  async function logIn(there: Page, name: string, password: string): Promise<void> {
    await there.getByLabel('Name').fill(name)
    await there.getByLabel('Password').fill(password)
    await there.getByRole('button', { name: 'Log in' }).click()
    await there.waitForLoadState()
  }
  async function loggedIn(path = '/x'): Promise<Page> {
    const there = await page()
    await there.goto(at(path))
    await logIn(there, 'ann', passwords.ann)
    return there
  }

  it('lets somebody of the directory in, to where they were going, and out again', async () => {
    const there = await loggedIn('/x?y=%2Fz')
    expect(there.url()).toBe(at('/x?y=%2Fz'))
    expect(await there.textContent('body')).toBe('the program')
    expect(guard.seen.find(({ url }) => url.startsWith('/x'))).toMatchObject({ url: '/x?y=%2Fz', headers: { 'x-guard-user': 'person:ldap:7' } })
    expect(JSON.stringify(guard.seen)).not.toContain('__Host-guard')
    const cookie = (await there.context().cookies()).find(({ name }) => name === '__Host-guard')
    expect(cookie).toMatchObject({ secure: true, httpOnly: true, sameSite: 'Lax', path: '/', domain: 'localhost' })
    expect(events).toEqual([{ what: 'log-in', outcome: 'granted', who: { id: 'ldap:7' }, remote: '127.0.0.1', host: 'localhost' }])
    await there.goto(at('/.guard/'))
    await there.getByRole('button', { name: 'Log out' }).click()
    await there.getByText('You are logged out').waitFor()
    expect((await asked(`__Host-guard=${cookie?.value ?? ''}`)).status).toBe(401)
    await there.goto(at('/x'))
    expect(there.url()).toContain('/.guard/login')
  })

  const asked = (cookie: string): Promise<Heard> => send(guard.https, ['GET /x HTTP/1.1', `Host: localhost:${guard.https}`, `Cookie: ${cookie}`])

  it('says the same of a wrong password and of a name that nobody has', async () => {
    const there = await page()
    await there.goto(at('/x'))
    await logIn(there, 'bob', 'wrong')
    const one = await there.getByRole('alert').textContent()
    await logIn(there, 'nobody-at-all', 'wrong')
    expect(await there.getByRole('alert').textContent()).toBe(one)
    expect(events.map(({ outcome, who }) => [outcome, who])).toEqual([
      ['refused', { typed: 'bob' }],
      ['refused', { typed: 'nobody-at-all' }],
    ])
    // and still goes where it was going
    await logIn(there, 'ann', passwords.ann)
    expect(there.url()).toBe(at('/x'))
  })

  it('takes no more than so many tries for an account, in whatever spelling', async () => {
    const there = await page()
    await there.goto(at('/x'))
    for (const name of ['deep', 'Deep', ' deep', 'DEEP', 'deep ']) await logIn(there, name, 'wrong')
    await logIn(there, 'dEEp', 'a-long-password-of-deep')
    expect(await there.getByRole('alert').textContent()).toContain('Too many tries')
    expect(events.at(-1)).toMatchObject({ outcome: 'refused', reason: 'too-many-tries' })
  })

  it.each([
    '//evil.example',
    '/\\evil.example',
    'https:evil.example',
    'https://evil.example/',
    '/%2f/evil.example',
    '/..//evil.example',
    'javascript:alert(1)',
    '/.guard/logout',
    '\t//evil.example',
  ])('never leads to %s', async (to) => {
    const answer = await send(guard.https, [`GET /.guard/login?to=${encodeURIComponent(to)} HTTP/1.1`, `Host: localhost:${guard.https}`])
    expect(/name="to" value="(?<to>[^"]*)"/.exec(answer.body)?.groups?.['to']).toBe('/')
  })

  it("gives a new reference at each log-in: one that somebody planted is nobody's", async () => {
    const there = await page()
    const planted = 'p'.repeat(43)
    await there.context().addCookies([{ name: '__Host-guard', value: planted, url: at('/'), secure: true }])
    await there.goto(at('/x'))
    await logIn(there, 'ann', passwords.ann)
    expect((await asked(`__Host-guard=${planted}`)).status).toBe(401)
    const first = (await there.context().cookies()).find(({ name }) => name === '__Host-guard')?.value ?? ''
    await there.goto(at('/.guard/login'))
    await logIn(there, 'ann', passwords.ann)
    expect((await asked(`__Host-guard=${first}`)).status).toBe(401)
  })

  const submitted = (path: string, fields: Readonly<Record<string, string>>): string =>
    `<form method="post" action="${at(path)}">${Object.entries(fields)
      .map(([name, value]) => `<input name="${name}" value="${value}">`)
      .join('')}</form><script>document.forms[0].submit()</script>`

  it('logs nobody in or out for a foreign page', async () => {
    const there = await loggedIn()
    const before = (await there.context().cookies()).find(({ name }) => name === '__Host-guard')?.value
    const evil = `http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`
    for (const html of [
      submitted('/.guard/login', { name: 'bob', password: passwords.bob, token: 'x'.repeat(32), to: '/' }),
      submitted('/.guard/logout', { token: 'x'.repeat(32) }),
    ]) {
      foreignPage = html
      await there.goto(evil)
      await there.waitForURL(/localhost/)
    }
    expect((await there.context().cookies()).find(({ name }) => name === '__Host-guard')?.value).toBe(before)
    await there.goto(at('/x'))
    expect(await there.textContent('body')).toBe('the program')
  })

  it('lets a foreign page change nothing, whatever it tries', async () => {
    const there = await loggedIn()
    guard.seen.length = 0
    foreignPage = `${submitted('/x', { a: 'b' })}`
    await there.goto(`http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`)
    await there.waitForURL(/localhost/)
    foreignPage = `<script>Promise.allSettled([
      fetch('${at('/x')}', { method: 'POST', mode: 'no-cors', credentials: 'include', body: 'a' }),
      fetch('${at('/x')}', { method: 'PUT', credentials: 'include', body: 'a' }),
      fetch('${at('/x')}', { credentials: 'include' }),
      new Promise((resolve) => { const socket = new WebSocket('${at('/socket').replace('https', 'wss')}'); socket.onopen = socket.onerror = socket.onclose = resolve }),
    ]).then(() => { document.title = 'done' })</script>`
    await there.goto(`http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`)
    await there.waitForFunction(`document.title === 'done'`)
    expect(guard.seen.filter(({ method, url }) => method !== 'GET' || url === '/socket')).toEqual([])
  })

  it('is framed by nobody, and may be used by everybody', async () => {
    for (const path of ['/.guard/login', '/.guard/']) {
      const there = path === '/.guard/' ? await loggedIn() : await page()
      for (const scheme of ['light', 'dark'] as const) {
        await there.emulateMedia({ colorScheme: scheme })
        const answer = await there.goto(at(path))
        expect(answer?.headers()).toMatchObject({
          'x-frame-options': 'DENY',
          'cache-control': 'no-store',
          'content-security-policy': expect.stringContaining("frame-ancestors 'none'") as string,
        })
        // the style is the one that the policy names
        expect(await there.evaluate(`getComputedStyle(document.body).display`)).toBe('grid')
        const result = await (
          await there.context().newCDPSession(there)
        ).send('Runtime.evaluate', {
          expression: `${axe.source}; axe.run().then((result) => JSON.stringify(result.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])))`,
          awaitPromise: true,
          returnByValue: true,
        })
        expect(result.result.value).toBe('[]')
      }
    }
  })

  it('ends the session of who is gone from the directory', async () => {
    const there = await loggedIn()
    const cookie = `__Host-guard=${(await there.context().cookies()).find(({ name }) => name === '__Host-guard')?.value ?? ''}`
    expect((await asked(cookie)).status).toBe(200)
    await ldap.remove('ann')
    clock += 5 * 60_000
    await all.sweep()
    expect((await asked(cookie)).status).toBe(401)
  })
})
