import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { read } from './read.ts'

export const alertmanager: Technology = {
  id: 'alertmanager',
  title: 'Alertmanager',
  role: 'observability',
  recognise(input) {
    const version = versionOf(input.image)
    const versioned = version === undefined ? {} : { version }
    if (matchesImage(input.image, ['prom/alertmanager'])) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, ['bitnami/alertmanager', '*/alertmanager'])) return { certainty: 2, because: 'image name', ...versioned }
    return runs(commandLine(input), 'alertmanager') ? { certainty: 1, because: 'runs alertmanager' } : undefined
  },
  read,
}
