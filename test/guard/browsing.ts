import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { RequestListener, Server } from 'node:http'
import { createServer } from 'node:https'
import { join } from 'node:path'
import type { Browser, BrowserContext } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import type { ReportBook, SentReport } from '../../src/guard/browser/csp/book.ts'
import { reportBook } from '../../src/guard/browser/csp/book.ts'
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
import type { Sandbox } from '../live/server.ts'
import { eventually, freePort, program, sandbox } from '../live/server.ts'
import { programs } from '../tls/real-servers.ts'
import { knowledgeOf, people } from './knowledge.ts'
import { memoryBudget } from './memory-budget.ts'
import { memorySessions } from './memory-sessions.ts'
import type { Running } from './running.ts'
import { nginxWith, running, send, writeAll } from './running.ts'

const chrome = program('/usr/bin/chromium', '/usr/bin/chromium-browser')

/** What has to be installed. */
export const needed: string | undefined = programs.nginx === undefined ? undefined : chrome

export interface Browsing {
  readonly guard: Running
  readonly state: GuardState
  readonly book: ReportBook
  /** Reports that came. */
  readonly taken: SentReport[]
  /** Port of somebody else's server, with TLS. */
  readonly elsewhere: number
  /** A new browser of somebody who is logged in, with nothing else. */
  readonly loggedIn: () => Promise<BrowserContext>
  readonly at: (path: string) => string
  /** The engine with another guard.yaml, from the moment that it answers so. */
  readonly reload: (change: (text: string) => string, isThere: (headers: Readonly<Record<string, string>>) => boolean) => Promise<void>
  /** The clock of what is counted, in milliseconds. */
  readonly pass: (milliseconds: number) => void
}

interface Setting {
  readonly name: string
  readonly program: RequestListener
  readonly elsewhere: RequestListener
  /** What guard.yaml says, with the port of the other server. */
  readonly text?: (example: string, elsewhere: number) => string
}

/** Chromium in front of nginx, the guard and a program, and another server beside; they end with the suite. */
export function browsing({ name, program: behind, elsewhere, text }: Setting): () => Browsing {
  let box: Sandbox
  let state: GuardState
  let all: Sessions
  let browser: Browser
  let other: Server
  let made: Browsing
  const taken: SentReport[] = []
  let moment = 0

  beforeAll(async () => {
    box = sandbox(name)
    const clock = { monotonic: () => performance.now(), every: () => () => undefined }
    state = guardState(await openEmbedded({ file: join(box.folder, 'state.db') }), clock)
    all = sessions({
      store: memorySessions(),
      random: randomBytes,
      now: Date.now,
      lookUp: () => Promise.resolve('unavailable'),
      ended: () => undefined,
    })
    const book = reportBook({ keep: (seen) => state.reports.add(seen), later: rates(() => moment), now: Date.now })
    const world = people()
    world.grants.set('person:ldap:ann app', 'write')
    const port = await freePort()
    const guard = await running(box, {
      knowledge: { ...knowledgeOf(world), session: all.person },
      program: behind,
      ...(text === undefined ? {} : { text: (example: string) => text(example, port) }),
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
    other = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, elsewhere)
    await new Promise<void>((resolve) => void other.listen(port, '127.0.0.1', resolve))
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
    const at = (path: string): string => `https://localhost:${guard.https}${path}`
    made = {
      guard,
      state,
      book,
      taken,
      elsewhere: port,
      at,
      pass: (milliseconds) => void (moment += milliseconds),
      async loggedIn() {
        const context = await browser.newContext({ ignoreHTTPSErrors: true })
        const { reference } = await all.begin({ id: 'ldap:ann', name: 'Ann', groups: [], secondFactor: false }, 'localhost')
        await context.addCookies([{ name: '__Host-guard', value: reference, url: at('/'), secure: true, httpOnly: true, sameSite: 'Lax' }])
        return context
      },
      async reload(change, isThere) {
        const read = readGuard('guard.yaml', change(guard.text))
        if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
        writeAll(
          guard.folder,
          renderNginx(read.document, () => 'native'),
        )
        box.run(programs.nginx ?? '', ['-c', join(guard.folder, 'nginx.conf'), '-s', 'reload'])
        await eventually(async () => {
          expect(isThere((await send(guard.https, ['GET /public/x HTTP/1.1', 'Host: localhost'])).headers)).toBe(true)
        })
      },
    }
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    other.close()
    await state.close()
    await box.stop()
  })
  return () => made
}
