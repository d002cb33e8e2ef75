import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import type { Context } from 'hono'
import type { Server } from 'node:http'
import { z } from 'zod'
import type { Actor, Outcome } from '../acl/types.ts'
import type { AuditEvent } from '../audit/event.ts'
import { instant, label } from '../audit/values.ts'
import { rightSchema } from '../document/schema.ts'
import type { RightDesk } from '../rights/desk.ts'
import { operator } from '../rights/desk.ts'
import type { ReportBook } from '../browser/csp/book.ts'
import type { ReportState } from '../state/types.ts'
import type { AccountDesk } from './accounts.ts'
import { addAccounts, operatorLabel } from './accounts.ts'
import { StateFault } from '../state/fault.ts'
import type { GuardEdge } from './edge.ts'
import type { EngineState } from './engine.ts'
import type { KeyRoom } from '../keys/manage.ts'
import { makeKey, rotateKey } from '../keys/manage.ts'
import { ending, stateOf, stillUsed } from '../keys/life.ts'
import type { KeyRecord } from '../keys/life.ts'

export interface ManageParts {
  /** Without a pepper there are no keys. */
  readonly keys?: KeyRoom
  readonly accounts?: AccountDesk
  /** Done when it is on the disk; where it fails nothing is done. */
  readonly record: (event: AuditEvent) => Promise<void>
  readonly hosts: readonly string[]
  readonly rights: RightDesk
  readonly reports: { readonly book: Pick<ReportBook, 'write'>; readonly store: ReportState }
  readonly now: () => number
  readonly engine: () => EngineState
  readonly edge: Pick<GuardEdge, 'changed' | 'ended'>
}

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
const wanted = z.strictObject({
  id: name,
  owner: name,
  purpose: z.string().min(1).max(200),
  scopes: z
    .array(
      z.strictObject({
        host: z.string(),
        methods: z.array(z.string().regex(/^[A-Z]{1,20}$/)).min(1),
        segments: z.array(z.string().nullable()),
        below: z.boolean(),
      }),
    )
    .min(1),
  sources: z.array(z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()])),
  life: z.number().int().positive(),
})

/** Changes of a running guard, on a socket of its own account alone: each is in the audit log before it holds. */
export function manageServer(parts: ManageParts): Server {
  const app = new Hono()
  app.use(async (context, next) => {
    // a page in a browser of this machine may reach a socket that something forwards: it always says one of these
    if (context.req.header('sec-fetch-mode') !== undefined || context.req.header('origin') !== undefined)
      return context.json({ error: 'not from a browser' }, 403)
    await next()
  })
  const { keys, accounts } = parts
  addRights(app, parts)
  app.get('/engine', (context) => context.json(parts.engine()))
  addReports(app, parts)
  if (accounts !== undefined) addAccounts(app, accounts, parts)
  if (keys !== undefined) addKeys(app, keys, parts)
  app.notFound((context) => context.json({ error: missing(context.req.path, parts) }, 404))
  app.onError((error, context) =>
    context.json({ error: error.message }, error instanceof RangeError ? 400 : error instanceof StateFault && error.code === 'conflict' ? 409 : 503),
  )
  return createAdaptorServer({ fetch: app.fetch }) as Server
}

function missing(path: string, { keys, accounts }: ManageParts): string {
  if (path.startsWith('/keys') && keys === undefined) return 'this guard has no keys: "keys" in guard.yaml'
  return path.startsWith('/accounts') && accounts === undefined
    ? 'this guard has no accounts of its own: "people.local" in guard.yaml'
    : 'no such thing'
}

function addRights(app: Hono, { rights, now }: ManageParts): void {
  const actor = (): Actor => ({ subject: operator, moment: { now: now() } })
  const answer = (context: Context, outcome: Outcome): Response =>
    outcome.ok ? context.json({ epoch: outcome.state.epoch }) : context.json({ error: outcome.refusal.detail }, 409)
  app.get('/rights', (context) => context.json(rights.grants()))
  app.post('/rights', async (context) => {
    const wanted = rightSchema.safeParse(await context.req.json())
    if (!wanted.success) throw new RangeError(wanted.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '))
    return answer(context, await rights.give(wanted.data, actor()))
  })
  app.post('/rights/:id/take', async (context) => answer(context, await rights.take(context.req.param('id'), actor())))
}

function addReports(app: Hono, { reports: { book, store }, hosts }: ManageParts): void {
  const hostOf = (context: Context): string => {
    const host = context.req.param('host') ?? ''
    if (!hosts.includes(host)) throw new RangeError(`${host} is no site of this guard`)
    return host
  }
  app.get('/reports/:host', async (context) => {
    const host = hostOf(context)
    await book.write()
    return context.json(await store.list(host))
  })
  app.post('/reports/:host/forget', async (context) => {
    const host = hostOf(context)
    await book.write()
    return context.json({ forgotten: await store.forget(host) })
  })
}

function addKeys(app: Hono, keys: KeyRoom, { record, hosts, edge }: ManageParts): void {
  app.get('/keys', async (context) => {
    const all = await keys.store.list()
    const now = keys.now()
    const soon = new Set(ending(all, now).map(({ key }) => key.id))
    const stale = new Set(stillUsed(all, now).map(({ id }) => id))
    return context.json(
      all.map((key) => ({ ...shown(key), state: stateOf(key, now), endsSoon: soon.has(key.id), usedAfterRotation: stale.has(key.id) })),
    )
  })
  app.post('/keys', async (context) => {
    const asked = wanted.safeParse(await context.req.json())
    if (!asked.success) throw new RangeError(asked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '))
    const unknown = asked.data.scopes.find(({ host }) => !hosts.includes(host))
    if (unknown !== undefined) throw new RangeError(`${unknown.host} is no site of this guard`)
    const scopes = asked.data.scopes.map((scope) => ({ ...scope, segments: scope.segments.map((one) => one ?? undefined) }))
    const until = instant(new Date(keys.now() + asked.data.life))
    await record({ kind: 'key', by: operatorLabel, change: 'created', key: label(asked.data.id), owner: label(asked.data.owner), until })
    const made = await makeKey({ ...asked.data, scopes }, keys)
    await edge.changed()
    return context.json({ ...shown(made.record), text: made.text }, 201)
  })
  app.post('/keys/:id/revoke', async (context) => {
    const id = context.req.param('id')
    await record({ kind: 'key', by: operatorLabel, change: 'revoked', key: label(id) })
    const isThere = await keys.store.revoke(id, keys.now())
    await edge.ended(id)
    return isThere ? context.json({ id, state: 'revoked' }) : context.json({ error: `no key ${id}` }, 404)
  })
  app.post('/keys/:id/rotate', async (context) => {
    const id = context.req.param('id')
    const { overlap } = z
      .strictObject({
        overlap: z
          .number()
          .int()
          .min(0)
          .max(30 * 86_400_000),
      })
      .parse(await context.req.json())
    await record({ kind: 'key', by: operatorLabel, change: 'rotated', key: label(id) })
    const made = await rotateKey(id, overlap, keys)
    await edge.changed()
    return made === undefined ? context.json({ error: `no key ${id} in force` }, 404) : context.json({ ...shown(made.record), text: made.text }, 201)
  })
}

/** Without its hash. */
function shown({ hash: _hash, ...key }: KeyRecord): Omit<KeyRecord, 'hash'> {
  return key
}
