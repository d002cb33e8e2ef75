import type { Planter } from './planter.ts'
import { mysqlPlanter } from './mysql.ts'
import { postgresPlanter } from './postgres.ts'
import { redisPlanter } from './redis.ts'

/** Servers into which a value is written, one for each protocol. */
export const planters: readonly Planter[] = [mysqlPlanter, postgresPlanter, redisPlanter]
