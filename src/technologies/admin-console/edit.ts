import type { EditTechnology } from '../../model/change.ts'
import { matchesImage } from '../../protocols/image.ts'
import { clientEdit } from '../../settings/client-edit.ts'
import { consoles } from './data/consoles.ts'
import { editMongoExpress } from './edit-mongo-express.ts'

const editClient = clientEdit({})

/** Where a page asks the container engine, by an option on its command line; mongo-express is told of TLS twice. */
export const edit: EditTechnology = (want, component, deployment) => {
  const { input } = component
  if (matchesImage(input.image, ['mongo-express', 'mongo-express/mongo-express'])) return editMongoExpress(want, component, deployment)
  const option = consoles.find(({ images }) => matchesImage(input.image, images))?.engine?.option
  if (want.kind !== 'engine' || option === undefined) return editClient(want, component, deployment)
  const words = (input.command ?? []).map(({ value }) => value)
  if (words.some((word) => word === option || word.startsWith(`${option}=`))) return { cannot: `${option} is given already`, reason: 'needs-person' }
  return { changes: [{ kind: 'command', words: [...words, `${option}=tcp://127.0.0.1:${want.port}`] }] }
}
