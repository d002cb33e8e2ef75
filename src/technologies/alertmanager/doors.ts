import type { DoorQuestion } from '../../model/doors.ts'

/** API 2 of Alertmanager 0.16 and later. */
export const questions: readonly DoorQuestion[] = [
  {
    path: '/api/v2/status',
    opens: 'the configuration, alerts and silences',
    open: { status: [200], json: 'config' },
    control: { path: '/-/healthy', look: { status: [200] } },
    login: 'password',
  },
]
