import type { Context, Hono } from 'hono'
import { begun, siteOf } from '../begin.ts'
import { ownForm, withForm } from '../own-form.ts'
import type { FormStatus } from '../own-form.ts'
import type { LocalSettings } from './half-way.ts'
import { sentOn } from './half-way.ts'
import { invitationPage } from './pages.ts'
import { tried } from './try.ts'

/** The first password, for who was invited. The code stands behind `#` of the address: it is in no server's log. */
export function withInvitation(app: Hono, settings: LocalSettings): void {
  app.get('/.guard/invitation', (context) => shown(context, settings, ''))
  app.post('/.guard/invitation', async (context) => {
    const site = siteOf(context, settings)
    if (site === undefined) return context.notFound()
    const fields = await ownForm(context, site)
    if (fields === undefined) return shown(context, settings, '', 'This form was not yours, or too old. Try again.', 401)
    const [invitation, password] = [fields.get('invitation') ?? '', fields.get('password') ?? '']
    if (password !== fields.get('again')) return shown(context, settings, invitation, 'The two passwords differ.', 400)
    const answer = await tried(context, settings, site, invitation.split('~')[0] ?? '', () =>
      settings.local.accounts.own.invited(invitation, password),
    )
    if ('problem' in answer) return shown(context, settings, '', 'This invitation does not hold: it was used, or is too old.', answer.status)
    if ('problem' in answer.made) return shown(context, settings, invitation, answer.made.problem, 400)
    if ('next' in answer.made)
      return sentOn(context, settings, site, { account: answer.made.account, mark: answer.made.mark, stage: answer.made.next, to: '/' })
    return begun(context, settings, site, answer.made, '/', 'password')
  })
}

function shown(context: Context, settings: LocalSettings, invitation: string, problem?: string, status?: FormStatus): Response | Promise<Response> {
  const site = siteOf(context, settings)
  if (site === undefined) return context.notFound()
  return withForm(context, settings, (token, nonce) => invitationPage({ host: site.host, token, nonce, invitation, problem }), status)
}
