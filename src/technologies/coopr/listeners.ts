import type { Fact } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { Encryption } from '../../model/vocabulary.ts'
import { isLoopback, parsePort } from '../../protocols/address.ts'
import { isGiven } from '../../settings/given.ts'
import { debuggerDoor, managementDoor, systemProperties } from '../../settings/jvm.ts'
import type { Lookup } from '../../settings/rules.ts'
import { isOn } from '../../settings/rules.ts'
import type { Part } from './part.ts'
import type { Site } from './site.ts'
import { isSecured } from './tls.ts'

export const defaultAuthPort = 55_059

/** Ports and defaults: coopr-default.xml, provisioner-default.xml, coopr-ui.sh and server.js of Coopr 0.9.9. */
export function listeners(input: ComponentInput, variables: Lookup, parts: readonly Part[], site: Site): readonly ListenerReading[] {
  const options = ['COOPR_JAVA_OPTS', 'COOPR_JMX_OPTS'].map(variables)
  return [
    ...(parts.includes('server') && site.whole ? [users(site), tasks(site), ...logins(site)] : []),
    ...(parts.includes('provisioner') ? [provisioner(site)] : []),
    ...(parts.includes('ui') ? [pages(input, variables)] : []),
    ...managementDoor(systemProperties(...options)),
    ...debuggerDoor(...options),
  ]
}

function tls(site: Site, key: string): Fact<Encryption> {
  const setting = site.get(key)
  if (setting === undefined) return byDefault('none', `${key} is false unless set (Coopr 0.9.9)`, [site.home])
  return configured(isOn(setting.value) ? 'required' : 'none', setting.trail)
}

/** The key store of a listener. The server opens it with what is named the key's password (Constants.java, lines 40 and 46). */
function certificateIn(site: Site, prefix: string): Pick<ListenerReading, 'certificate' | 'certificatePassword'> {
  const certificate = site.get(`${prefix}.keystore.path`)
  const password = site.get(`${prefix}.cert.password`) ?? site.get(`${prefix}.keystore.password`)
  if (!isGiven(certificate)) return {}
  return { certificate, ...(isGiven(password) ? { certificatePassword: password } : {}) }
}

/** Port and address, with their places. */
function door(site: Site, portKey: string, usual: number, hostKey: string): Pick<ListenerReading, 'port' | 'trail' | 'bind'> {
  const port = site.get(portKey)
  const host = site.get(hostKey)
  const trail = [port, host].flatMap((setting: Setting | undefined) => setting?.trail.slice(0, 1) ?? [])
  return {
    port: parsePort(port?.value ?? '') ?? usual,
    ...(isGiven(host) && isLoopback(host.value) ? { bind: configured('loopback' as const, host.trail) } : {}),
    ...(trail.length === 0 ? {} : { trail }),
  }
}

function users(site: Site): ListenerReading {
  const secured = site.get('security.enabled')
  return {
    ...door(site, 'server.port', 55_054, 'server.host'),
    protocol: 'http',
    purpose: 'application',
    tls: tls(site, 'server.ssl.enabled'),
    tlsKey: 'server.ssl.enabled',
    ...certificateIn(site, 'server.ssl'),
    authentication:
      secured !== undefined && isOn(secured.value)
        ? configured('token', secured.trail)
        : byDefault('none', 'the server believes the headers of the request (security.enabled is false, Coopr 0.9.9)', secured?.trail ?? [site.home]),
  }
}

function tasks(site: Site): ListenerReading {
  const trust = site.get('server.tasks.ssl.trust.keystore.path')
  return {
    ...door(site, 'server.tasks.port', 55_055, 'server.host'),
    protocol: 'http',
    purpose: 'peer',
    tls: tls(site, 'server.tasks.ssl.enabled'),
    tlsKey: 'server.tasks.ssl.enabled',
    ...certificateIn(site, 'server.tasks.ssl'),
    authentication:
      isGiven(trust) && isSecured(site, 'server.tasks.ssl')
        ? configured('certificate', trust.trail)
        : byDefault(
            'none',
            'no client certificate is asked for without a trust store and TLS',
            site.get('server.tasks.ssl.enabled')?.trail ?? [site.home],
          ),
  }
}

/** The authentication server of CDAP runs when security is on; its key store switches its TLS on. */
function logins(site: Site): readonly ListenerReading[] {
  const secured = site.get('security.enabled')
  if (secured === undefined || !isOn(secured.value)) return []
  const store = site.get('security.auth.server.ssl.keystore.path')
  return [
    {
      ...door(site, 'security.auth.server.bind.port', defaultAuthPort, 'security.auth.server.address'),
      protocol: 'http',
      purpose: 'application',
      tls: isGiven(store)
        ? configured('required', store.trail)
        : byDefault('none', 'the authentication server speaks HTTP without a key store (Coopr 0.9.9)', secured.trail),
      tlsKey: 'security.auth.server.ssl.keystore.path',
      ...certificateIn(site, 'security.auth.server.ssl'),
      authentication: configured('password', secured.trail),
    },
  ]
}

function provisioner(site: Site): ListenerReading {
  const address = site.get('provisioner.bind.ip')
  const open = byDefault(
    'none' as const,
    'the API of the provisioner has neither TLS nor a login (all versions)',
    address?.trail ?? [site.provisionerHome],
  )
  return {
    ...door(site, 'provisioner.bind.port', 55_056, 'provisioner.bind.ip'),
    protocol: 'http',
    purpose: 'peer',
    tls: open,
    tlsKey: 'provisioner.bind.ip',
    authentication: open,
  }
}

function pages(input: ComponentInput, variables: Lookup): ListenerReading {
  const ssl = variables('COOPR_SSL')
  // server.js compares with the word
  const secure = ssl?.value === 'true'
  const port = secure ? variables('COOPR_UI_SSL_PORT') : variables('COOPR_UI_PORT')
  const certificate = variables('COOPR_UI_CERT_FILE')
  const key = variables('COOPR_UI_KEY_FILE')
  return {
    port: parsePort(port?.value ?? '') ?? (secure ? 8443 : 8100),
    protocol: 'http',
    purpose: 'application',
    tls: secure ? configured('required', ssl.trail) : byDefault('none', 'the user interface speaks plain HTTP unless COOPR_SSL is true', [input.at]),
    tlsKey: 'COOPR_SSL',
    authentication: byDefault('password', 'its pages ask for a user and a tenant', [input.at]),
    ...(certificate === undefined ? {} : { certificate }),
    ...(key === undefined ? {} : { key }),
    ...(port === undefined ? {} : { trail: port.trail }),
  }
}
