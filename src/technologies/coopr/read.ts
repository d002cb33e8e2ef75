import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { ConnectionReading, DeadKey, Observation, Reading, SecretReading } from '../../model/technology.ts'
import { parseEndpointList } from '../../protocols/endpoints.ts'
import { connectionsTo } from '../../settings/client.ts'
import { isGiven } from '../../settings/given.ts'
import { deadKeys, isOff, isOn, observe } from '../../settings/rules.ts'
import { listeners } from './listeners.ts'
import type { Part } from './part.ts'
import { partsOf } from './part.ts'
import type { Site } from './site.ts'
import { siteOf } from './site.ts'
import { dead, serverRules, uiRules } from './settings.ts'

export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const { parts } = partsOf(input)
  const site = siteOf(input, gaps)
  const server = parts.includes('server')
  const lookup = (key: string): Setting | undefined => input.env.get(key)
  return {
    role: parts.length === 1 && parts[0] === 'provisioner' ? 'worker' : 'application',
    listeners: listeners(input, parts, site),
    connections: connections(input, parts, site),
    secrets: server ? keyStores(site) : [],
    stores: server && !isGiven(site.get('server.jdbc.connection.string')) ? [{ path: '/var/coopr/data', holds: 'data' }] : [],
    observations: [
      ...(server ? [...observe(serverRules, site.get, site.home), ...callbacks(site)] : []),
      ...(parts.includes('ui') ? observe(uiRules, lookup, input.at) : []),
    ],
    deadKeys: [...(parts.includes('ui') ? deadKeys(dead, lookup) : []), ...(server ? idleKeyStores(site) : [])],
    gaps,
  }
}

function connections(input: ComponentInput, parts: readonly Part[], site: Site): readonly ConnectionReading[] {
  const pages = input.env.get('COOPR_SERVER_URI')
  const tasks = site.get('provisioner.server.uri')
  return [
    ...(parts.includes('server') ? [...database(site), ...coordination(site)] : []),
    ...(parts.includes('provisioner') && isGiven(tasks) ? connectionsTo(tasks, { key: 'provisioner.server.uri' }) : []),
    ...(parts.includes('ui') && isGiven(pages) ? connectionsTo(pages, { key: 'COOPR_SERVER_URI' }) : []),
  ]
}

/** Without an address the server keeps its data in Derby, inside its own process. */
function database(site: Site): readonly ConnectionReading[] {
  const address = site.get('server.jdbc.connection.string')
  if (!isGiven(address)) return []
  const user = site.get('server.db.user')
  const password = site.get('server.db.password')
  return connectionsTo(address, {
    key: 'server.jdbc.connection.string',
    user,
    ...(password === undefined ? {} : { password, passwordKey: 'server.db.password' }),
  })
}

/** The server reads `server.zookeeper.quorum`; `zookeeper.quorum` is of the framework below it (Constants.java). */
function coordination(site: Site): readonly ConnectionReading[] {
  const quorum = site.get('server.zookeeper.quorum')
  const list = isGiven(quorum) ? parseEndpointList(quorum.value) : undefined
  if (quorum === undefined || list === undefined) return []
  const cannot = 'the server opens ZooKeeper without SASL and TLS, and has no key for them'
  return list.endpoints.flatMap(({ host, port }) =>
    connectionsTo({ ...quorum, value: `zookeeper://${host}:${port ?? 2181}` }, { key: 'server.zookeeper.quorum', cannot }),
  )
}

const stores = [
  'server.ssl.keystore.password',
  'server.ssl.cert.password',
  'server.tasks.ssl.keystore.password',
  'server.credential.store.encrypt.keystore.password',
  'server.credential.store.encrypt.key.password',
]

function keyStores(site: Site): readonly SecretReading[] {
  return stores.flatMap((key) => {
    const value = site.get(key)
    return isGiven(value) ? [{ key, purpose: 'shared-secret' as const, value, at: value.trail[0] ?? site.home, atLeast: 12 }] : []
  })
}

/** Both listeners speak TLS only when they are told to: the defaults are false (coopr-default.xml, 0.9.9). */
function idleKeyStores(site: Site): readonly DeadKey[] {
  return ['server.ssl', 'server.tasks.ssl'].flatMap((prefix) => {
    const key = `${prefix}.keystore.path`
    const store = site.get(key)
    const enabled = site.get(`${prefix}.enabled`)
    if (!isGiven(store) || (enabled !== undefined && !isOff(enabled.value))) return []
    const why = `the listener has no TLS while ${prefix}.enabled is ${enabled === undefined ? 'not set' : enabled.value}`
    return [{ key, trail: store.trail, why, fix: `set ${prefix}.enabled to true`, stake: 'traffic' as const }]
  })
}

/** What the server tells of clusters that start and end, to any address. */
function callbacks(site: Site): readonly Observation[] {
  return ['start', 'success', 'failure'].flatMap((when) => {
    const key = `server.callback.http.${when}.url`
    const url = site.get(key)
    if (!isGiven(url) || !url.value.startsWith('http://') || isOn(site.get('server.callback.disabled')?.value ?? 'false')) return []
    return [
      {
        concern: 'tls-policy' as const,
        key,
        verdict: 'unsafe' as const,
        trail: url.trail,
        basis: 'configured' as const,
        message: 'clusters and their nodes are reported to an address over plain HTTP',
        actual: `${key}=http`,
        expected: 'an https address',
        fix: `give ${key} an https address`,
        stake: 'traffic' as const,
      },
    ]
  })
}
