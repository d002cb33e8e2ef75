import type { DoorQuestion } from '../../model/doors.ts'

/** HTTP API of Prometheus 2 and 3: with a web configuration that has users everything is answered with 401. */
export const questions: readonly DoorQuestion[] = [
  {
    path: '/api/v1/status/config',
    opens: 'the configuration and every metric',
    open: { status: [200], json: 'data' },
    control: { path: '/-/healthy', look: { status: [200], text: /Healthy/ } },
    login: 'password',
  },
]
