import type { DoorQuestion } from '../../model/doors.ts'

/** AdminServer of ZooKeeper 3.5 and later: its commands tell what the four-letter words do, without their list of what is allowed. */
export const questions: readonly DoorQuestion[] = [
  {
    path: '/commands/configuration',
    opens: 'settings and state of the server, by the AdminServer',
    open: { status: [200], json: 'client_port' },
    login: 'certificate',
    finding: {
      concern: 'remote-management',
      key: 'admin.enableServer',
      stake: 'hygiene',
      expected: 'admin.enableServer=false, or admin.serverAddress=127.0.0.1',
      fix: 'set admin.enableServer to false, or admin.serverAddress to 127.0.0.1',
    },
  },
]
