import type { EditTechnology } from '../../model/change.ts'
import { clientEdit } from '../../settings/client-edit.ts'
import { configOf } from './config.ts'

/** The database's address stands in its JSON file or in a variable; its driver is that of MongoDB for Node (versions 2 to 7). */
export const edit: EditTechnology = clientEdit({
  address: (key, { input, version }) => (key === 'database.connectionString' ? configOf(input, [], version).tree.get(key) : undefined),
})
