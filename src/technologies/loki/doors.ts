import type { DoorQuestion } from '../../model/doors.ts'

/** HTTP API of Loki 2 and 3: it has no log-in of its own. */
export const questions: readonly DoorQuestion[] = [
  {
    path: '/loki/api/v1/labels',
    opens: 'the logs',
    open: { status: [200], json: 'status' },
    control: { path: '/ready', look: { status: [200], text: /^ready/ } },
    login: 'password',
  },
]
