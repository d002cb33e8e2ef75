import type { ConfigurationFile } from '../../model/technology.ts'

const home = '/etc/kafka'
const own = /^\s*(?:broker\.id|node\.id|process\.roles|(?:advertised\.)?listeners|log\.dirs?|zookeeper\.connect|num\.network\.threads)\s*[=:]/m

export const files: readonly ConfigurationFile[] = [
  { name: /^(?:server|broker|controller|kafka)(?:[-._].*)?\.properties$/, content: own, at: `${home}/server.properties` },
  { name: /jaas.*\.conf$/, content: /^\s*KafkaServer\s*\{/m, at: `${home}/`, part: true },
]
