import type { DoorQuestion } from '../../model/doors.ts'

/** API of Traefik 2 and 3: on port 8080 with api.insecure, else where a router leads to api@internal. */
export const questions: readonly DoorQuestion[] = [
  {
    path: '/api/overview',
    opens: 'all routes and services',
    open: { status: [200], json: 'http' },
    finding: {
      concern: 'remote-management',
      key: 'api.insecure',
      stake: 'data',
      expected: 'false',
      fix: 'remove api.insecure and publish api@internal through a router with authentication',
    },
  },
]
