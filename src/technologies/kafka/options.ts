import { parseProperties } from '../../formats/properties.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { commandLine } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'

/** Looks a broker property up by its own name, such as `listener.security.protocol.map`. */
export interface Options {
  readonly get: (property: string) => Setting | undefined
  /** Every property that is set, with its own name. */
  readonly all: ReadonlyMap<string, Setting>
  readonly bitnami: boolean
}

const files = [
  '/opt/kafka/config/server.properties',
  '/mnt/shared/config/server.properties',
  '/etc/kafka/server.properties',
  '/etc/kafka/kafka.properties',
  '/bitnami/kafka/config/server.properties',
  '/opt/bitnami/kafka/config/server.properties',
  '/opt/kafka/config/kraft/server.properties',
  '/etc/kafka/conf/server.properties',
]

/** Variables that start like properties and are none: JVM and entrypoint settings. */
const notProperties =
  /^KAFKA_(?:HEAP_OPTS|OPTS|JMX_OPTS|JMX_PORT|JMX_HOSTNAME|JVM_PERFORMANCE_OPTS|GC_LOG_OPTS|LOG4J.*|CREATE_TOPICS|CLIENT_USERS|CLIENT_PASSWORDS|INTER_BROKER_USER|INTER_BROKER_PASSWORD|CONTROLLER_USER|CONTROLLER_PASSWORD|KRAFT_CLUSTER_ID|CERTIFICATE_PASSWORD|TLS_.*|HOME|VERSION|DEBUG)$/

/**
 * Broker properties of the mounted file and the environment, which wins: `KAFKA_A_B` is `a.b` (with `__` for `_` and `___` for `-`
 * in apache/kafka and Confluent's), bitnami writes `KAFKA_CFG_A_B`.
 */
export function optionsOf(input: ComponentInput, gaps: Gap[]): Options {
  const bitnami = matchesImage(input.image, ['bitnami/kafka'])
  const all = new Map<string, Setting>()
  const words = commandLine(input)
  const named = words.find(({ value }) => /^\/\S*\.properties$/.test(value))?.value
  for (const path of named === undefined ? files : [named]) {
    const document = openDocument(input, path, gaps)
    if (document === undefined) continue
    for (const { key, value, span } of parseProperties(document.text).entries) all.set(key, settingAt(document, value, span))
  }
  // kafka-server-start.sh FILE --override name=value
  for (const [index, word] of words.entries()) {
    const pair = words[index - 1]?.value === '--override' ? /^([\w.-]+)=(.*)$/s.exec(word.value) : null
    if (pair !== null) all.set(pair[1] ?? '', { ...word, value: pair[2] ?? '' })
  }
  for (const [name, value] of input.env) {
    const rest = bitnami ? /^KAFKA_CFG_(.+)$/.exec(name)?.[1] : notProperties.test(name) ? undefined : /^KAFKA_(.+)$/.exec(name)?.[1]
    if (rest !== undefined) all.set(propertyOf(rest), value)
  }
  return { get: (property) => all.get(property), all, bitnami }
}

function propertyOf(rest: string): string {
  return rest.toLowerCase().replace(/_{1,3}/g, (bar) => (bar.length === 1 ? '.' : bar.length === 2 ? '_' : '-'))
}
