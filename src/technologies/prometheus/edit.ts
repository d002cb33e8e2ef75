import type { EditTechnology } from '../../model/change.ts'
import { clientEdit } from '../../settings/client-edit.ts'
import { discoverAt } from '../../settings/docker-discovery.ts'
import { settingsOf } from './targets.ts'

const editClient = clientEdit({})

/** Where Prometheus asks the container engine. */
export const edit: EditTechnology = (want, component, deployment) => {
  if (want.kind !== 'engine') return editClient(want, component, deployment)
  const tree = settingsOf(component.input, [])
  return tree === undefined ? { cannot: 'its settings are not among the files', reason: 'not-in-files' } : discoverAt(want.port, tree)
}
