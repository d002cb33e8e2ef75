import type { DoorQuestion } from '../../model/doors.ts'

/** API of the router of Hyperswitch: `/health` answers everybody, lists of payments only with the key of a merchant. */
export const questions: readonly DoorQuestion[] = [
  {
    path: '/payments/list?limit=1',
    opens: 'payments',
    open: { status: [200], json: 'data' },
    control: { path: '/health', look: { status: [200], text: /health is good/i } },
    key: { header: 'api-key' },
    login: 'token',
  },
]
