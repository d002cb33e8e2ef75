import type { ProductLogIns } from '../../model/log-ins.ts'

export const logIns: readonly ProductLogIns[] = [
  {
    published: [
      { user: 'cornflow_admin', password: 'Cornflow_admin1234', source: 'Cornflow 1, CORNFLOW_ADMIN_USER and CORNFLOW_ADMIN_PWD' },
      { user: 'service_user', password: 'Service_user1234', source: 'Cornflow 1, CORNFLOW_SERVICE_USER and CORNFLOW_SERVICE_PWD' },
      { user: 'cornflow', password: 'cornflow', source: 'docker-compose files of Cornflow 1, its database', at: 'postgres' },
      { user: 'postgres', password: 'postgresadmin', source: 'tests of Cornflow 1, its database', at: 'postgres' },
      { user: 'admin', password: 'admin', source: 'docker-compose files of Cornflow 1 with LDAP, its directory', at: 'ldap' },
    ],
    http: [
      {
        account: {
          by: 'json',
          path: '/login/',
          user: 'username',
          password: 'password',
          session: { member: 'token', header: 'Authorization', prefix: 'Bearer ' },
          refused: [{ status: [400, 401], text: /credential|password|user/i }],
        },
        door: { path: '/instance/', look: { status: [200], json: '[]' } },
        shut: [{ status: [401, 403] }, { status: [400], text: /token|credential/i }],
      },
    ],
  },
]
