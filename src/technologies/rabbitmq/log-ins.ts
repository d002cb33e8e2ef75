import type { ProductLogIns } from '../../model/log-ins.ts'

export const logIns: readonly ProductLogIns[] = [
  { published: [{ user: 'guest', password: 'guest', source: 'RabbitMQ 3 and 4, "Access Control", default user' }] },
]
