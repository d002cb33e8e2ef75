import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Server } from 'node:https'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { inflateRawSync } from 'node:zlib'
import { Provider } from 'oidc-provider'
import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { budget } from '../../src/guard/people/budget.ts'
import { askingWith } from '../../src/guard/people/oidc/fetch.ts'
import { oidcClient } from '../../src/guard/people/oidc/index.ts'
import { samlService } from '../../src/guard/people/saml/index.ts'
import { identityProvider } from '../../src/guard/people/saml/provider.ts'
import type { Sessions } from '../../src/guard/people/sessions.ts'
import { sessions } from '../../src/guard/people/sessions.ts'
import { sealing } from '../../src/guard/people/started.ts'
import { portal } from '../../src/guard/portal/app.ts'
import type { PortalEvent } from '../../src/guard/portal/settings.ts'
import { portalServer } from '../../src/guard/serve/portal.ts'
import { knowledgeOf, people } from '../guard/knowledge.ts'
import { memoryBudget } from '../guard/memory-budget.ts'
import { memoryOnce } from '../guard/memory-once.ts'
import { memorySessions } from '../guard/memory-sessions.ts'
import type { Running } from '../guard/running.ts'
import { nginxWith, running, send } from '../guard/running.ts'
import { encrypted } from '../guard/saml-encryption.ts'
import type { SigningKey } from '../guard/saml-provider.ts'
import { assertionOf, base64, idp, providerMetadata, responseAround, signed, signingKey, wordsOf } from '../guard/saml-provider.ts'
import { loggedOut, logOutRequest, sloOf } from '../guard/saml-slo.ts'
import { goodPair, pki, programs } from '../tls/real-servers.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

const chrome = program('/usr/bin/chromium', '/usr/bin/chromium-browser')
const needed = programs.nginx === undefined ? undefined : chrome
const client = { id: 'guard', secret: 'a-secret-of-the-guard-that-is-long' } as const
const hour = 3_600_000

type Handler = (request: IncomingMessage, response: ServerResponse) => void

describe.skipIf(isMissing(needed))(`log-in at a provider, in front of a program${reason(needed)}`, () => {
  let box: Sandbox
  let guard: Running
  let browser: Browser
  let all: Sessions
  let answering: Handler
  let issuer = ''
  let samlKey: SigningKey
  let samlPage: (request: string) => string
  let ownKey: SigningKey
  let sso = ''
  const servers: Server[] = []
  const events: PortalEvent[] = []
  const once = memoryOnce(Date.now)

  beforeAll(async () => {
    box = sandbox('guard-providers')
    const certificates = pki(box)
    const pair = goodPair(certificates)
    const tls = { key: readFileSync(pair.key), cert: readFileSync(pair.cert) }
    const serve = async (handler: Handler): Promise<number> => {
      const server = createServer(tls, handler)
      servers.push(server)
      await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
      return (server.address() as AddressInfo).port
    }
    issuer = `https://localhost:${await serve((request, response) => answering(request, response))}`
    samlKey = await signingKey()
    ownKey = await signingKey(365, 'guard')
    // another site than the guard's, so that cookies are those of a foreign form
    const served = `https://127.0.0.1:${await serve((request, response) => {
      const { searchParams: query, pathname } = new URL(request.url ?? '', 'https://x')
      if (pathname === '/slo') return loggedOut(query, response, at('/.guard/saml/slo'), samlKey)
      // what browsers ask for besides
      if (pathname !== '/sso') return void response.writeHead(404).end()
      const sent = inflateRawSync(Buffer.from(query.get('SAMLRequest') ?? '', 'base64')).toString()
      response.setHeader('content-type', 'text/html').end(samlPage(/ ID="(?<id>[^"]*)"/.exec(sent)?.groups?.['id'] ?? ''))
    })}`
    sso = `${served}/sso`
    const world = people()
    world.grants.set(`person:saml:${idp}#ann app`, 'write')
    world.grants.set(`person:oidc:${issuer}#ann app`, 'write')
    const common = { longest: hour, once, random: randomBytes, now: Date.now }
    all = sessions({ ...common, store: memorySessions(), lookUp: () => Promise.resolve('unavailable'), ended: () => undefined })
    guard = await running(box, {
      knowledge: { ...knowledgeOf(world), session: all.person },
      portal: ({ sites, settings }) => {
        const origin = (host: string): string => `https://${host}:${settings.listen.https}`
        // the guard has its certificate of an authority of its own, written where this one was
        answering = openIdProvider(origin('localhost'), readFileSync(certificates.ca, 'utf8')).callback()
        const saml = samlService({
          ...common,
          name: 'the works',
          provider: identityProvider(
            providerMetadata([samlKey.certificate], sso).replace('<md:SingleSignOnService', `${sloOf(served)}<md:SingleSignOnService`),
          ),
          signing: ownKey,
          encryption: ownKey,
          entity: 'https://guard.example.org/',
          origin,
          attributes: { groups: 'groups' },
          secondFactor: [],
        })
        const oidc = oidcClient({
          ...common,
          name: 'the house',
          issuer,
          client,
          authority: certificates.root.pem,
          scopes: ['groups'],
          groups: 'groups',
          secondFactor: [],
          origin,
          patience: 5000,
        })
        return portalServer(
          portal({
            sites,
            sessions: all,
            providers: { sealing: sealing(randomBytes(32), randomBytes, Date.now), saml, oidc },
            budget: budget({ store: memoryBudget(), perAccount: 5, perNetwork: 1000, window: 900_000, now: Date.now }),
            random: randomBytes,
            atLeast: () => Promise.resolve(),
            now: Date.now,
            record: (event) => void events.push(event),
          }),
        )
      },
      engine: nginxWith('native'),
    })
    browser = await chromium.launch({
      executablePath: chrome ?? '',
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
    })
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    for (const server of servers) server.close()
    await box.stop()
  })
  beforeEach(() => {
    guard.seen.length = 0
    events.length = 0
    samlPage = (request) => formOf(answerTo(request))
  })

  function openIdProvider(origin: string, authority: string): Provider {
    return new Provider(issuer, {
      clients: [
        {
          client_id: client.id,
          client_secret: client.secret,
          redirect_uris: [`${origin}/.guard/oidc/callback`],
          backchannel_logout_uri: `${origin}/.guard/oidc/logout`,
        },
      ],
      claims: { openid: ['sub'], groups: ['groups'] },
      scopes: ['openid', 'groups'],
      features: { devInteractions: { enabled: true }, backchannelLogout: { enabled: true } },
      findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id, groups: ['planners'] }) }),
      fetch: (url: string | URL, options: RequestInit) =>
        askingWith({ authority, patience: 5000 })(String(url), { method: options.method, headers: options.headers as Headers, body: options.body }),
    })
  }

  const at = (path: string): string => `https://localhost:${guard.https}${path}`
  const acs = (): string => at('/.guard/saml/acs')
  function answerTo(request: string, id: string = randomBytes(8).toString('hex')): string {
    const words = wordsOf(Date.now(), { request, destination: acs(), recipient: acs(), audience: 'https://guard.example.org/', id: `_${id}` })
    return base64(signed(responseAround(assertionOf(words), words), words.id, { by: samlKey }))
  }
  const formOf = (answer: string): string =>
    `<form method="post" action="${acs()}"><input name="SAMLResponse" value="${answer}"></form><script>document.forms[0].submit()</script>`
  async function page(): Promise<Page> {
    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    return context.newPage()
  }

  it('lets in whom a SAML provider names, to where they were going', async () => {
    const there = await page()
    await there.goto(at('/x?y=%2Fz'))
    await there.getByRole('link', { name: 'the works' }).click()
    await there.getByText('the program').waitFor()
    expect(there.url()).toBe(at('/x?y=%2Fz'))
    expect(await there.textContent('body')).toBe('the program')
    expect(guard.seen.at(-1)?.headers).toMatchObject({ 'x-guard-user': `person:saml:${idp}#ann` })
    expect(events).toEqual([{ what: 'log-in', outcome: 'granted', who: { id: `saml:${idp}#ann` }, remote: '127.0.0.1', host: 'localhost' }])
    await there.goto(at('/.guard/'))
    expect(await there.textContent('body')).toContain('saml:buyers, saml:planners')
    expect(JSON.stringify(guard.seen)).not.toContain('__Host-guard')
  })

  it('lets in nobody for an answer that was brought before, or into a browser that did not ask', async () => {
    const there = await page()
    let first = ''
    samlPage = (request) => {
      first = answerTo(request)
      return formOf(first)
    }
    await there.goto(at('/.guard/saml/login'))
    await there.getByText('the program').waitFor()
    // the same answer again, from a browser with a log-in under way
    samlPage = () => formOf(first)
    const other = await page()
    await other.goto(at('/.guard/saml/login'))
    await other.getByText('was not accepted').waitFor()
    // an answer of the attacker's own log-in, in a browser that has begun none (a log-in by a foreign page)
    const victim = await page()
    await victim.setContent(formOf(answerTo('_of-the-attacker')))
    await victim.getByText('not begun in this browser').waitFor()
    expect(events.map(({ reason: why }) => why)).toEqual([undefined, "not the answer to this browser's request", 'not begun in this browser'])
    for (const one of [other, victim]) expect((await one.context().cookies()).filter(({ name }) => name === '__Host-guard')).toEqual([])
  })

  it('logs out at the SAML provider as well, and here when that says so', async () => {
    const loggedIn = async (): Promise<Page> => {
      const there = await page()
      await there.goto(at('/.guard/saml/login'))
      await there.getByText('the program').waitFor()
      return there
    }
    // for us alone
    samlPage = (request) => {
      const words = wordsOf(Date.now(), {
        request,
        destination: acs(),
        recipient: acs(),
        audience: 'https://guard.example.org/',
        id: `_${randomBytes(8).toString('hex')}`,
      })
      const assertion = encrypted(signed(assertionOf(words), words.id, { by: samlKey }), { certificate: ownKey.certificate })
      return formOf(base64(responseAround(assertion, words)))
    }
    const [one, other] = [await loggedIn(), await loggedIn()]
    await one.goto(at('/.guard/'))
    await one.getByRole('button', { name: 'Log out' }).click()
    await one.getByText('and at the works').waitFor()
    // their session at the provider was one
    await other.goto(at('/x'))
    expect(other.url()).toContain('/.guard/login')
    const third = await loggedIn()
    const asked = logOutRequest(at('/.guard/saml/slo'), samlKey)
    await third.goto(`${at('/.guard/saml/slo')}?${asked}`)
    await third.getByText('the provider got a relay').waitFor()
    await third.goto(at('/x'))
    expect(third.url()).toContain('/.guard/login')
  })

  it('says what it is to a SAML provider', async () => {
    const { status, body } = await send(guard.https, ['GET /.guard/saml/metadata HTTP/1.1', `Host: localhost:${guard.https}`])
    expect(status).toBe(200)
    expect(body).toContain(`Location="${acs()}"`)
  })

  it('lets in whom an OpenID provider names, and out when it says so', async () => {
    const there = await page()
    await there.goto(at('/x?y=1'))
    await there.getByRole('link', { name: 'the house' }).click()
    await there.locator('input[name=login]').fill('ann')
    await there.locator('input[name=password]').fill('any')
    await there.locator('button[type=submit]').click()
    await there.locator('button[type=submit]').click()
    await there.getByText('the program').waitFor()
    expect(there.url()).toBe(at('/x?y=1'))
    expect(await there.textContent('body')).toBe('the program')
    expect(guard.seen.at(-1)?.headers).toMatchObject({ 'x-guard-user': `person:oidc:${issuer}#ann` })
    expect(JSON.stringify(guard.seen)).not.toContain('__Host-guard')
    await there.goto(at('/.guard/'))
    expect(await there.textContent('body')).toContain('oidc:planners')
    const cookie = (await there.context().cookies()).find(({ name }) => name === '__Host-guard')?.value ?? ''
    const asked = async (): Promise<number> =>
      (await send(guard.https, ['GET /x HTTP/1.1', `Host: localhost:${guard.https}`, `Cookie: __Host-guard=${cookie}`])).status
    expect(await asked()).toBe(200)
    await there.goto(`${issuer}/session/end`)
    await there.locator('button[value=yes]').click()
    await expect.poll(asked, { timeout: 20_000 }).toBe(401)
  })

  it('ends no session for a word of nobody', async () => {
    const head = [
      'POST /.guard/oidc/logout HTTP/1.1',
      `Host: localhost:${guard.https}`,
      'Content-Type: application/x-www-form-urlencoded',
      'Content-Length: 18',
    ]
    expect((await send(guard.https, head, { body: 'logout_token=a.b.c' })).status).toBe(400)
  })
})
