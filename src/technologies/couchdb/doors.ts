import type { DoorQuestion } from '../../model/doors.ts'

/** HTTP API of CouchDB 2 and 3: `/` answers everybody with the version. */
export const questions: readonly DoorQuestion[] = [
  {
    path: '/_all_dbs?limit=1',
    opens: 'the databases',
    open: { status: [200], json: '[]' },
    control: { path: '/', look: { status: [200], json: 'couchdb' } },
    login: 'password',
  },
]
