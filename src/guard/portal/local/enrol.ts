import type { Context, Hono } from 'hono'
import type { Site } from '../../model/site.ts'
import type { Enrolled, Enrolling } from '../../people/local/enrolment.ts'
import { personId } from '../../people/local/account.ts'
import type { NotRecognised } from '../../people/types.ts'
import { begin, personOf, siteOf } from '../begin.ts'
import { way } from '../cookies.ts'
import { ownForm, withForm } from '../own-form.ts'
import type { FormStatus } from '../own-form.ts'
import type { Half, LocalSettings } from './half-way.ts'
import { halfOf, keepHalf } from './half-way.ts'
import { codesPage, enrolPage } from './pages.ts'
import { tried } from './try.ts'

/** Setting up a second factor: in a log-in that has none yet, or for who is logged in. */
export function withEnrolment(app: Hono, settings: LocalSettings): void {
  const { enrolment } = settings.local.accounts
  app.get('/.guard/enrol', (context) => shown(context, settings))
  app.post('/.guard/enrol', (context) =>
    answered(context, settings, 'totp', (half, fields) => enrolment.byApp(enrolling(half), half.secret ?? '', fields.get('code') ?? '')),
  )
  app.post('/.guard/enrol/passkey', (context) =>
    answered(context, settings, 'webauthn', (half, fields, host) =>
      enrolment.byPasskey(enrolling(half), host, half.challenge ?? '', fields.get('answer') ?? '', fields.get('called') ?? ''),
    ),
  )
}

function enrolling({ account, mark, stage }: Half): Enrolling {
  return { account, mark, isFirst: stage === 'enrolment' }
}

/** Whoever may set one up: who came with the password and has none, or who is logged in as this very account. */
async function whose(context: Context, settings: LocalSettings, site: Site): Promise<Half | undefined> {
  const half = halfOf(context, settings, site)
  if (half?.stage !== 'more') return half?.stage === 'enrolment' ? half : undefined
  const person = await personOf(context, site, settings)
  return person?.id === personId(half.account) ? half : undefined
}

async function shown(context: Context, settings: LocalSettings, problem?: string, status?: FormStatus): Promise<Response> {
  const site = siteOf(context, settings)
  if (site === undefined) return context.notFound()
  const half = await whose(context, settings, site)
  if (half === undefined) return context.redirect('/.guard/login', 303)
  const { enrolment } = settings.local.accounts
  const challenge = settings.random(32).toString('base64url')
  const secret = half.secret ?? enrolment.newSecret()
  const options = await enrolment.ask(enrolling(half), site.host, challenge)
  keepHalf(context, settings, site, { ...half, challenge, secret })
  const uri = enrolment.uri(half.account, secret)
  return withForm(context, settings, (token, nonce) => enrolPage({ host: site.host, token, nonce, options, uri, problem }), status)
}

async function answered(
  context: Context,
  settings: LocalSettings,
  how: 'totp' | 'webauthn',
  enrol: (half: Half, fields: ReadonlyMap<string, string>, host: string) => Promise<Enrolled | NotRecognised>,
): Promise<Response> {
  const site = siteOf(context, settings)
  if (site === undefined) return context.notFound()
  const half = await whose(context, settings, site)
  if (half === undefined) return context.redirect('/.guard/login', 303)
  const fields = await ownForm(context, site)
  if (fields === undefined) return shown(context, settings, 'This form was not yours, or too old. Try again.', 401)
  const answer = await tried(context, settings, site, half.account, () => enrol(half, fields, site.host))
  if ('problem' in answer) return shown(context, settings, answer.problem, answer.status)
  await settings.budget.succeeded(half.account)
  context.header('Set-Cookie', way.over, { append: true })
  await begin(context, settings, site, answer.made.person, how)
  const to = half.stage === 'more' ? '/.guard/account' : half.to
  if (answer.made.recovery.length === 0) return context.redirect(to, 303)
  return context.html(codesPage(answer.made.recovery, to))
}
