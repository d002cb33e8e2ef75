import type { ProductLogIns } from '../../model/log-ins.ts'

export const logIns: readonly ProductLogIns[] = [
  {
    published: [{ user: 'admin', password: 'password', source: 'page of the image couchdb, COUCHDB_USER and COUCHDB_PASSWORD' }],
    http: [{ account: { by: 'basic' }, door: { path: '/_all_dbs?limit=1', look: { status: [200], json: '[]' } } }],
    limit: { account: 2, listener: 4, source: 'CouchDB 3.4 shuts an account out for its address after five failed log-ins' },
  },
]
