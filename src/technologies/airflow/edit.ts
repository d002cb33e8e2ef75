import type { EditTechnology } from '../../model/change.ts'
import { clientEdit } from '../../settings/client-edit.ts'

/** The libraries of the official images (providers celery and postgres). */
export const edit: EditTechnology = clientEdit({ libraries: { redis: 'redis-py', postgres: 'psycopg2' } })
