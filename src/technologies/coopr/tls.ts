import type { DeadKey, Observation } from '../../model/technology.ts'
import { isLoopback } from '../../protocols/address.ts'
import { isGiven } from '../../settings/given.ts'
import { isOff, isOn } from '../../settings/rules.ts'
import type { Site } from './site.ts'

/** The two doors of a server with TLS settings of their own: the users' API and the one that hands out tasks. */
const doors = ['server.ssl', 'server.tasks.ssl']

export function isSecured(site: Site, prefix: string): boolean {
  return isOn(site.get(`${prefix}.enabled`)?.value ?? '')
}

/** Both listeners speak TLS only when they are told to: the defaults are false (coopr-default.xml, 0.9.9). */
export function idleKeyStores(site: Site): readonly DeadKey[] {
  return doors.flatMap((prefix, index) => {
    const enabled = site.get(`${prefix}.enabled`)
    if (enabled !== undefined && !isOff(enabled.value)) return []
    const other = site.get(`${doors[1 - index]}.enabled`)
    const beside = other !== undefined && isOn(other.value) ? other.trail.slice(0, 1) : []
    return ['keystore.path', 'trust.keystore.path'].flatMap((name) => {
      const key = `${prefix}.${name}`
      const store = site.get(key)
      if (!isGiven(store)) return []
      const only = beside.length > 0 ? `; ${doors[1 - index]}.enabled is for the other port alone` : ''
      const why = `the listener has no TLS while ${prefix}.enabled is ${enabled === undefined ? 'not set' : enabled.value}${only}`
      return [{ key, trail: [...store.trail, ...beside], why, fix: `set ${prefix}.enabled to true`, stake: 'traffic' as const }]
    })
  })
}

/** Client certificates are asked for when a trust store is set, and silently not when it is missing (HttpsServer, 0.9.9). */
export function trust(site: Site): Observation {
  const key = 'server.tasks.ssl.trust.keystore.path'
  const store = site.get(key)
  const asks = isGiven(store) && isSecured(site, 'server.tasks.ssl')
  const near = store ?? site.get('server.tasks.ssl.keystore.path') ?? site.get('server.tasks.ssl.enabled')
  return {
    concern: 'client-certificate',
    key,
    verdict: asks ? 'safe' : 'unsafe',
    trail: near?.trail ?? [site.home],
    basis: isGiven(store) ? 'configured' : 'default',
    message: asks
      ? 'provisioners show a certificate'
      : 'the server hands tasks, with the keys and credentials in them, to any provisioner that asks: without TLS and a trust store no certificate is asked for, and nothing warns',
    actual: isGiven(store) ? `${key} without TLS` : `${key} is not set`,
    expected: 'TLS and a trust store with the certificates of the provisioners',
    fix: 'set server.tasks.ssl.enabled to true and server.tasks.ssl.trust.keystore.path',
    wantStores: 'mutual',
    stake: 'takeover',
    port: Number(site.get('server.tasks.port')?.value) || 55_055,
  }
}

/** The provisioner's own API can do neither TLS nor a login (api.rb, all versions): only its address protects it. */
export function openProvisioner(site: Site): readonly Observation[] {
  const address = site.get('provisioner.bind.ip')
  if (isGiven(address) && isLoopback(address.value)) return []
  // where the server is told to call it back
  const called = site.get('provisioner.register.ip')
  return [
    {
      concern: 'client-certificate',
      key: 'provisioner.bind.ip',
      verdict: 'unsafe',
      trail: address?.trail ?? [site.provisionerHome],
      basis: isGiven(address) ? 'configured' : 'default',
      message: 'the API of the provisioner knows neither TLS nor a login: whoever reaches it adds and removes tenants and their workers',
      actual: isGiven(address) ? 'not loopback' : 'provisioner.bind.ip is not set (0.0.0.0)',
      expected: 'the address 127.0.0.1, behind a proxy that asks for a certificate',
      fix: 'set provisioner.bind.ip to 127.0.0.1, and put a proxy with client certificates in front',
      ...(isGiven(called) && isLoopback(called.value) ? { want: '127.0.0.1' } : {}),
      stake: 'data',
      port: Number(site.get('provisioner.bind.port')?.value) || 55_056,
    },
  ]
}

/** Constants.java (lines 40, 46) has the names of the two passwords the wrong way round: each opens what the other is for. */
export function swappedPasswords(site: Site): readonly Observation[] {
  return doors.flatMap((prefix) => {
    const store = site.get(`${prefix}.keystore.password`)
    const key = site.get(`${prefix}.cert.password`)
    if (!isGiven(store) || !isGiven(key) || store.value === key.value) return []
    return [
      {
        concern: 'contradiction' as const,
        key: `${prefix}.keystore.password`,
        verdict: 'unsafe' as const,
        trail: [...store.trail.slice(0, 1), ...key.trail.slice(0, 1)],
        basis: 'configured' as const,
        message: `${prefix}.keystore.password and ${prefix}.cert.password differ, and the server reads each for the other: the key store does not open`,
        actual: 'two values',
        expected: 'one password for the store and its key',
        fix: `give the key the password of its store, and set both to it`,
        stake: 'availability' as const,
      },
    ]
  })
}
