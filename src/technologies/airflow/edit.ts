import type { EditTechnology } from '../../model/change.ts'
import { clientEdit } from '../../settings/client-edit.ts'

/** The libraries of the official images (providers celery and postgres); REDIS_PASSWORD is of the entry script of Cornflow's image. */
export const edit: EditTechnology = clientEdit({ libraries: { redis: 'redis-py', postgres: 'psycopg2' }, passwords: { redis: 'REDIS_PASSWORD' } })
