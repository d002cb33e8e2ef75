import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { read } from './read.ts'

export const vector: Technology = {
  id: 'vector',
  title: 'Vector',
  role: 'observability',
  recognise(input) {
    const version = versionOf(input.image)
    const versioned = version === undefined ? {} : { version }
    if (matchesImage(input.image, ['timberio/vector'])) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, ['*/vector'])) return { certainty: 2, because: 'image name', ...versioned }
    return runs(commandLine(input), 'vector') ? { certainty: 1, because: 'runs vector' } : undefined
  },
  read,
}
