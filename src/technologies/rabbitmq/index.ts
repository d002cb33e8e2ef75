import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const rabbitmq: Technology = {
  id: 'rabbitmq',
  title: 'RabbitMQ',
  role: 'broker',
  recognise(input) {
    const words = commandLine(input)
    if (runs(words, 'rabbitmqadmin', 'rabbitmqctl') && !runs(words, 'rabbitmq-server')) return undefined
    return recogniseBy(input, { official: ['rabbitmq', 'bitnami/rabbitmq'], rebuilds: ['*/rabbitmq'], programs: ['rabbitmq-server'] })
  },
  read,
}
