import type { DoorQuestion } from '../../model/doors.ts'

/** Admin API of Kong 1 to 3; the gateway itself has no such path. */
export const questions: readonly DoorQuestion[] = [
  {
    path: '/services?size=1',
    opens: 'the administration of all routes',
    open: { status: [200], json: 'data' },
    key: { header: 'Kong-Admin-Token' },
    login: 'token',
  },
]
