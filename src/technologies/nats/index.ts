import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { read } from './read.ts'

export const nats: Technology = {
  id: 'nats',
  title: 'NATS',
  role: 'broker',
  recognise(input) {
    const version = versionOf(input.image)
    const versioned = version === undefined ? {} : { version }
    if (matchesImage(input.image, ['nats', 'nats-streaming'])) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, ['bitnami/nats', '*/nats'])) return { certainty: 2, because: 'image name', ...versioned }
    return runs(commandLine(input), 'nats-server') ? { certainty: 1, because: 'runs nats-server' } : undefined
  },
  read,
}
