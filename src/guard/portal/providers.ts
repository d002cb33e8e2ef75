import type { Context, Hono } from 'hono'
import type { Provider } from '../people/types.ts'
import { begun, formOf, remoteOf, siteOf } from './begin.ts'
import { session, way } from './cookies.ts'
import { destination } from './form.ts'
import { messagePage } from './pages.ts'
import type { PortalSettings } from './settings.ts'

type Kind = 'saml' | 'oidc'

/** Milliseconds that a log-in elsewhere may take. */
const longest = 600_000
/** What a cookie has room for. */
const longestTarget = 1500

/** Pages of the log-in that pass by people: where their browser is sent from, and where it brings the answer. */
export function withProviders(app: Hono, settings: PortalSettings): void {
  const { saml, oidc } = settings.providers ?? {}
  if (saml !== undefined) {
    app.get('/.guard/saml/login', (context) => sentOff(context, settings, 'saml', saml))
    app.post('/.guard/saml/acs', async (context) => broughtBack(context, settings, 'saml', saml, (await formOf(context))?.get('SAMLResponse') ?? ''))
    app.get('/.guard/saml/metadata', (context) =>
      context.body(saml.metadata(settings.sites.map(({ host }) => host)), 200, { 'Content-Type': 'application/samlmetadata+xml' }),
    )
  }
  if (oidc !== undefined) {
    app.get('/.guard/oidc/login', (context) => sentOff(context, settings, 'oidc', oidc))
    app.get('/.guard/oidc/callback', (context) => broughtBack(context, settings, 'oidc', oidc, new URL(context.req.url).search.slice(1)))
    app.post('/.guard/oidc/logout', async (context) => {
      const isMeant = await oidc.loggedOut((await formOf(context))?.get('logout_token') ?? '')
      if (isMeant === undefined) return context.body(null, 400)
      await settings.sessions.endOf(isMeant)
      return context.body(null, 200)
    })
  }
}

/** For the log-in page: the path of each, and what it is called. */
export function othersOf({ providers }: PortalSettings): readonly (readonly [path: string, name: string])[] {
  const { saml, oidc } = providers ?? {}
  return [
    ...(saml === undefined ? [] : [['/.guard/saml/login', saml.name] as const]),
    ...(oidc === undefined ? [] : [['/.guard/oidc/login', oidc.name] as const]),
  ]
}

async function sentOff(context: Context, settings: PortalSettings, provider: Kind, { start }: Provider): Promise<Response> {
  const site = siteOf(context, settings)
  if (site === undefined || settings.providers === undefined) return context.notFound()
  const to = destination(context.req.query('to'))
  const { location, held } = await start(site.host)
  const before = session.read(context.req.header('cookie'))
  const sealed = settings.providers.sealing.seal({
    provider,
    host: site.host,
    to: to.length > longestTarget ? '/' : to,
    held,
    until: settings.now() + longest,
    ...(before === undefined ? {} : { before }),
  })
  context.header('Set-Cookie', way[provider](sealed), { append: true })
  return context.redirect(location, 303)
}

async function broughtBack(context: Context, settings: PortalSettings, kind: Kind, { answer }: Provider, sent: string): Promise<Response> {
  const site = siteOf(context, settings)
  if (site === undefined || settings.providers === undefined) return context.notFound()
  const started = settings.providers.sealing.open(way.read(context.req.header('cookie')) ?? '')
  context.header('Set-Cookie', way.over, { append: true })
  const told = {
    what: 'log-in',
    outcome: 'refused',
    who: { from: kind },
    remote: remoteOf(context),
    host: site.host,
  } as const
  const again = ['/.guard/login', 'Log in again'] as const
  if (started === undefined || started.provider !== kind || started.host !== site.host) {
    await settings.record({ ...told, reason: 'not begun in this browser' })
    return context.html(messagePage('Not logged in', 'This log-in was not begun in this browser, or too long ago.', again), 401)
  }
  const person = await answer(site.host, sent, started.held)
  if ('refused' in person) {
    await settings.record({ ...told, reason: person.detail })
    if (person.refused === 'unavailable') throw new Error('the provider cannot be used')
    return context.html(messagePage('Not logged in', 'The answer of the provider was not accepted.', again), 401)
  }
  // its cookie does not come with a form from another site
  if (started.before !== undefined) await settings.sessions.end(started.before)
  return begun(context, settings, site, person, started.to)
}
