import type { ConfigurationFile } from '../../model/technology.ts'

const home = '/etc/zookeeper/conf'
const own = /^\s*(?:dataDir|clientPort|secureClientPort|initLimit|syncLimit)\s*[=:]/m

export const files: readonly ConfigurationFile[] = [
  { name: /^zoo.*\.cfg$/, content: own, at: `${home}/zoo.cfg` },
  // Kafka's name for it
  { name: /^zookeeper.*\.properties$/, content: own, at: `${home}/zoo.cfg` },
  { name: /^java\.env$/, content: /\b(?:JVMFLAGS|ZOO\w+|JMX\w+)\+?=/, at: `${home}/java.env`, part: true },
  { name: /^zookeeper-env\.sh$/, at: `${home}/zookeeper-env.sh`, part: true },
  { name: /\.dynamic(?:\.[0-9a-f]+)?$/, content: /^server\.\d+=/m, at: `${home}/`, part: true },
  { name: /jaas.*\.conf$/, content: /^\s*Server\s*\{[^}]*(?:org\.apache\.zookeeper\.|principal="?zookeeper\/)/m, at: `${home}/`, part: true },
]
