import type { Hono } from 'hono'
import { z } from 'zod'
import type { AccountEvent, AuditEvent } from '../audit/event.ts'
import type { Label } from '../audit/values.ts'
import { label } from '../audit/values.ts'
import type { AccountOffice } from '../people/local/manage.ts'
import { operator } from '../rights/desk.ts'

/** Who speaks on the socket that only the guard's own account may open. */
export const operatorLabel: { readonly type: 'account'; readonly id: Label } = { type: 'account', id: label(operator.id) }

/** Accounts of the guard's own, and what ends the sessions of one. */
export interface AccountDesk {
  readonly office: AccountOffice
  readonly ended: (person: string) => Promise<void>
}

const account = z.strictObject({
  name: z.string().max(100),
  groups: z.array(z.string().max(100)).max(100),
  password: z.string().max(4096).optional(),
})

/** What the operator does with accounts. */
export function addAccounts(
  app: Hono,
  { office, ended }: AccountDesk,
  { record, hosts }: { readonly record: (event: AuditEvent) => Promise<void>; readonly hosts: readonly string[] },
): void {
  const told = (change: AccountEvent['change'], name: string): Promise<void> =>
    record({ kind: 'account', by: operatorLabel, change, account: label(name) })
  app.get('/accounts', async (context) =>
    context.json(
      (await office.list()).map(({ name, groups, disabled, created, oneTime, passkeys, invitation }) => ({
        name,
        groups,
        disabled,
        created,
        app: oneTime !== undefined,
        passkeys: passkeys.length,
        ...(invitation === undefined ? {} : { invitedUntil: invitation.until }),
      })),
    ),
  )
  app.post('/accounts', async (context) => {
    const asked = account.safeParse(await context.req.json())
    if (!asked.success) throw new RangeError(asked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '))
    const { name, groups, password } = asked.data
    const made = await office.add({ name, groups, ...(password === undefined ? {} : { password }) }, () => told('created', name))
    return context.json({ ...made, hosts }, 201)
  })
  app.post('/accounts/:name/reset', async (context) => {
    const name = context.req.param('name')
    const made = await office.reset(name, () => told('changed', name))
    await ended(`local:${name}`)
    return made === undefined ? context.json({ error: `no account ${name}` }, 404) : context.json({ ...made, hosts }, 201)
  })
  for (const change of ['disabled', 'enabled'] as const) {
    app.post(`/accounts/:name/${change === 'disabled' ? 'disable' : 'enable'}`, async (context) => {
      const name = context.req.param('name')
      const isThere = await office.setDisabled(name, change === 'disabled', () => told(change, name))
      if (change === 'disabled') await ended(`local:${name}`)
      return isThere ? context.json({ name, state: change }) : context.json({ error: `no account ${name}` }, 404)
    })
  }
}
