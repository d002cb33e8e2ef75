import type { ProductLogIns } from '../../model/log-ins.ts'

export const logIns: readonly ProductLogIns[] = [
  {
    published: [{ user: '', password: 'my-super-secret-auth-token', source: 'page of the image influxdb 2, DOCKER_INFLUXDB_INIT_ADMIN_TOKEN' }],
    http: [
      {
        account: { by: 'header', header: 'Authorization', prefix: 'Token ' },
        door: { path: '/api/v2/buckets?limit=1', look: { status: [200], json: 'buckets' } },
      },
    ],
  },
]
