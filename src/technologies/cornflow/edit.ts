import type { EditTechnology } from '../../model/change.ts'
import { clientEdit } from '../../settings/client-edit.ts'

/** SQLAlchemy with psycopg2, whose address has no word for TLS (cornflow 1.3.6): libpq reads its variables. */
export const edit: EditTechnology = clientEdit({ libraries: { postgres: 'psycopg2' } })
