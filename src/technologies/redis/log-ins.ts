import type { ProductLogIns } from '../../model/log-ins.ts'

export const logIns: readonly ProductLogIns[] = [
  { published: [{ user: '', password: 'foobared', source: 'redis.conf of Redis 2 to 7, "requirepass"' }] },
]
