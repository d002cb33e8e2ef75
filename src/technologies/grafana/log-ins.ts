import type { ProductLogIns } from '../../model/log-ins.ts'

export const logIns: readonly ProductLogIns[] = [
  {
    published: [{ user: 'admin', password: 'admin', source: 'Grafana 7 to 12, [security] admin_user and admin_password' }],
    http: [{ account: { by: 'basic' }, door: { path: '/api/org', look: { status: [200], json: 'id' } } }],
    limit: { account: 2, listener: 8, source: 'Grafana 5 and later shuts an account out for five minutes after five failed log-ins in five minutes' },
  },
]
