import type { ProductLogIns } from '../../model/log-ins.ts'

export const logIns: readonly ProductLogIns[] = [
  {
    product: 'pgAdmin',
    published: [{ user: 'user@domain.com', password: 'SuperSecret', source: 'pgAdmin 4, "Container Deployment"' }],
    http: [
      {
        account: {
          by: 'form',
          path: '/authenticate/login',
          user: 'email',
          password: 'password',
          tokenPage: '/login',
          token: 'csrf_token',
          session: 'cookies',
        },
        door: { path: '/browser/', look: { status: [200], text: /pgAdmin/ } },
        mail: true,
      },
    ],
    limit: { account: 1, listener: 4, source: 'config.py of pgAdmin 4, MAX_LOGIN_ATTEMPTS = 3' },
  },
  {
    product: 'mongo-express',
    published: [{ user: 'admin', password: 'pass', source: 'mongo-express 1, ME_CONFIG_BASICAUTH_USERNAME and ME_CONFIG_BASICAUTH_PASSWORD' }],
    http: [{ account: { by: 'basic' }, door: { path: '/', look: { status: [200], text: /mongo.express/i } }, shut: [{ status: [401] }] }],
  },
]
