import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { files } from './files.ts'
import { read } from './read.ts'

const official = [
  'apache/kafka',
  'apache/kafka-native',
  'confluentinc/cp-kafka',
  'confluentinc/cp-server',
  'confluentinc/confluent-local',
  'bitnami/kafka',
]
const rebuilds = ['wurstmeister/kafka', 'ubuntu/kafka', 'strimzi/kafka', '*/cp-kafka', '*/kafka']

export const kafka: Technology = {
  id: 'kafka',
  title: 'Apache Kafka',
  role: 'broker',
  files,
  recognise(input) {
    const version = versionOf(input.image)
    // Confluent and wurstmeister count otherwise
    const versioned = version === undefined || !matchesImage(input.image, ['apache/kafka', 'bitnami/kafka']) ? {} : { version }
    const words = commandLine(input)
    // a one-off that makes topics from the same image serves nothing
    if (runs(words, 'kafka-topics', 'kafka-topics.sh', 'kafka-configs', 'kafka-configs.sh', 'kafka-console-producer', 'kafka-console-consumer'))
      return undefined
    if (matchesImage(input.image, official)) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, rebuilds)) return { certainty: 2, because: 'image name', ...versioned }
    return runs(words, 'kafka-server-start.sh', 'kafka-server-start') ? { certainty: 1, because: 'runs kafka-server-start' } : undefined
  },
  read,
}
