import type { Fact } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { Encryption } from '../../model/vocabulary.ts'
import { isLoopback, parsePort } from '../../protocols/address.ts'
import { isOn } from '../../settings/rules.ts'
import type { Part } from './part.ts'
import type { Site } from './site.ts'

/** Ports and defaults: coopr-default.xml, provisioner-default.xml and server.js of Coopr 0.9.9. */
export function listeners(input: ComponentInput, parts: readonly Part[], site: Site): readonly ListenerReading[] {
  return [
    ...(parts.includes('server') ? [users(site), tasks(site)] : []),
    ...(parts.includes('provisioner') ? [provisioner(site)] : []),
    ...(parts.includes('ui') ? [pages(input)] : []),
    ...jmx(input),
  ]
}

function tls(site: Site, key: string): Fact<Encryption> {
  const setting = site.get(key)
  if (setting === undefined) return byDefault('none', `${key} is false unless set (Coopr 0.9.9)`, [site.home])
  return configured(isOn(setting.value) ? 'required' : 'none', setting.trail)
}

function users(site: Site): ListenerReading {
  const port = site.get('server.port')
  const secured = site.get('security.enabled')
  return {
    port: parsePort(port?.value ?? '') ?? 55_054,
    protocol: 'http',
    purpose: 'application',
    tls: tls(site, 'server.ssl.enabled'),
    authentication:
      secured !== undefined && isOn(secured.value)
        ? configured('token', secured.trail)
        : byDefault('none', 'the server believes the headers of the request (security.enabled is false, Coopr 0.9.9)', secured?.trail ?? [site.home]),
    ...(port === undefined ? {} : { trail: port.trail }),
  }
}

function tasks(site: Site): ListenerReading {
  const port = site.get('server.tasks.port')
  const trust = site.get('server.tasks.ssl.trust.keystore.path')
  const enabled = site.get('server.tasks.ssl.enabled')
  const asks = trust !== undefined && trust.value !== '' && enabled !== undefined && isOn(enabled.value)
  return {
    port: parsePort(port?.value ?? '') ?? 55_055,
    protocol: 'http',
    purpose: 'admin',
    tls: tls(site, 'server.tasks.ssl.enabled'),
    authentication: asks
      ? configured('certificate', trust.trail)
      : byDefault('none', 'no client certificate is asked for without a trust store and TLS', enabled?.trail ?? [site.home]),
    ...(port === undefined ? {} : { trail: port.trail }),
  }
}

function provisioner(site: Site): ListenerReading {
  const port = site.get('provisioner.bind.port')
  const address = site.get('provisioner.bind.ip')
  const open = byDefault('none' as const, 'the API of the provisioner has neither TLS nor a login (all versions)', [site.home])
  return {
    port: parsePort(port?.value ?? '') ?? 55_056,
    protocol: 'http',
    purpose: 'admin',
    tls: open,
    authentication: open,
    ...(address !== undefined && isLoopback(address.value) ? { bind: configured('loopback', address.trail) } : {}),
    ...(port === undefined ? {} : { trail: port.trail }),
  }
}

function pages(input: ComponentInput): ListenerReading {
  const ssl = input.env.get('COOPR_SSL')
  const secure = ssl !== undefined && isOn(ssl.value)
  const port = secure ? (input.env.get('COOPR_UI_SSL_PORT') ?? input.env.get('COOPR_UI_PORT')) : input.env.get('COOPR_UI_PORT')
  const certificate = input.env.get('COOPR_UI_CERT_FILE')
  const key = input.env.get('COOPR_UI_KEY_FILE')
  return {
    port: parsePort(port?.value ?? '') ?? (secure ? 8443 : 8100),
    protocol: 'http',
    purpose: 'application',
    tls: secure ? configured('required', ssl.trail) : byDefault('none', 'the user interface speaks plain HTTP unless COOPR_SSL is true', [input.at]),
    authentication: byDefault('password', 'its pages ask for a user and a tenant', [input.at]),
    ...(certificate === undefined ? {} : { certificate }),
    ...(key === undefined ? {} : { key }),
    ...(port === undefined ? {} : { trail: port.trail }),
  }
}

/** What `-Dcom.sun.management.jmxremote.port=…` in COOPR_JMX_OPTS opens (JDK 8 monitoring guide). */
function jmx(input: ComponentInput): readonly ListenerReading[] {
  const options = input.env.get('COOPR_JMX_OPTS') ?? input.env.get('COOPR_JAVA_OPTS')
  if (options === undefined) return []
  const port = parsePort(/jmxremote\.port=(\d{1,5})/.exec(options.value)?.[1] ?? '')
  if (port === undefined) return []
  const open = /jmxremote\.authenticate=false/.test(options.value)
  const plain = /jmxremote\.ssl=false/.test(options.value)
  return [
    {
      port,
      protocol: 'jmx',
      purpose: 'debug',
      tls: configured(plain ? 'none' : 'required', options.trail),
      authentication: configured(open ? 'none' : 'password', options.trail),
      trail: options.trail,
    },
  ]
}
