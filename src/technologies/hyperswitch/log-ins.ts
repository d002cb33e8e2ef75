import type { ProductLogIns } from '../../model/log-ins.ts'

/** The administrator's key of the example settings; lists of merchants are his alone. */
export const logIns: readonly ProductLogIns[] = [
  {
    published: [
      { user: '', password: 'test_admin', source: 'config/development.toml and Compose files of Hyperswitch 1, secrets.admin_api_key' },
      { user: 'db_user', password: 'db_pass', source: 'config/development.toml of Hyperswitch 1, its database', at: 'postgres' },
    ],
    http: [
      {
        account: { by: 'header', header: 'api-key' },
        door: { path: '/accounts/list?organization_id=ringwall', look: { status: [200], json: '[]' } },
      },
    ],
  },
]
