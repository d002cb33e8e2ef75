import type { DoorQuestion } from '../../model/doors.ts'

/** HTTP interface of ClickHouse 20 and later: without a name it is the user `default`; code 516 is AUTHENTICATION_FAILED. */
export const questions: readonly DoorQuestion[] = [
  {
    path: '/?query=SELECT%201',
    opens: 'queries as the user default',
    open: { status: [200], text: /^1\n$/ },
    closed: [{ status: [401, 403, 500], text: /\b(?:516|194|193|192)\b|Authentication failed/i }],
    control: { path: '/ping', look: { status: [200], text: /^Ok\./ } },
    login: 'password',
  },
]
