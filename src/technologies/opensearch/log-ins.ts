import type { ProductLogIns } from '../../model/log-ins.ts'

export const logIns: readonly ProductLogIns[] = [
  {
    published: [{ user: 'admin', password: 'admin', source: 'demo configuration of OpenSearch 1.0 to 2.11' }],
    http: [{ account: { by: 'basic' }, door: { path: '/_plugins/_security/authinfo', look: { status: [200], json: 'user_name' } } }],
    limit: {
      account: 2,
      listener: 6,
      source: 'OpenSearch 1 to 3, "API rate limiting": allowed_tries, 10 for an account and 10 for an address in the examples',
    },
  },
]
