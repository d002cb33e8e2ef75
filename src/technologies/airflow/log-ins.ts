import type { ProductLogIns } from '../../model/log-ins.ts'

/** Basic is taken by version 2 where `basic_auth` is one of the back ends, tokens by version 3 with the managers of FAB and of simple accounts. */
export const logIns: readonly ProductLogIns[] = [
  {
    published: [
      { user: 'airflow', password: 'airflow', source: 'Airflow 2 and 3, "Running Airflow in Docker"' },
      { user: 'admin', password: 'admin', source: 'Airflow 2, "Quick Start", and the image of Cornflow' },
      { user: 'airflow', password: 'airflow', source: 'Airflow 2 and 3, "Running Airflow in Docker", its database', at: 'postgres' },
    ],
    http: [
      { account: { by: 'basic' }, door: { path: '/api/v1/dags?limit=1', look: { status: [200], json: 'dags' } } },
      {
        account: {
          by: 'json',
          path: '/auth/token',
          user: 'username',
          password: 'password',
          session: { member: 'access_token', header: 'Authorization', prefix: 'Bearer ' },
        },
        door: { path: '/api/v2/dags?limit=1', look: { status: [200], json: 'dags' } },
      },
    ],
    limit: {
      account: 2,
      listener: 4,
      source: 'airflow.cfg of Airflow 2.6 and later: auth_rate_limit = 5 per 40 second, of an address',
    },
  },
]
