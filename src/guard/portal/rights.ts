import type { Context, Hono } from 'hono'
import type { Actor, Outcome } from '../acl/types.ts'
import { rightSchema } from '../document/schema.ts'
import { subjectOf } from '../rights/names.ts'
import { asked } from '../serve/wire.ts'
import { isOwnPage, personOf, siteOf } from './begin.ts'
import type { PortalSettings } from './settings.ts'

/** Bytes of a right: it is a few lines. */
const largest = 16_384

/**
 * Rights as whoever is logged in may change them: administrators all of them, others what they have themselves where they have the grant right.
 * JSON alone, from a page of this host alone.
 */
export function withRights(app: Hono, settings: PortalSettings): void {
  const { rights } = settings
  if (rights === undefined) return
  app.post('/.guard/rights', async (context) => {
    const actor = await actorOf(context, settings)
    if (actor === undefined) return context.json({ error: 'log in first, and ask from a page of this host' }, 403)
    const wanted = rightSchema.safeParse(await bodyOf(context))
    if (!wanted.success)
      return context.json({ error: wanted.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ') }, 400)
    return answer(context, await rights.give(wanted.data, actor))
  })
  app.post('/.guard/rights/:id/take', async (context) => {
    const actor = await actorOf(context, settings)
    if (actor === undefined) return context.json({ error: 'log in first, and ask from a page of this host' }, 403)
    return answer(context, await rights.take(context.req.param('id'), actor))
  })
}

async function actorOf(context: Context, settings: PortalSettings): Promise<Actor | undefined> {
  const site = siteOf(context, settings)
  if (site === undefined || !isOwnPage(context, site)) return undefined
  const person = await personOf(context, site, settings)
  if (person === undefined) return undefined
  const address = context.req.header(asked.remote)
  return { subject: subjectOf(person), moment: { now: settings.now(), mfa: person.secondFactor, ...(address === undefined ? {} : { address }) } }
}

async function bodyOf(context: Context): Promise<unknown> {
  const text = await context.req.text()
  if (text.length > largest || context.req.header('content-type')?.split(';')[0] !== 'application/json') return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function answer(context: Context, outcome: Outcome): Response {
  return outcome.ok
    ? context.json({ epoch: outcome.state.epoch }, 201)
    : context.json({ error: outcome.refusal.detail, reason: outcome.refusal.reason }, 403)
}
