import type { ProductLogIns } from '../../model/log-ins.ts'

export const logIns: readonly ProductLogIns[] = [
  {
    published: [{ user: 'elastic', password: 'changeme', source: 'X-Pack 5 and images of Elasticsearch 5, built-in users' }],
    http: [{ account: { by: 'basic' }, door: { path: '/_security/_authenticate', look: { status: [200], json: 'username' } } }],
  },
]
