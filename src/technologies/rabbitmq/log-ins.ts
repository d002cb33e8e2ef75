import type { ProductLogIns } from '../../model/log-ins.ts'

export const logIns: readonly ProductLogIns[] = [
  {
    published: [{ user: 'guest', password: 'guest', source: 'RabbitMQ 3 and 4, "Access Control", default user' }],
    // HTTP API of the management plug-in: who may log in is told his name
    http: [{ account: { by: 'basic' }, door: { path: '/api/whoami', look: { status: [200], json: 'name' } } }],
  },
]
