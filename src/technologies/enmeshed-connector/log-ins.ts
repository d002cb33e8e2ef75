import type { ProductLogIns } from '../../model/log-ins.ts'

const account = { by: 'header', header: 'X-API-KEY' } as const

/** Keys are said with every request; the connector answers a wrong one only after one to four seconds. */
export const logIns: readonly ProductLogIns[] = [
  {
    published: [{ user: '', password: 'This_is_a_test_APIKEY_with_30_chars+', source: 'example deployments of the Enmeshed Connector 6 and 7' }],
    http: [
      { account, door: { path: '/api/core/v2/Account/IdentityInfo', look: { status: [200], json: 'result' } } },
      { account, door: { path: '/api/v2/Account/IdentityInfo', look: { status: [200], json: 'result' } } },
    ],
  },
]
