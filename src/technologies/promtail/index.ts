import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { read } from './read.ts'

export const promtail: Technology = {
  id: 'promtail',
  title: 'Promtail',
  role: 'observability',
  recognise(input) {
    const version = versionOf(input.image)
    const versioned = version === undefined ? {} : { version }
    if (matchesImage(input.image, ['grafana/promtail'])) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, ['bitnami/promtail', '*/promtail'])) return { certainty: 2, because: 'image name', ...versioned }
    return runs(commandLine(input), 'promtail') ? { certainty: 1, because: 'runs promtail' } : undefined
  },
  read,
}
