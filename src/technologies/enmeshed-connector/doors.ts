import type { DoorQuestion } from '../../model/doors.ts'

/** REST API of the connector, version 7 (`/api/core/v2`) and before (`/api/v2`); `/health` answers everybody. */
export const questions: readonly DoorQuestion[] = [
  {
    path: '/api/core/v2/Account/IdentityInfo',
    opens: 'the identity and all its messages',
    open: { status: [200], json: 'result' },
    control: { path: '/health', look: { status: [200, 500], json: 'isHealthy' } },
    key: { header: 'X-API-KEY' },
    login: 'token',
    finding: {
      concern: 'anonymous-access',
      key: 'infrastructure.httpServer.authentication',
      stake: 'takeover',
      expected: 'an API key for each caller',
      fix: 'set keys below infrastructure.httpServer.authentication.apiKey.keys, and debug to false',
    },
  },
  {
    path: '/api/v2/Account/IdentityInfo',
    opens: 'the identity and all its messages, before version 7',
    open: { status: [200], json: 'result' },
    control: { path: '/health', look: { status: [200, 500], json: 'isHealthy' } },
    key: { header: 'X-API-KEY' },
    login: 'token',
    finding: {
      concern: 'anonymous-access',
      key: 'infrastructure.httpServer.authentication',
      stake: 'takeover',
      expected: 'an API key for each caller',
      fix: 'set keys below infrastructure.httpServer.authentication.apiKey.keys, and debug to false',
    },
  },
]
