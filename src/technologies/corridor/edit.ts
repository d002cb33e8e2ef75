import type { EditTechnology } from '../../model/change.ts'
import { clientEdit } from '../../settings/client-edit.ts'

/** Celery with redis-py, SQLAlchemy with psycopg2 (requirements of the vendor's images). */
export const edit: EditTechnology = clientEdit({ libraries: { redis: 'redis-py', postgres: 'psycopg2' } })
