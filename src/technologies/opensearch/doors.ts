import type { DoorQuestion } from '../../model/doors.ts'

/** REST API of OpenSearch 1 to 3: with its security on, everything is answered with 401. */
export const questions: readonly DoorQuestion[] = [
  {
    path: '/_cat/indices?format=json&h=index',
    opens: 'the indices and what is in them',
    open: { status: [200], json: '[]' },
    key: { header: 'Authorization', prefix: 'ApiKey ' },
    login: 'password',
  },
]
