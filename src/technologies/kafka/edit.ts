import type { EditTechnology } from '../../model/change.ts'
import type { ComponentInput } from '../../model/input.ts'
import { channelOf } from '../../model/lookup.ts'
import { matchesImage } from '../../protocols/image.ts'
import { clientEdit } from '../../settings/client-edit.ts'
import { withoutDoor } from '../../settings/jvm-edit.ts'
import type { JvmProgram } from '../../settings/zookeeper-client-edit.ts'
import { zookeeperEdit } from '../../settings/zookeeper-client-edit.ts'

const editClient = clientEdit({})

/** kafka-run-class.sh opens JMX where one of these has a port (3.x; KAFKA_JMX_PORT is the name in Confluent's and Bitnami's images). */
const names = ['JMX_PORT', 'KAFKA_JMX_PORT']

/** How Kafka's management port is shut, and what its JVM is told of ZooKeeper: that counts where `zookeeper.ssl` says nothing (KafkaConfig, 2.5 to 3.9). */
export const edit: EditTechnology = (want, component, deployment) => {
  if (want.kind === 'connect') {
    const channel = channelOf(deployment, want.channel)
    if (channel?.protocol === 'zookeeper') return zookeeperEdit(want, channel, component, deployment, programOf(component.input))
  }
  if (want.kind !== 'own') return editClient(want, component, deployment)
  const isDoor = deployment.listeners.some(({ component: id, port, purpose }) => id === component.id && port === want.port && purpose === 'debug')
  if (!isDoor) return { cannot: 'its listeners and what it advertises are for all clients: both change together', reason: 'needs-person' }
  const given = names.filter((name) => component.input.env.get(name)?.value === String(want.port))
  const options = withoutDoor(component.input, want.port)
  const more = options !== undefined && 'changes' in options ? options.changes : []
  const changes = [...given.map((name) => ({ kind: 'variable' as const, name, value: undefined })), ...more]
  return changes.length > 0 ? { changes } : { cannot: `what opens port ${want.port} is not among its variables`, reason: 'not-in-files' }
}

/** `appuser` of Apache's and Confluent's images is 1000, the user of Bitnami's 1001. */
function programOf(input: ComponentInput): JvmProgram {
  const given = /^(\d+)(?::(\d+))?$/.exec(input.user?.value ?? '')
  const isBitnami = matchesImage(input.image, ['bitnami/kafka'])
  const user = given === null ? (isBitnami ? 1001 : 1000) : Number(given[1])
  const group = given?.[2] === undefined ? (isBitnami ? 0 : user) : Number(given[2])
  return { variable: 'KAFKA_OPTS', address: isBitnami ? 'KAFKA_CFG_ZOOKEEPER_CONNECT' : 'KAFKA_ZOOKEEPER_CONNECT', owner: { user, group } }
}
