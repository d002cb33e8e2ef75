import type { Context, Hono } from 'hono'
import type { Site } from '../model/site.ts'
import type { SingleLogOut } from '../people/saml/logout.ts'
import type { Recognised } from '../people/types.ts'
import { siteOf } from './begin.ts'
import { way } from './cookies.ts'
import { messagePage, onwardPage } from './pages.ts'
import type { PortalSettings } from './settings.ts'

/** Milliseconds that the provider may take. */
const longest = 600_000

/** Where the provider sends browsers when somebody logs out there, or has logged out there for us. */
export function withSingleLogOut(app: Hono, settings: PortalSettings): void {
  const logOut = settings.providers?.saml?.logOut
  if (logOut === undefined) return
  app.get('/.guard/saml/slo', (context) => {
    const query = new URL(context.req.url).search.slice(1)
    return new URLSearchParams(query).has('SAMLResponse') ? cameBack(context, settings, logOut, query) : asked(context, settings, logOut, query)
  })
}

/** The provider, or another one of its services, wants somebody out. */
async function asked(context: Context, settings: PortalSettings, logOut: SingleLogOut, query: string): Promise<Response> {
  const site = siteOf(context, settings)
  if (site === undefined) return context.notFound()
  const wanted = await logOut.requested(site.host, query)
  if (wanted === undefined) return context.html(messagePage('Not logged out', 'What asked for it was not accepted.'), 400)
  await settings.sessions.endOf(wanted.isMeant)
  return context.redirect(wanted.location, 303)
}

/** Somebody logged out here, and was sent to the provider. */
function cameBack(context: Context, settings: PortalSettings, logOut: SingleLogOut, query: string): Response | Promise<Response> {
  const site = siteOf(context, settings)
  if (site === undefined) return context.notFound()
  const started = settings.providers?.sealing.open(way.read(context.req.header('cookie')) ?? '')
  context.header('Set-Cookie', way.over, { append: true })
  const isOurs = started?.provider === 'saml-logout' && started.host === site.host
  const isThere = isOurs && logOut.confirmed(site.host, query, started.held['request'] ?? '')
  const text = isThere
    ? `You are logged out of ${site.host}, and at ${settings.providers?.saml?.name ?? ''}.`
    : `You are logged out of ${site.host}. Whether you are so at ${settings.providers?.saml?.name ?? ''} is not known: close the browser.`
  return context.html(messagePage('Logged out', text, ['/.guard/login', 'Log in again']))
}

/** For somebody whose session ended here: ends those at other hosts, and sends the browser to the provider; undefined where nothing is to be ended. */
export async function endedElsewhere(
  context: Context,
  { providers, sessions, now }: PortalSettings,
  { host }: Site,
  { id, atSource }: Recognised,
): Promise<Response | undefined> {
  const logOut = providers?.saml?.logOut
  if (providers === undefined || logOut === undefined || atSource === undefined || !id.startsWith('saml:')) return undefined
  await sessions.endOf((person) => person.id === id && person.atSource === atSource)
  const { location, held } = logOut.start(atSource)
  const sealed = providers.sealing.seal({ provider: 'saml-logout', host, to: '/', held, until: now() + longest })
  // the browser comes back by a link
  context.header('Set-Cookie', way.oidc(sealed), { append: true })
  return context.html(onwardPage('Logging out', `You are logged out of ${host}; now at ${providers.saml?.name ?? ''}.`, location))
}
