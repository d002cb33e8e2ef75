import type { DoorQuestion } from '../../model/doors.ts'

/** REST API of Cornflow 1: without a token it says so with 400 or 401; `/health/` answers everybody. */
export const questions: readonly DoorQuestion[] = [
  {
    path: '/instance/',
    opens: 'instances, by the API',
    open: { status: [200], json: '[]' },
    closed: [{ status: [401, 403] }, { status: [400], text: /token|credential/i }],
    control: { path: '/health/', look: { status: [200], json: 'cornflow_status' } },
    key: { header: 'Authorization', prefix: 'Bearer ' },
    login: 'token',
  },
]
