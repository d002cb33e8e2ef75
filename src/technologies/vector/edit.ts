import { child } from '../../formats/node.ts'
import type { EditTechnology } from '../../model/change.ts'
import { clientEdit } from '../../settings/client-edit.ts'
import { dockerSources, settingsOf } from './read.ts'

const editClient = clientEdit({})

/** Sources of the type docker_logs without a `docker_host` of their own ask where DOCKER_HOST says (reference of 0.49, docker_logs). */
export const edit: EditTechnology = (want, component, deployment) => {
  if (want.kind !== 'engine') return editClient(want, component, deployment)
  const tree = settingsOf(component.input, [])
  if (tree === undefined) return { cannot: 'its settings are not among the files', reason: 'not-in-files' }
  if (component.input.env.has('DOCKER_HOST') || dockerSources(tree).some(({ value }) => child(value, 'docker_host') !== undefined))
    return { cannot: 'it is told already where the engine is', reason: 'needs-person' }
  return { changes: [{ kind: 'variable', name: 'DOCKER_HOST', value: `http://127.0.0.1:${want.port}` }] }
}
