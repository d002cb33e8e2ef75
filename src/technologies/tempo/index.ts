import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { read } from './read.ts'

export const tempo: Technology = {
  id: 'tempo',
  title: 'Grafana Tempo',
  role: 'observability',
  recognise(input) {
    const version = versionOf(input.image)
    const versioned = version === undefined ? {} : { version }
    if (matchesImage(input.image, ['grafana/tempo'])) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, ['bitnami/grafana-tempo', '*/tempo'])) return { certainty: 2, because: 'image name', ...versioned }
    return runs(commandLine(input), 'tempo') ? { certainty: 1, because: 'runs tempo' } : undefined
  },
  read,
}
