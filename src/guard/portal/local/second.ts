import type { Context, Hono } from 'hono'
import type { Proven } from '../../people/local/second-factor.ts'
import type { NotRecognised } from '../../people/types.ts'
import { begun, siteOf } from '../begin.ts'
import { way } from '../cookies.ts'
import { ownForm, withForm } from '../own-form.ts'
import type { FormStatus } from '../own-form.ts'
import type { Half, LocalSettings } from './half-way.ts'
import { halfOf, keepHalf } from './half-way.ts'
import { secondPage } from './pages.ts'
import { tried } from './try.ts'

/** The second half of a log-in: a code, or a passkey. */
export function withSecond(app: Hono, settings: LocalSettings): void {
  const { second } = settings.local.accounts
  app.get('/.guard/second', (context) => shown(context, settings))
  app.post('/.guard/second', (context) => answered(context, settings, (half, fields) => second.byCode(half, fields.get('code') ?? '')))
  app.post('/.guard/second/passkey', (context) =>
    answered(context, settings, (half, fields, host) => second.byPasskey(half, host, half.challenge ?? '', fields.get('answer') ?? '')),
  )
}

async function shown(context: Context, settings: LocalSettings, problem?: string, status?: FormStatus): Promise<Response> {
  const site = siteOf(context, settings)
  if (site === undefined) return context.notFound()
  const half = halfOf(context, settings, site)
  if (half?.stage !== 'second-factor') return context.redirect('/.guard/login', 303)
  const challenge = settings.random(32).toString('base64url')
  const options = await settings.local.accounts.second.ask(half, site.host, challenge)
  keepHalf(context, settings, site, { ...half, challenge })
  return withForm(context, settings, (token, nonce) => secondPage({ host: site.host, token, nonce, options, problem }), status)
}

async function answered(
  context: Context,
  settings: LocalSettings,
  prove: (half: Half, fields: ReadonlyMap<string, string>, host: string) => Promise<Proven | NotRecognised>,
): Promise<Response> {
  const site = siteOf(context, settings)
  if (site === undefined) return context.notFound()
  const half = halfOf(context, settings, site)
  if (half?.stage !== 'second-factor') return context.redirect('/.guard/login', 303)
  const fields = await ownForm(context, site)
  if (fields === undefined) return shown(context, settings, 'This form was not yours, or too old. Try again.', 401)
  const answer = await tried(context, settings, site, half.account, () => prove(half, fields, site.host))
  if ('problem' in answer) return shown(context, settings, answer.problem, answer.status)
  await settings.budget.succeeded(half.account)
  context.header('Set-Cookie', way.over, { append: true })
  return begun(context, settings, site, answer.made.person, half.to, answer.made.how)
}
