import type { Fact } from '../model/fact.ts'
import { configured } from '../model/fact.ts'
import type { Setting } from '../model/setting.ts'
import { withText } from '../model/setting.ts'
import type { ListenerReading } from '../model/technology.ts'
import { parsePort } from '../protocols/address.ts'
import { asSwitch } from './environment.ts'

/** `-Dname=value` of the options of a JVM; the last one of a name counts (java(1), Java 17). */
export function systemProperties(...options: readonly (Setting | undefined)[]): ReadonlyMap<string, Setting> {
  const found = new Map<string, Setting>()
  for (const setting of options) {
    if (setting === undefined) continue
    for (const [, name = '', quoted, plain] of setting.value.matchAll(/(?:^|\s)["']?-D([\w.-]{1,200})(?:=(?:"([^"]*)"|([^\s"']*)))?/g))
      found.set(name, withText(setting, quoted ?? plain ?? ''))
  }
  return found
}

/** A debugger's door: `-agentlib:jdwp=…,address=*:5005` (JDK 9 and later listen on loopback without `*`). */
export function debuggerDoor(...options: readonly (Setting | undefined)[]): readonly ListenerReading[] {
  for (const setting of options) {
    const address = /(?:-agentlib:jdwp=|-Xrunjdwp:)\S*?address=((?:\*|[\w.-]+):)?(\d{1,5})\b/.exec(setting?.value ?? '')
    const port = parsePort(address?.[2] ?? '')
    if (setting === undefined || port === undefined) continue
    const all = address?.[1] === '*:' || address?.[1] === '0.0.0.0:'
    return [
      {
        port,
        protocol: 'debug',
        purpose: 'debug',
        tls: configured('none', setting.trail),
        authentication: configured('none', setting.trail),
        ...(all ? {} : { bind: configured('loopback' as const, setting.trail) }),
        trail: setting.trail,
      },
    ]
  }
  return []
}

/** What `-Dcom.sun.management.jmxremote.port=…` opens: login and TLS unless they are switched off (JDK monitoring guide, 8 to 21). */
export function managementDoor(properties: ReadonlyMap<string, Setting>): readonly ListenerReading[] {
  const port = properties.get('com.sun.management.jmxremote.port')
  const number = parsePort(port?.value ?? '')
  if (port === undefined || number === undefined) return []
  const login = properties.get('com.sun.management.jmxremote.authenticate')
  const tls = properties.get('com.sun.management.jmxremote.ssl')
  // which address the connector listens on (JDK-6425769, since 9 and 8u102); without it all of them
  const host = properties.get('com.sun.management.jmxremote.host')
  const isOn = (value: Setting | undefined): boolean => asSwitch(value?.value) !== false
  const fact = <T>(value: T, from: Setting | undefined): Fact<T> => configured(value, (from ?? port).trail)
  return [
    {
      port: number,
      protocol: 'jmx',
      purpose: 'debug',
      tls: fact(isOn(tls) ? 'required' : 'none', tls),
      authentication: fact(isOn(login) ? 'password' : 'none', login),
      ...(host !== undefined && /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host.value) ? { bind: configured('loopback', host.trail) } : {}),
      trail: port.trail,
    },
  ]
}
