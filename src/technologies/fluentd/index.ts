import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { read } from './read.ts'

export const fluentd: Technology = {
  id: 'fluentd',
  title: 'Fluentd',
  role: 'observability',
  recognise(input) {
    const version = versionOf(input.image)
    const versioned = version === undefined ? {} : { version }
    if (matchesImage(input.image, ['fluentd', 'fluent/fluentd'])) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, ['bitnami/fluentd', '*/fluentd', '*/fluentd-kubernetes-daemonset']))
      return { certainty: 2, because: 'image name', ...versioned }
    return runs(commandLine(input), 'fluentd') ? { certainty: 1, because: 'runs fluentd' } : undefined
  },
  read,
}
