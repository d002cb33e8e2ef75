import type { DoorQuestion } from '../../model/doors.ts'

/** Docker Engine API 1.24 and later: whoever may list containers may start one that owns the machine, unless a plug-in of authorisation says no. */
export const questions: readonly DoorQuestion[] = [
  {
    path: '/containers/json?limit=1',
    opens: 'the containers, and with them the machine',
    open: { status: [200], json: '[]' },
    control: { path: '/_ping', look: { status: [200], text: /^OK/ } },
    login: 'certificate',
  },
]
