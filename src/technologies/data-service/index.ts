import type { ComponentInput } from '../../model/input.ts'
import type { Technology } from '../../model/technology.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { agents } from './data/agents.ts'
import { services } from './data/services.ts'
import { read } from './read.ts'
import type { Service } from './service.ts'
import { shares } from './data/shares.ts'

const table: readonly Service[] = [...services, ...shares, ...agents]

/** Stores, caches, brokers and file servers with few settings, one table row each. */
export const dataService: Technology = {
  id: 'data-service',
  title: 'Data service',
  role: 'datastore',
  recognise(input) {
    const found = serviceOf(input)
    if (found === undefined) return undefined
    const version = versionOf(input.image)
    const certainty = matchesImage(input.image, found.images) ? 3 : 2
    return { certainty, because: `image of ${found.title}`, ...(version === undefined ? {} : { version }) }
  },
  read(input) {
    const found = serviceOf(input)
    return found === undefined ? {} : read(input, found)
  },
}

function serviceOf(input: ComponentInput): Service | undefined {
  return table.find(({ images }) => matchesImage(input.image, images)) ?? table.find(({ rebuilds = [] }) => matchesImage(input.image, rebuilds))
}
