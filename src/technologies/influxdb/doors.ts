import type { DoorQuestion } from '../../model/doors.ts'

/** InfluxDB 1 (`/query`) and 2 (`/api/v2`); `/ping` and `/health` answer everybody. */
export const questions: readonly DoorQuestion[] = [
  {
    path: '/query?q=SHOW%20DATABASES',
    opens: 'the databases',
    open: { status: [200], json: 'results' },
    control: { path: '/ping', look: { status: [200, 204] } },
    login: 'password',
  },
  {
    path: '/api/v2/buckets?limit=1',
    opens: 'the buckets',
    open: { status: [200], json: 'buckets' },
    control: { path: '/health', look: { status: [200], json: 'name' } },
    key: { header: 'Authorization', prefix: 'Token ' },
    login: 'token',
  },
]
