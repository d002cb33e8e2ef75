import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { read } from './read.ts'

export const rabbitmq: Technology = {
  id: 'rabbitmq',
  title: 'RabbitMQ',
  role: 'broker',
  recognise(input) {
    const version = versionOf(input.image)
    const versioned = version === undefined ? {} : { version }
    const words = commandLine(input)
    if (runs(words, 'rabbitmqadmin', 'rabbitmqctl') && !runs(words, 'rabbitmq-server')) return undefined
    if (matchesImage(input.image, ['rabbitmq', 'bitnami/rabbitmq'])) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, ['*/rabbitmq'])) return { certainty: 2, because: 'image name', ...versioned }
    return runs(words, 'rabbitmq-server') ? { certainty: 1, because: 'runs rabbitmq-server' } : undefined
  },
  read,
}
