import type { Context } from 'hono'
import type { Person } from '../model/principal.ts'
import type { ClientHeader, GuardRequest } from '../model/request.ts'
import { clientHeaders } from '../model/request.ts'
import { crossSite } from '../browser/cross-site.ts'
import type { Site } from '../model/site.ts'
import { canonicalHost } from '../paths/host.ts'
import type { Recognised } from '../people/types.ts'
import { asked } from '../serve/wire.ts'
import { session } from './cookies.ts'
import { destination, fieldsOf } from './form.ts'
import type { HowLocal, PortalSettings } from './settings.ts'

/** The protected host that a page is asked of. */
export function siteOf(context: Context, { sites }: PortalSettings): Site | undefined {
  const host = canonicalHost(context.req.header(asked.host) ?? '')
  return sites.find((site) => site.host === host)
}

/** A session, and on to where they were going. */
export async function begun(
  context: Context,
  settings: PortalSettings,
  site: Site,
  person: Recognised,
  to: string | undefined,
  how?: HowLocal,
): Promise<Response> {
  await begin(context, settings, site, person, how)
  return context.redirect(destination(to), 303)
}

/** A new session in place of the one that there was: a reference that somebody planted leads nowhere. */
export async function begin(context: Context, settings: PortalSettings, site: Site, person: Recognised, how?: HowLocal): Promise<void> {
  await settings.record({
    what: 'log-in',
    outcome: 'granted',
    who: { id: person.id },
    remote: remoteOf(context),
    host: site.host,
    ...(how === undefined ? {} : { how }),
  })
  const old = session.read(context.req.header('cookie'))
  if (old !== undefined) await settings.sessions.end(old)
  const { reference } = await settings.sessions.begin(person, site.host)
  context.header('Set-Cookie', session.set(reference), { append: true })
}

/** Who is logged in there. */
export async function personOf(context: Context, site: Site, { sessions }: PortalSettings): Promise<Person | undefined> {
  const reference = session.read(context.req.header('cookie'))
  return reference === undefined ? undefined : sessions.person(reference, site.host)
}

/** Whether a browser asks from a page of this host itself; what the program trusts is no friend of the portal. */
export function isOwnPage(context: Context, site: Site): boolean {
  return crossSite(requestOf(context, site), []) === 'fine'
}

/** Where the request comes from, as the data plane says it. */
export function remoteOf(context: Context): string {
  return context.req.header(asked.remote) ?? 'unknown'
}

/** The fields of a form; undefined where what was sent is none. */
export async function formOf(context: Context): Promise<ReadonlyMap<string, string> | undefined> {
  const isForm = context.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded'
  return isForm ? fieldsOf(await context.req.text()) : undefined
}

/** The request as decisions see one. */
function requestOf(context: Context, site: Site): GuardRequest {
  const headers: Partial<Record<ClientHeader, string>> = {}
  for (const name of clientHeaders) {
    const value = context.req.header(name)
    if (value !== undefined) headers[name] = value
  }
  return {
    method: context.req.method,
    scheme: 'https',
    host: context.req.header(asked.host) ?? site.host,
    target: context.req.path,
    remote: '',
    headers,
  }
}
