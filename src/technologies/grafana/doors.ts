import type { DoorQuestion, Surface } from '../../model/doors.ts'

/** HTTP API of Grafana 7 to 12: `/api/health` answers everybody, `/api/org` only who has logged in or anonymous visitors where they are let in. */
export const questions: readonly DoorQuestion[] = [
  {
    path: '/api/org',
    opens: 'dashboards and data sources of the organisation',
    open: { status: [200], json: 'id' },
    control: { path: '/api/health', look: { status: [200], json: 'database' } },
    key: { header: 'Authorization', prefix: 'Bearer ' },
    login: 'password',
    finding: {
      concern: 'anonymous-access',
      key: 'auth.anonymous.enabled',
      stake: 'data',
      expected: 'false',
      fix: 'set enabled = false in [auth.anonymous]',
    },
  },
]

/**
 * Log-in page and log-in of Grafana 7 to 12. Since 8.3 the origin is compared where a session cookie comes along, whatever it holds
 * (pkg/middleware/csrf); a body that is no JSON is told before any name is looked at.
 */
export const surface: Surface = {
  logInPages: ['/login'],
  changes: [
    {
      path: '/login',
      body: '{',
      headers: [['Cookie', 'grafana_session=ringwall']],
      accepted: { status: [400], text: /bad login data|bad request data/i },
      changes: 'log-ins, and with them every other request',
      stake: 'data',
      key: 'csrf_trusted_origins',
    },
  ],
}
