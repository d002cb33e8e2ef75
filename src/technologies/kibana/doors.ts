import type { DoorQuestion, Surface } from '../../model/doors.ts'

/** Saved objects of Kibana 7 and 8; `/api/status` answers everybody, if only with a word. */
export const questions: readonly DoorQuestion[] = [
  {
    path: '/api/saved_objects/_find?type=config&per_page=1',
    opens: 'saved objects, and with them the indices',
    open: { status: [200], json: 'saved_objects' },
    control: { path: '/api/status', look: { status: [200], json: 'status' } },
    login: 'password',
  },
]

/** The page of Kibana 7 and 8 where its security is on. */
export const surface: Surface = { logInPages: ['/login'] }
