import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { read } from './read.ts'

export const loki: Technology = {
  id: 'loki',
  title: 'Grafana Loki',
  role: 'observability',
  recognise(input) {
    const version = versionOf(input.image)
    const versioned = version === undefined ? {} : { version }
    if (matchesImage(input.image, ['grafana/loki'])) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, ['bitnami/grafana-loki', '*/loki'])) return { certainty: 2, because: 'image name', ...versioned }
    return runs(commandLine(input), 'loki') ? { certainty: 1, because: 'runs loki' } : undefined
  },
  read,
}
