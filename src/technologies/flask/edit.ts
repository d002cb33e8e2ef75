import type { EditTechnology } from '../../model/change.ts'
import { clientEdit } from '../../settings/client-edit.ts'

/** What nearly all programs of the kind have. */
export const edit: EditTechnology = clientEdit({ libraries: { redis: 'redis-py', postgres: 'psycopg2' } })
