import type { EditTechnology } from '../../model/change.ts'
import { clientEdit } from '../../settings/client-edit.ts'

/** diesel over libpq (crates/storage_impl), which reads its variables. */
export const edit: EditTechnology = clientEdit({ libraries: { postgres: 'libpq' } })
