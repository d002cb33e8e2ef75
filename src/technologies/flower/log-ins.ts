import type { ProductLogIns } from '../../model/log-ins.ts'

export const logIns: readonly ProductLogIns[] = [
  {
    published: [{ user: 'user1', password: 'password1', source: 'Flower 1 and 2, "Authentication", --basic-auth' }],
    http: [
      { account: { by: 'basic' }, door: { path: '/api/workers', look: { status: [200], json: '{}' } } },
      { account: { by: 'basic' }, door: { path: '/tasks', look: { status: [200], text: /<title>Flower<\/title>|flower\.js/i } } },
    ],
  },
]
