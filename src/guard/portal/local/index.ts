import type { Hono } from 'hono'
import type { PortalSettings } from '../settings.ts'
import { script, scriptPath } from '../script.ts'
import { withAccount } from './account.ts'
import { withEnrolment } from './enrol.ts'
import { withInvitation } from './invitation.ts'
import { withSecond } from './second.ts'

/** Pages for accounts of the guard's own; none without them. */
export function withLocal(app: Hono, settings: PortalSettings): void {
  const { local } = settings
  if (local === undefined) return
  const there = { ...settings, local }
  app.get(scriptPath, (context) => context.body(script, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }))
  withSecond(app, there)
  withEnrolment(app, there)
  withInvitation(app, there)
  withAccount(app, there)
}
