import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { read } from './read.ts'

export const grafana: Technology = {
  id: 'grafana',
  title: 'Grafana',
  role: 'observability',
  recognise(input) {
    const version = versionOf(input.image)
    const versioned = version === undefined ? {} : { version }
    if (matchesImage(input.image, ['grafana/grafana', 'grafana/grafana-oss', 'grafana/grafana-enterprise']))
      return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, ['bitnami/grafana', '*/grafana'])) return { certainty: 2, because: 'image name', ...versioned }
    return runs(commandLine(input), 'grafana-server') ? { certainty: 1, because: 'runs grafana' } : undefined
  },
  read,
}
