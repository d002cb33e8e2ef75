import { child, entryOf } from '../../formats/node.ts'
import type { Setting } from '../../model/setting.ts'
import type { ConnectionReading } from '../../model/technology.ts'
import { connectionsTo } from '../../settings/client.ts'
import type { TreeDocument } from '../../settings/trees.ts'
import { nodeSetting, scalarsOf } from '../../settings/trees.ts'

/** The stores that kibana.yml names: `elasticsearch.hosts`, a text or a list of them, written with dots or nested. */
export function connectionsOf(
  { document, root }: TreeDocument,
  store: string,
  look: (name: string) => Setting | undefined,
): readonly ConnectionReading[] {
  const key = `${store}.hosts`
  const user = look(`${store}.username`)
  const password = look(`${store}.password`)
  return scalarsOf(entryOf(root, key)?.value ?? child(root, store, 'hosts')).flatMap((node) => {
    const address = nodeSetting(document, node)
    if (address === undefined) return []
    return connectionsTo(address, { key, protocol: 'http', user, password })
  })
}
