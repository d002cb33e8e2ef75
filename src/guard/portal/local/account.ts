import type { Context, Hono } from 'hono'
import type { Person } from '../../model/principal.ts'
import type { Site } from '../../model/site.ts'
import { begin, personOf, siteOf } from '../begin.ts'
import { ownForm, withForm } from '../own-form.ts'
import type { FormStatus } from '../own-form.ts'
import { messagePage } from '../pages.ts'
import type { LocalSettings } from './half-way.ts'
import { sentOn } from './half-way.ts'
import { codesPage, ownPage } from './pages.ts'
import type { Tried } from './try.ts'
import { tried } from './try.ts'

type Fields = ReadonlyMap<string, string>

/** What somebody does with their own account. Whoever finds a browser that is logged in does nothing here without the password. */
export function withAccount(app: Hono, settings: LocalSettings): void {
  const { own } = settings.local.accounts
  app.get('/.guard/account', (context) => shown(context, settings))
  app.post('/.guard/account/password', (context) =>
    changing(context, settings, async (there, account, fields) => {
      const next = fields.get('password') ?? ''
      if (next !== fields.get('again')) return shown(context, settings, 'The two passwords differ.', 400)
      const answer = await there.try(() => own.password(account, fields.get('current') ?? '', next))
      if ('problem' in answer) return shown(context, settings, answer.problem, answer.status)
      if ('problem' in answer.made) return shown(context, settings, answer.made.problem, 400)
      // whoever was logged in with the old one is so no more
      await settings.sessions.endOf(({ id }) => id === there.person.id, 'revoked')
      const { id, name, groups, secondFactor } = there.person
      await begin(context, settings, there.site, { id, name, groups, secondFactor }, 'password')
      return context.html(messagePage('Password changed', 'All other sessions of this account have ended.', ['/.guard/account', 'Back']))
    }),
  )
  app.post('/.guard/account/factor', (context) =>
    changing(context, settings, async (there, account, fields) => {
      const answer = await there.try(() => own.confirm(account, fields.get('current') ?? ''))
      if ('problem' in answer) return shown(context, settings, answer.problem, answer.status)
      return sentOn(context, settings, there.site, { ...answer.made, stage: 'more', to: '/' })
    }),
  )
  app.post('/.guard/account/recovery', (context) =>
    changing(context, settings, async (there, account, fields) => {
      const answer = await there.try(() => own.recovery(account, fields.get('current') ?? ''))
      return 'problem' in answer ? shown(context, settings, answer.problem, answer.status) : context.html(codesPage(answer.made, '/.guard/account'))
    }),
  )
  app.post('/.guard/account/passkey', (context) =>
    changing(context, settings, async (there, account, fields) => {
      const answer = await there.try(() => own.removePasskey(account, fields.get('current') ?? '', fields.get('id') ?? ''))
      if ('problem' in answer) return shown(context, settings, answer.problem, answer.status)
      return answer.made === 'removed' ? context.redirect('/.guard/account', 303) : shown(context, settings, answer.made.problem, 409)
    }),
  )
}

interface There {
  readonly site: Site
  readonly person: Person
  readonly try: <T extends object | string>(make: Parameters<typeof tried<T>>[4]) => Promise<Tried<T>>
}

async function changing(
  context: Context,
  settings: LocalSettings,
  change: (there: There, account: string, fields: Fields) => Promise<Response>,
): Promise<Response> {
  const site = siteOf(context, settings)
  const person = site === undefined ? undefined : await personOf(context, site, settings)
  const account = accountOf(person)
  if (site === undefined || person === undefined || account === undefined) return context.redirect('/.guard/login', 303)
  const fields = await ownForm(context, site)
  if (fields === undefined) return shown(context, settings, 'This form was not yours, or too old. Try again.', 401)
  const { hasApp = false, passkeys = [] } = (await settings.local.accounts.own.shown(account)) ?? {}
  if ((hasApp || passkeys.length > 0) && !person.secondFactor)
    return shown(context, settings, 'This session began without your second factor. Log in again first.', 401)
  return change(
    {
      site,
      person,
      try: async (make) => {
        const answer = await tried(context, settings, site, account, make)
        if ('made' in answer) await settings.budget.succeeded(account)
        return answer
      },
    },
    account,
    fields,
  )
}

async function shown(context: Context, settings: LocalSettings, problem?: string, status?: FormStatus): Promise<Response> {
  const site = siteOf(context, settings)
  const person = site === undefined ? undefined : await personOf(context, site, settings)
  const account = accountOf(person)
  const there = account === undefined ? undefined : await settings.local.accounts.own.shown(account)
  if (site === undefined || account === undefined || there === undefined) return context.redirect('/.guard/login', 303)
  return withForm(context, settings, (token) => ownPage({ host: site.host, account, token, problem, ...there }), status)
}

function accountOf(person: Person | undefined): string | undefined {
  return person?.id.startsWith('local:') === true ? person.id.slice('local:'.length) : undefined
}
