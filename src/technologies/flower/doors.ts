import type { DoorQuestion } from '../../model/doors.ts'

/** Flower 1 and 2: the API asks for a log-in since 2.0 unless FLOWER_UNAUTHENTICATED_API is set, the pages only with an authentication of their own; `/healthcheck` answers everybody. */
export const questions: readonly DoorQuestion[] = [
  {
    path: '/api/workers',
    opens: 'the API, which starts and stops tasks',
    open: { status: [200], json: '{}' },
    control: { path: '/healthcheck', look: { status: [200], text: /^OK/ } },
    key: { header: 'Authorization', prefix: 'Bearer ' },
    finding: {
      concern: 'open-api',
      key: 'FLOWER_UNAUTHENTICATED_API',
      stake: 'takeover',
      expected: 'not set',
      fix: 'remove FLOWER_UNAUTHENTICATED_API and set FLOWER_BASIC_AUTH',
    },
  },
  {
    path: '/tasks',
    opens: 'tasks with their arguments',
    open: { status: [200], text: /<title>Flower<\/title>|flower\.js/i },
    control: { path: '/healthcheck', look: { status: [200], text: /^OK/ } },
    login: 'password',
  },
]
