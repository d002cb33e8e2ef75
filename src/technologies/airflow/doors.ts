import type { DoorQuestion, Surface } from '../../model/doors.ts'

/** Stable REST API of Airflow 2 (`/api/v1`) and 3 (`/api/v2`); `/health` and `/api/v2/version` answer everybody. Celery's Flower is asked as itself. */
export const questions: readonly DoorQuestion[] = [
  {
    path: '/api/v1/dags?limit=1',
    opens: 'the workflows, by the API',
    open: { status: [200], json: 'dags' },
    control: { path: '/health', look: { status: [200], json: 'metadatabase' } },
    key: { header: 'Authorization', prefix: 'Bearer ' },
    login: 'password',
    finding: {
      concern: 'open-api',
      key: 'AIRFLOW__API__AUTH_BACKENDS',
      stake: 'takeover',
      expected: 'airflow.api.auth.backend.basic_auth or session, never default',
      fix: 'set AIRFLOW__API__AUTH_BACKENDS to airflow.providers.fab.auth_manager.api.auth.backend.session',
    },
  },
  {
    path: '/api/v2/dags?limit=1',
    opens: 'the workflows, by the API of version 3',
    open: { status: [200], json: 'dags' },
    control: { path: '/api/v2/version', look: { status: [200], json: 'version' } },
    key: { header: 'Authorization', prefix: 'Bearer ' },
    login: 'password',
  },
]

/** Pages of Flask-AppBuilder (Airflow 2, and 3 with its manager of accounts) and of Airflow 3's own manager. */
export const surface: Surface = { logInPages: ['/login/', '/auth/login'] }
