import type { Technology } from '../../model/technology.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { partOf } from './part.ts'
import { read } from './read.ts'

export const corridor: Technology = {
  id: 'corridor',
  title: 'Corridor',
  role: 'application',
  recognise(input) {
    const tag = versionOf(input.image)
    const versioned = tag === undefined ? {} : { version: tag }
    if (matchesImage(input.image, ['corridor/corridor*', 'corridorplatforms/*'])) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, ['*/corridor-app', '*/corridor-api', '*/corridor-worker', '*/corridor-jupyter', 'corridor']))
      return { certainty: 2, because: 'image name', ...versioned }
    if (partOf(input) !== undefined) return { certainty: 1, because: 'runs a program of Corridor' }
    const own = [...input.env.keys()].find((name) => name.startsWith('CORRIDOR_'))
    return own === undefined ? undefined : { certainty: 1, because: `sets ${own}` }
  },
  read,
}
