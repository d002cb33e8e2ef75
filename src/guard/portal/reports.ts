import type { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { reportPath } from '../browser/csp/policy.ts'
import { largestReport } from '../browser/csp/report.ts'
import { networkOf } from '../people/budget.ts'
import { asked } from '../serve/wire.ts'
import { isOwnPage, personOf, remoteOf, siteOf } from './begin.ts'
import type { PortalSettings } from './settings.ts'

/** Takes what browsers report of a site's Content-Security-Policy. The answer is empty, whatever was sent. */
export function withReports(app: Hono, settings: PortalSettings): void {
  const { reports } = settings
  if (reports === undefined) return
  app.post(reportPath, bodyLimit({ maxSize: largestReport, onError: (context) => context.body(null, 413) }), async (context) => {
    const site = siteOf(context, settings)
    // a page elsewhere has nothing to say of the pages here
    const from = context.req.header('sec-fetch-site')
    if (site === undefined || (from !== undefined && from !== 'same-origin')) return context.body(null, 403)
    return context.body(
      null,
      reports.take({
        site,
        origin: `https://${(context.req.header(asked.host) ?? site.host).toLowerCase().replace(/:443$/, '')}`,
        network: networkOf(remoteOf(context)),
        isPerson: isOwnPage(context, site) && (await personOf(context, site, settings)) !== undefined,
        type: context.req.header('content-type'),
        body: await context.req.text(),
      }),
    )
  })
}
