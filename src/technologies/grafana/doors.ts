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

/** The page of Grafana 7 to 12. */
export const surface: Surface = { logInPages: ['/login'] }
