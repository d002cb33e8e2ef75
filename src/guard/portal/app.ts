import { Hono } from 'hono'
import type { Context } from 'hono'
import { begun, personOf, remoteOf, siteOf } from './begin.ts'
import { session, sessionOver } from './cookies.ts'
import { destination } from './form.ts'
import { withLocal } from './local/index.ts'
import { sentOn } from './local/half-way.ts'
import { tooMany } from './local/try.ts'
import { ownForm, withForm } from './own-form.ts'
import { accountPage, logInPage, messagePage, policy } from './pages.ts'
import { othersOf, withProviders } from './providers.ts'
import { endedElsewhere, withSingleLogOut } from './single-log-out.ts'
import { withReports } from './reports.ts'
import { withRights } from './rights.ts'
import type { PortalSettings } from './settings.ts'

/** The portal below `/.guard/` of each protected host. The data plane says which host and from where. */
export function portal(settings: PortalSettings): Hono {
  const app = new Hono()
  app.use(async (context, next) => {
    await next()
    // pages with the portal's script say more
    if (!context.res.headers.has('Content-Security-Policy')) context.header('Content-Security-Policy', policy)
    context.header('Cache-Control', 'no-store')
    if (context.res.status === 429) context.header('Retry-After', String(quarter))
  })
  app.get('/.guard/login', (context) => logInForm(context, settings, context.req.query('to')))
  app.post('/.guard/login', (context) => logIn(context, settings))
  app.get('/.guard/', (context) => account(context, settings))
  app.post('/.guard/logout', (context) => logOut(context, settings))
  withProviders(app, settings)
  withSingleLogOut(app, settings)
  withRights(app, settings)
  withReports(app, settings)
  withLocal(app, settings)
  app.notFound((context) => context.html(messagePage('Not found', 'There is no such page.'), 404))
  app.onError((_, context) => context.html(messagePage('Not available', 'The log-in does not work at the moment. Try again in a minute.'), 503))
  return app
}

/** Seconds in which tries are counted. */
const quarter = 900

function logInForm(
  context: Context,
  settings: PortalSettings,
  wanted?: string,
  problem?: string,
  status: 200 | 401 | 429 = 200,
): Response | Promise<Response> {
  const site = siteOf(context, settings)
  if (site === undefined) return context.notFound()
  const to = destination(wanted)
  const more = problem === undefined ? {} : { problem }
  return withForm(
    context,
    settings,
    (token) => logInPage({ host: site.host, to, token, others: othersOf(settings), withPassword: settings.logIn !== undefined, ...more }),
    status,
  )
}

async function logIn(context: Context, settings: PortalSettings): Promise<Response> {
  const site = siteOf(context, settings)
  if (site === undefined || settings.logIn === undefined) return context.notFound()
  const fields = await ownForm(context, site)
  if (fields === undefined) return logInForm(context, settings, undefined, 'This form was not yours, or too old. Try again.', 401)
  const [name, password] = [fields.get('name') ?? '', fields.get('password') ?? '']
  const remote = remoteOf(context)
  const since = settings.now()
  const refused = async (reason: string): Promise<void> =>
    settings.record({ what: 'log-in', outcome: 'refused', who: { typed: name }, remote, host: site.host, reason })
  const mayTry = await settings.budget.take(name, remote).catch(() => undefined)
  if (mayTry === undefined) {
    await refused('unavailable')
    throw new Error('tries cannot be counted')
  }
  if (!mayTry) {
    await refused('too-many-tries')
    return logInForm(context, settings, fields.get('to'), tooMany, 429)
  }
  const answer = await settings.logIn(name, password)
  await settings.atLeast(since, floor)
  if ('refused' in answer) {
    await refused(answer.refused)
    if (answer.refused === 'unavailable') throw new Error('the directory does not answer')
    return logInForm(context, settings, fields.get('to'), 'Name or password is wrong.', 401)
  }
  if ('next' in answer) {
    if (settings.local === undefined) throw new Error('no second factor without accounts')
    return sentOn(context, { ...settings, local: settings.local }, site, {
      account: answer.account,
      mark: answer.mark,
      stage: answer.next,
      to: destination(fields.get('to')),
    })
  }
  await settings.budget.succeeded(name)
  return begun(context, settings, site, answer, fields.get('to'))
}

/** Milliseconds that every log-in takes at least. */
const floor = 300

async function account(context: Context, settings: PortalSettings): Promise<Response> {
  const site = siteOf(context, settings)
  if (site === undefined) return context.notFound()
  const person = await personOf(context, site, settings)
  if (person === undefined) return context.redirect('/.guard/login', 303)
  return withForm(context, settings, (token) =>
    accountPage({
      host: site.host,
      name: person.name,
      groups: person.groups,
      token,
      isOwn: settings.local !== undefined && person.id.startsWith('local:'),
    }),
  )
}

async function logOut(context: Context, settings: PortalSettings): Promise<Response> {
  const site = siteOf(context, settings)
  if (site === undefined) return context.notFound()
  if ((await ownForm(context, site)) === undefined)
    return context.html(messagePage('Not logged out', 'This form was not yours, or too old.', ['/.guard/', 'Back']), 401)
  const reference = session.read(context.req.header('cookie'))
  const person = await personOf(context, site, settings)
  const ended = reference === undefined ? undefined : await settings.sessions.end(reference)
  if (person !== undefined) {
    await settings.record({
      what: 'log-out',
      outcome: 'granted',
      who: { id: person.id },
      remote: remoteOf(context),
      host: site.host,
    })
  }
  context.header('Set-Cookie', sessionOver, { append: true })
  context.header('Clear-Site-Data', '"cache", "storage"')
  const elsewhere = ended === undefined ? undefined : await endedElsewhere(context, settings, site, ended)
  if (elsewhere !== undefined) return elsewhere
  return context.html(messagePage('Logged out', `You are logged out of ${site.host}.`, ['/.guard/login', 'Log in again']))
}
