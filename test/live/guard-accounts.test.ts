import { createHash, randomBytes, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import axe from 'axe-core'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { budget } from '../../src/guard/people/budget.ts'
import { argon2id } from '../../src/guard/people/local/hashing.ts'
import { localAccounts } from '../../src/guard/people/local/index.ts'
import type { AccountOffice } from '../../src/guard/people/local/manage.ts'
import { accountOffice } from '../../src/guard/people/local/manage.ts'
import { accountSecrets } from '../../src/guard/people/local/secrets.ts'
import { codeOf, stepAt } from '../../src/guard/people/local/totp.ts'
import { sessions } from '../../src/guard/people/sessions.ts'
import { sealing } from '../../src/guard/people/started.ts'
import { portal } from '../../src/guard/portal/app.ts'
import type { PortalEvent } from '../../src/guard/portal/settings.ts'
import { portalServer } from '../../src/guard/serve/portal.ts'
import { openEmbedded } from '../../src/guard/state/libsql.ts'
import { onceOf } from '../../src/guard/state/once.ts'
import { guardState } from '../../src/guard/state/open.ts'
import { sessionStore } from '../../src/guard/state/session-store.ts'
import type { GuardState } from '../../src/guard/state/types.ts'
import { knowledgeOf, people } from '../guard/knowledge.ts'
import { goodPassword } from '../guard/local-world.ts'
import type { Running } from '../guard/running.ts'
import { nginxWith, running, send } from '../guard/running.ts'
import { goodPair, pki, programs } from '../tls/real-servers.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

const chrome = program('/usr/bin/chromium', '/usr/bin/chromium-browser')
const needed = programs.nginx === undefined ? undefined : chrome

describe.skipIf(isMissing(needed))(`accounts of the guard's own${reason(needed)}`, () => {
  let box: Sandbox
  let guard: Running
  let state: GuardState
  let office: AccountOffice
  let browser: Browser
  const events: PortalEvent[] = []
  let clock = 0
  const now = (): number => Date.now() + clock

  beforeAll(async () => {
    box = sandbox('guard-accounts')
    const pair = goodPair(pki(box))
    state = guardState(await openEmbedded({ file: join(box.folder, 'state.db') }), {
      monotonic: () => performance.now(),
      every: () => () => undefined,
    })
    const secrets = accountSecrets(randomBytes(32).toString('hex'), randomBytes)
    const hashing = argon2id(secrets.pepper)
    office = accountOffice({ store: state.accounts, hashing, names: ['trial'], random: randomBytes, now })
    const world = people()
    world.grants.set('person:local:ann app', 'admin')
    let accounts: ReturnType<typeof localAccounts> | undefined
    const all = sessions({
      store: sessionStore(state, 43_200_000),
      random: randomBytes,
      now,
      lookUp: async (id) => accounts?.lookUp(id) ?? 'unavailable',
      ended: () => undefined,
    })
    guard = await running(box, {
      knowledge: { ...knowledgeOf(world), session: all.person },
      portal: ({ sites, settings }) => {
        accounts = localAccounts({
          name: 'trial',
          store: state.accounts,
          hashing,
          secrets,
          secondFactor: 'required',
          origin: (host) => `https://${host}:${settings.listen.https}`,
          hosts: sites.map(({ host }) => host),
          once: onceOf(state, now),
          telling: () => Promise.resolve(),
          random: randomBytes,
          now,
        })
        return portalServer(
          portal({
            sites,
            sessions: all,
            logIn: accounts.logIn,
            local: { accounts, sealing: sealing(secrets.way, randomBytes, now) },
            budget: budget({ store: state.budgets, perAccount: 10, perNetwork: 1000, window: 900_000, now }),
            random: randomBytes,
            atLeast: async (since, milliseconds) => {
              await sleep(Math.max(0, since + milliseconds - now()))
            },
            now,
            record: (event) => void events.push(event),
          }),
        )
      },
      engine: nginxWith('native'),
    })
    // browsers make no passkeys where the certificate is wrong: this one key is right for it
    const key = new X509Certificate(readFileSync(pair.cert)).publicKey.export({ type: 'spki', format: 'der' })
    browser = await chromium.launch({
      executablePath: chrome ?? '',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        `--ignore-certificate-errors-spki-list=${createHash('sha256').update(key).digest('base64')}`,
      ],
    })
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    await state.close()
    await box.stop()
  })

  const at = (path: string): string => `https://localhost:${guard.https}${path}`
  interface There {
    readonly page: Page
    readonly cdp: CDPSession
    readonly authenticator: string
  }
  /** A browser of its own with an authenticator of its own, whose owner always agrees. */
  async function fresh(): Promise<There> {
    const page = await (await browser.newContext()).newPage()
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('WebAuthn.enable')
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'usb',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    return { page, cdp, authenticator: authenticatorId }
  }
  async function violations({ cdp }: There): Promise<unknown> {
    const answer = await cdp.send('Runtime.evaluate', {
      expression: `${axe.source}; axe.run().then((result) => JSON.stringify(result.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])))`,
      awaitPromise: true,
      returnByValue: true,
    })
    return answer.result.value
  }
  async function typed({ page }: There, password = goodPassword): Promise<void> {
    await page.getByLabel('Name').fill('ann')
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.waitForURL(/second|enrol/)
  }
  async function sessionOf({ page }: There): Promise<string> {
    return (await page.context().cookies()).find(({ name }) => name === '__Host-guard')?.value ?? ''
  }
  const isIn = async (reference: string): Promise<number> =>
    (await send(guard.https, ['GET /x HTTP/1.1', `Host: localhost:${guard.https}`, `Cookie: __Host-guard=${reference}`])).status

  let first: There
  let recovery: readonly string[] = []

  it('begin with an invitation, a password and a passkey', async () => {
    const { invitation = '' } = await office.add({ name: 'ann', groups: [] })
    first = await fresh()
    const { page, cdp, authenticator } = first
    await page.goto(at(`/.guard/invitation#${encodeURIComponent(invitation)}`))
    // the code was behind "#", and is not in the history either
    await page.waitForURL(at('/.guard/invitation'))
    expect(await page.getByLabel('Invitation').inputValue()).toBe(invitation)
    expect(await violations(first)).toBe('[]')
    for (const password of ['Password123456!', goodPassword]) {
      await page.getByLabel('Password, twelve').fill(password)
      await page.getByLabel('The same again').fill(password)
      await page.getByRole('button', { name: 'Go on' }).click()
      await (password === goodPassword ? page.waitForURL(at('/.guard/enrol')) : page.getByRole('alert').getByText('easily guessed').waitFor())
    }
    expect(await violations(first)).toBe('[]')
    expect(await sessionOf(first)).toBe('')
    await page.getByLabel('What you call it').fill('the blue one')
    await page.getByRole('button', { name: 'Make a passkey' }).click()
    await page.getByRole('heading', { name: 'Recovery codes' }).waitFor()
    expect(await violations(first)).toBe('[]')
    recovery = await page.locator('code').allTextContents()
    expect(recovery).toHaveLength(10)
    expect((await cdp.send('WebAuthn.getCredentials', { authenticatorId: authenticator })).credentials).toMatchObject([{ rpId: 'localhost' }])
    await page.getByRole('link', { name: 'Go on' }).click()
    expect(await page.textContent('body')).toBe('the program')
    expect(events.at(-1)).toMatchObject({ outcome: 'granted', who: { id: 'local:ann' }, how: 'webauthn' })
  })

  it('log in with the passkey, to what wants a second factor, and not with the answer of another time', async () => {
    const { page } = first
    await page.context().clearCookies()
    await page.goto(at('/admin/x'))
    await typed(first)
    expect(await violations(first)).toBe('[]')
    const asked = page.waitForRequest(/second\/passkey/)
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    const answer = new URLSearchParams((await asked).postData() ?? '').get('answer') ?? ''
    await page.waitForURL(at('/admin/x'))
    expect(await page.textContent('body')).toBe('the program')
    const [account] = await state.accounts.list()
    expect(account?.passkeys).toMatchObject([{ name: 'the blue one', domain: 'localhost', counter: expect.any(Number) as number }])
    await page.context().clearCookies()
    await page.goto(at('/x'))
    await typed(first)
    await page.evaluate(
      `document.querySelector('input[name=answer]').value = ${JSON.stringify(answer)}; document.querySelector('form[data-passkey]').submit()`,
    )
    await page.getByRole('alert').getByText('not right').waitFor()
    expect(events.at(-1)).toMatchObject({ outcome: 'refused', reason: 'the passkey' })
  })

  it('log in without it by a recovery code, once', async () => {
    const there = await fresh()
    const { page } = there
    for (const expected of ['in', 'not right']) {
      await page.context().clearCookies()
      await page.goto(at('/x'))
      await typed(there)
      await page.getByLabel('Code of your app').fill(recovery[0] ?? '')
      await page.getByRole('button', { name: 'Log in' }).click()
      await (expected === 'in' ? page.waitForURL(at('/x')) : page.getByRole('alert').getByText(expected).waitFor())
    }
    // half of a log-in is none
    expect(await sessionOf(there)).toBe('')
    await page.goto(at('/x'))
    expect(page.url()).toContain('/.guard/login')
    await page.context().close()
  })

  it('get an app as well, each of whose codes counts once', async () => {
    const { page } = first
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await page.waitForURL(at('/x'))
    await page.goto(at('/.guard/'))
    await page.getByRole('link', { name: 'Password and second factor' }).click()
    expect(await violations(first)).toBe('[]')
    await page.getByLabel('Password, to set up').fill(goodPassword)
    await page.getByRole('button', { name: 'Set up an app' }).click()
    await page.waitForURL(at('/.guard/enrol'))
    const uri = new URL((await page.getByRole('link', { name: 'Open it in the app' }).getAttribute('href')) ?? '')
    expect(uri.href).toContain('otpauth://totp/trial:ann?')
    const secret = fromBase32(uri.searchParams.get('secret') ?? '')
    await page.getByLabel('The code that it shows').fill(codeOf(secret, stepAt(now())))
    await page.getByRole('button', { name: 'Use this app' }).click()
    await page.getByText('An authenticator app is set up.').waitFor()
    clock += 60_000
    const there = await fresh()
    const code = codeOf(secret, stepAt(now()))
    for (const expected of ['in', 'not right']) {
      await there.page.context().clearCookies()
      await there.page.goto(at('/x'))
      await typed(there)
      await there.page.getByLabel('Code of your app').fill(` ${code.slice(0, 3)} ${code.slice(3)}`)
      await there.page.getByRole('button', { name: 'Log in' }).click()
      await (expected === 'in' ? there.page.waitForURL(at('/x')) : there.page.getByRole('alert').getByText(expected).waitFor())
    }
    await there.page.context().close()
  })

  it('end all sessions with another password', async () => {
    const { page } = first
    const before = await sessionOf(first)
    expect(await isIn(before)).toBe(200)
    await page.goto(at('/.guard/account'))
    await page.getByLabel('Present password').fill(goodPassword)
    await page.getByLabel('New password').fill('another-Good1-passphrase!')
    await page.getByLabel('The same again').fill('another-Good1-passphrase!')
    await page.getByRole('button', { name: 'Change the password' }).click()
    await page.getByText('All other sessions').waitFor()
    expect([await isIn(before), await isIn(await sessionOf(first))]).toEqual([401, 200])
    await page.goto(at('/.guard/login'))
    await page.getByLabel('Name').fill('ann')
    await page.getByLabel('Password').fill(goodPassword)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('alert').getByText('wrong').waitFor()
  })

  it('run no script but their own', async () => {
    const answer = await send(guard.https, ['GET /.guard/invitation HTTP/1.1', `Host: localhost:${guard.https}`])
    const nonce = /script-src 'nonce-(?<nonce>[^']+)'/.exec(answer.headers['content-security-policy'] ?? '')?.groups?.['nonce'] ?? 'none'
    expect(answer.body.match(/<script[^>]*>/g)).toEqual([`<script type="module" nonce="${nonce}" src="/.guard/portal.js">`])
    const script = await send(guard.https, ['GET /.guard/portal.js HTTP/1.1', `Host: localhost:${guard.https}`])
    expect(script.headers).toMatchObject({ 'content-type': 'text/javascript; charset=utf-8', 'x-content-type-options': 'nosniff' })
  })
})

function fromBase32(text: string): Buffer {
  const bits = Array.from(text, (one) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(one).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((one) => Number.parseInt(one, 2)))
}
