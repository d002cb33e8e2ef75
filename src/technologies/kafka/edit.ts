import type { EditTechnology } from '../../model/change.ts'
import { clientEdit } from '../../settings/client-edit.ts'
import { withoutDoor } from '../../settings/jvm-edit.ts'

const editClient = clientEdit({})

/** kafka-run-class.sh opens JMX where one of these has a port (3.x; KAFKA_JMX_PORT is the name in Confluent's and Bitnami's images). */
const names = ['JMX_PORT', 'KAFKA_JMX_PORT']

/** How Kafka's management port is shut. */
export const edit: EditTechnology = (want, component, deployment) => {
  if (want.kind !== 'own') return editClient(want, component, deployment)
  const isDoor = deployment.listeners.some(({ component: id, port, purpose }) => id === component.id && port === want.port && purpose === 'debug')
  if (!isDoor) return { cannot: 'its listeners and what it advertises are for all clients: both change together', reason: 'needs-person' }
  const given = names.filter((name) => component.input.env.get(name)?.value === String(want.port))
  const options = withoutDoor(component.input, want.port)
  const more = options !== undefined && 'changes' in options ? options.changes : []
  const changes = [...given.map((name) => ({ kind: 'variable' as const, name, value: undefined })), ...more]
  return changes.length > 0 ? { changes } : { cannot: `what opens port ${want.port} is not among its variables`, reason: 'not-in-files' }
}
