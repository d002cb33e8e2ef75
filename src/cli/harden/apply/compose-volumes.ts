import type { Node } from '../../../formats/node.ts'
import { child, itemsOf, scalarText } from '../../../formats/node.ts'

/**
 * Where data would stay behind: docker-compose 1 hands a volume without a name on to the next container only where the service asks for it,
 * or where the container has it that the image was built from, which images of BuildKit do not have (compose/service.py of 1.29.2,
 * `get_container_data_volumes`).
 * @param unnamed places of such volumes in the container that runs
 * @param built places of volumes in the container that its image was built from
 * @param service as `config` of Compose gives it
 */
export function leftBehind(unnamed: readonly string[], built: readonly string[], service: Node | undefined): readonly string[] {
  const asked = itemsOf(child(service, 'volumes')).flatMap((each) => {
    const text = scalarText(each) ?? scalarText(child(each, 'target')) ?? ''
    return [text.replace(/:(?:rw|ro|z|Z|,)+$/, '')]
  })
  return unnamed.filter((place) => !built.includes(place) && !asked.includes(place))
}
