import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { read } from './read.ts'

export const prometheus: Technology = {
  id: 'prometheus',
  title: 'Prometheus',
  role: 'observability',
  recognise(input) {
    const version = versionOf(input.image)
    const versioned = version === undefined ? {} : { version }
    if (matchesImage(input.image, ['prom/prometheus'])) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, ['bitnami/prometheus', '*/prometheus'])) return { certainty: 2, because: 'image name', ...versioned }
    return runs(commandLine(input), 'prometheus') ? { certainty: 1, because: 'runs prometheus' } : undefined
  },
  read,
}
