import type { Fact } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import { setting, withText } from '../../model/setting.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import type { Service } from './endpoint.ts'
import { brokerListeners, listener, portOf, webListeners } from './endpoint.ts'
import type { Node } from './node.ts'
import { anonymousEntry, mqttEntry, stompEntry } from './entry.ts'
import { machineArguments } from './variables.ts'

/** Ports of a node with its plugins (3.10; networking guide for 4.1). */
export function listenersOf(node: Node): readonly ListenerReading[] {
  const { options, plugins, home } = node
  const login = byDefault<Authentication>('password', 'RabbitMQ asks for a name and a password (all versions)', [home])
  const service = (name: string, protocol: Service['protocol'], purpose: Service['purpose'], authentication: Fact<Authentication>): Service => ({
    name,
    protocol,
    purpose,
    authentication,
    home,
  })
  const amqp = service('RabbitMQ', 'amqp', 'data', anonymousEntry(node) ?? login)
  const mqtt = service('the MQTT plugin', 'mqtt', 'data', mqttEntry(node) ?? login)
  const stomp = service('the STOMP plugin', 'tcp', 'data', stompEntry(node) ?? login)
  const streams = service('the stream plugin', 'tcp', 'data', amqp.authentication)
  const pages = service('the management plugin', 'http', 'admin', login)
  const metrics = service('rabbitmq_prometheus', 'http', 'metrics', byDefault('none', 'rabbitmq_prometheus asks for no login', [home]))
  const web = (from: Service, name: string): Service => ({ ...from, name, protocol: 'http' })
  return [
    ...brokerListeners(amqp, options, '', 5672, nodePort(node)),
    ...(plugins('management') ? webListeners(pages, options, 'management', { plain: managementPort(node), tls: 15671 }) : []),
    ...(plugins('mqtt') ? brokerListeners(mqtt, options, 'mqtt.', 1883) : []),
    ...(plugins('stomp') ? brokerListeners(stomp, options, 'stomp.', 61613) : []),
    ...(plugins('stream') ? brokerListeners(streams, options, 'stream.', 5552) : []),
    ...(plugins('web_mqtt') ? webListeners(web(mqtt, 'the Web MQTT plugin'), options, 'web_mqtt', { plain: 15675, tls: 15676, stays: true }) : []),
    ...(plugins('web_stomp')
      ? webListeners(web(stomp, 'the Web STOMP plugin'), options, 'web_stomp', { plain: 15674, tls: 15673, stays: true })
      : []),
    ...(plugins('prometheus') ? webListeners(metrics, options, 'prometheus', { plain: 15692, tls: 15691 }) : []),
    ...betweenNodes(node),
  ]
}

/** RABBITMQ_NODE_PORT and RABBITMQ_NODE_IP_ADDRESS count where the files say nothing (rabbit_env, 3.10). */
function nodePort({ variable }: Node) {
  const [port, address] = [variable('NODE_PORT') ?? variable('NODE_PORT_NUMBER'), variable('NODE_IP_ADDRESS')]
  if (port === undefined) return address === undefined ? undefined : withText(address, `${address.value}:5672`)
  return address === undefined ? port : { ...port, value: `${address.value}:${port.value}`, unresolved: [...port.unresolved, ...address.unresolved] }
}

function managementPort({ variable }: Node): number {
  return portOf(variable('MANAGEMENT_PORT_NUMBER')) ?? 15672
}

/** Nodes and rabbitmqctl find each other through epmd and talk over Erlang's distribution, in clear text unless the machine is told otherwise. */
function betweenNodes({ variable, options, home }: Node): readonly ListenerReading[] {
  const cookie = byDefault<Authentication>('token', 'nodes know each other by the Erlang cookie', [home])
  const names: Service = {
    name: 'epmd',
    protocol: 'tcp',
    purpose: 'metrics',
    authentication: byDefault('none', 'epmd tells everybody which nodes there are (Erlang/OTP 25)', [home]),
    home,
  }
  const peers: Service = { name: 'Erlang distribution', protocol: 'tcp', purpose: 'peer', authentication: cookie, home }
  const clear = byDefault<'none'>('none', 'Erlang distribution is clear text unless -proto_dist inet_tls is given', [home])
  const switched = machineArguments(variable).find(({ value }) => /-proto_dist\s+["']?inet6?_tls\b/.test(value))
  const base = portOf(variable('NODE_PORT')) ?? 5672
  const port = options.get('distribution.listener.port_range.min') ?? variable('DIST_PORT')
  const face = options.get('distribution.listener.interface')
  const epmdAddress = variable('ERL_EPMD_ADDRESS')
  const at = (address: typeof face, number: number) => (address === undefined ? undefined : setting(`${address.value}:${number}`, ...address.trail))
  const distribution = portOf(port) ?? base + 20_000
  const epmd = portOf(variable('ERL_EPMD_PORT')) ?? 4369
  return [
    listener(names, epmd, clear, names.authentication, at(epmdAddress, epmd)),
    listener(peers, distribution, switched === undefined ? clear : configured('required', switched.trail), cookie, at(face, distribution) ?? port),
  ]
}
