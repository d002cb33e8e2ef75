import type { Hono } from 'hono'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ReportBook } from '../browser/csp/book.ts'
import { budget } from '../people/budget.ts'
import type { Sessions } from '../people/sessions.ts'
import type { Sources } from '../people/sources.ts'
import { sealing } from '../people/started.ts'
import { portal } from '../portal/app.ts'
import type { PortalSettings } from '../portal/settings.ts'
import type { RightDesk } from '../rights/desk.ts'
import type { GuardParts } from './parts.ts'

interface PortalParts extends Pick<GuardParts, 'document' | 'state' | 'random' | 'now'> {
  readonly sources: Omit<Sources, 'lookUp'>
  readonly sessions: Sessions
  readonly record: PortalSettings['record']
  readonly rights: RightDesk
  readonly reports: ReportBook
}

/** Tries of log-ins in a quarter of an hour. */
const tries = { perAccount: 10, perNetwork: 100, window: 15 * 60_000 } as const

/** The portal over the sources of people, rights and reports of this guard. */
export function guardPortal({ document, state, sources, random, now, ...parts }: PortalParts): Hono {
  const { logIn, local, ...providers } = sources
  return portal({
    ...parts,
    sites: document.sites,
    ...(logIn === undefined ? {} : { logIn }),
    ...(local === undefined ? {} : { local: { accounts: local.accounts, sealing: sealing(local.way, random, now) } }),
    // a log-in under way at a provider ends with the guard that began it
    providers: { sealing: sealing(random(32), random, now), ...providers },
    budget: budget({ ...tries, store: state.budgets, now }),
    random,
    atLeast: async (since, milliseconds) => {
      await sleep(Math.max(0, since + milliseconds - now()))
    },
    now,
  })
}
