import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { setting } from '../../model/setting.ts'
import type { ListenerReading, Observation } from '../../model/technology.ts'
import { parsePort } from '../../protocols/address.ts'
import { variable } from '../../settings/environment.ts'

export interface Management {
  readonly listeners: readonly ListenerReading[]
  readonly observations: readonly Observation[]
}

/**
 * The JVM's management agent. kafka-run-class.sh (3.x): with JMX_PORT it is opened, and unless KAFKA_JMX_OPTS is set it asks for neither
 * login nor TLS.
 */
export function managementOf(input: ComponentInput): Management {
  const options = variable(input, 'KAFKA_JMX_OPTS')
  const portSetting = variable(input, 'JMX_PORT', 'KAFKA_JMX_PORT')
  const asked = portSetting ?? portOf(options)
  const port = parsePort(asked?.value.trim() ?? '')
  if (asked === undefined || port === undefined) return { listeners: [], observations: [] }
  const login = switchIn(options, 'authenticate')
  const tls = switchIn(options, 'ssl')
  const trail = options?.trail ?? asked.trail
  const silent = 'kafka-run-class.sh opens JMX without login and TLS unless KAFKA_JMX_OPTS says otherwise'
  // a KAFKA_JMX_OPTS of one's own replaces the script's: the JVM's defaults are login and TLS
  const open = options === undefined ? true : login === false
  const plain = options === undefined ? true : tls === false
  const listener: ListenerReading = {
    port,
    protocol: 'jmx',
    purpose: 'debug',
    tls: options === undefined ? byDefault('none', silent, asked.trail) : configured(plain ? 'none' : 'required', trail),
    authentication: options === undefined ? byDefault('none', silent, asked.trail) : configured(open ? 'none' : 'password', trail),
    trail: asked.trail,
  }
  return { listeners: [listener], observations: [remark(open, options === undefined ? asked : options, options === undefined, port)] }
}

function remark(open: boolean, at: Setting, isDefault: boolean, port: number): Observation {
  return {
    concern: 'remote-management',
    key: isDefault ? 'JMX_PORT' : 'KAFKA_JMX_OPTS',
    verdict: open ? 'unsafe' : 'safe',
    trail: at.trail,
    basis: isDefault ? 'default' : 'configured',
    message: open
      ? 'remote management (JMX) is open without login: whoever reaches the port can run code in the broker'
      : 'remote management (JMX) asks for a login',
    actual: open ? 'jmxremote.authenticate=false' : 'jmxremote.authenticate=true',
    expected: 'no JMX port, or authenticate=true and ssl=true',
    fix: 'remove JMX_PORT and KAFKA_JMX_OPTS, or set jmxremote.authenticate and jmxremote.ssl to true',
    stake: 'takeover',
    port,
  }
}

function portOf(options: Setting | undefined): Setting | undefined {
  const port = /-Dcom\.sun\.management\.jmxremote\.port=(\d{1,5})/.exec(options?.value ?? '')?.[1]
  return port === undefined || options === undefined ? undefined : setting(port, ...options.trail)
}

function switchIn(options: Setting | undefined, name: string): boolean | undefined {
  const value = new RegExp(`-Dcom\\.sun\\.management\\.jmxremote\\.${name}=(true|false)`).exec(options?.value ?? '')?.[1]
  return value === undefined ? undefined : value === 'true'
}
