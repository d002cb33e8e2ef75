import type { Context } from 'hono'
import type { Site } from '../../model/site.ts'
import type { HalfWay } from '../../people/types.ts'
import { way } from '../cookies.ts'
import { destination } from '../form.ts'
import type { LocalPortal, PortalSettings } from '../settings.ts'

/** The portal where people have accounts of its own. */
export type LocalSettings = PortalSettings & { readonly local: LocalPortal }

/** A log-in, or a change of an account, for which the password was right. Its browser keeps it, sealed. */
export interface Half {
  readonly account: string
  readonly mark: string
  /** `more`: another second factor for who has a session. */
  readonly stage: HalfWay['next'] | 'more'
  readonly to: string
  /** What its browser was asked. */
  readonly challenge?: string
  /** For an authenticator app, until it is confirmed. */
  readonly secret?: string
}

/** Milliseconds for the second half. */
const longest = 600_000
/** What a cookie has room for. */
const longestTarget = 1500

/** Where somebody goes on whose password was right. */
export function sentOn(context: Context, settings: LocalSettings, site: Site, half: Half): Response {
  keepHalf(context, settings, site, half)
  return context.redirect(half.stage === 'second-factor' ? '/.guard/second' : '/.guard/enrol', 303)
}

export function keepHalf(context: Context, { local, now }: LocalSettings, { host }: Site, half: Half): void {
  const { account, mark, stage, challenge, secret } = half
  const to = destination(half.to)
  const sealed = local.sealing.seal({
    provider: 'local',
    host,
    to: to.length > longestTarget ? '/' : to,
    held: { account, mark, stage, ...(challenge === undefined ? {} : { challenge }), ...(secret === undefined ? {} : { secret }) },
    until: now() + longest,
  })
  context.header('Set-Cookie', way.local(sealed), { append: true })
}

export function halfOf(context: Context, { local }: LocalSettings, site: Site): Half | undefined {
  const started = local.sealing.open(way.read(context.req.header('cookie')) ?? '')
  if (started?.provider !== 'local' || started.host !== site.host) return undefined
  const { account, mark, stage, ...more } = started.held
  if (account === undefined || mark === undefined || (stage !== 'second-factor' && stage !== 'enrolment' && stage !== 'more')) return undefined
  return { account, mark, stage, to: started.to, ...more }
}
