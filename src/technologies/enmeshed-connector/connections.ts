import { configured } from '../../model/fact.ts'
import type { ConnectionReading, Observation } from '../../model/technology.ts'
import { isResolved, withText } from '../../model/setting.ts'
import { compareVersions } from '../../protocols/version.ts'
import { connectionsTo } from '../../settings/client.ts'
import { isGiven } from '../../settings/given.ts'
import { isOn } from '../../settings/rules.ts'
import type { SettingsTree } from '../../settings/settings-tree.ts'

const targets = ['modules', 'webhooks', 'targets'] as const
const brokers = ['modules', 'messageBrokerPublisher', 'brokers'] as const

/** Database, backbone, and what is told of changes: webhooks and message brokers. */
export function connections(tree: SettingsTree, version?: string): readonly ConnectionReading[] {
  return [
    ...database(tree, version),
    ...urls(tree, 'transportLibrary.baseUrl', 'transportLibrary.platformClientSecret'),
    ...(isOn(tree.get('modules.sse.enabled')?.value ?? 'false') ? eventStream(tree) : []),
    ...(isOn(tree.get('modules.webhooks.enabled')?.value ?? 'false') ? webhooks(tree) : []),
    ...(isOn(tree.get('modules.messageBrokerPublisher.enabled')?.value ?? 'false') ? publishers(tree) : []),
  ]
}

/** Of its database it says the name beside the address: since version 7 as it is, before with a prefix that has another default in each version. */
function database(tree: SettingsTree, version: string | undefined): readonly ConnectionReading[] {
  const key = 'database.connectionString'
  const address = tree.get(key)
  if (!isGiven(address)) return []
  const [name, prefix] = [tree.get('database.dbName'), tree.get('database.dbNamePrefix')]
  const isWhole = version !== undefined && compareVersions(version, '7') >= 0
  const known = name !== undefined && (isWhole || (prefix !== undefined && isResolved(prefix)))
  return connectionsTo(address, { key, ...(known ? { database: withText(name, `${isWhole ? '' : prefix!.value}${name.value}`) } : {}) })
}

function urls(tree: SettingsTree, key: string, secret?: string): readonly ConnectionReading[] {
  const address = tree.get(key)
  const token = secret === undefined ? undefined : tree.get(secret)
  return isGiven(address) ? connectionsTo(address, { key, ...(secret !== undefined && isGiven(token) ? { token, passwordKey: secret } : {}) }) : []
}

/** The client of the event stream is built with rejectUnauthorized: false (src/modules/sse/SseModule.ts). */
function eventStream(tree: SettingsTree): readonly ConnectionReading[] {
  const address = tree.get('modules.sse.baseUrlOverride')
  if (!isGiven(address)) return []
  const cannot = 'the client of the event stream never checks the certificate'
  return connectionsTo(address, { key: 'modules.sse.baseUrlOverride', verification: configured('none', address.trail, cannot), cannot })
}

function webhooks(tree: SettingsTree): readonly ConnectionReading[] {
  return tree.names(targets).flatMap((id) => {
    const address = tree.get([...targets, id, 'url'])
    const skip = tree.get([...targets, id, 'skipTlsCheck'])
    if (!isGiven(address)) return []
    return connectionsTo(address, {
      key: 'modules.webhooks.targets.url',
      ...(isOn(skip?.value ?? 'false') && skip !== undefined ? { verification: configured('none', skip.trail) } : {}),
    })
  })
}

function publishers(tree: SettingsTree): readonly ConnectionReading[] {
  return tree.names(brokers).flatMap((id) => {
    const address = tree.get([...brokers, id, 'configuration', 'url'])
    return isGiven(address) ? connectionsTo(address, { key: 'modules.messageBrokerPublisher.brokers.configuration.url' }) : []
  })
}

/** A webhook that skips the check takes any server for its target. */
export function skippedChecks(tree: SettingsTree): readonly Observation[] {
  return tree.names(targets).flatMap((id) => {
    const skip = tree.get([...targets, id, 'skipTlsCheck'])
    if (skip === undefined || !isOn(skip.value)) return []
    return [
      {
        concern: 'tls-verification' as const,
        key: 'modules.webhooks.targets.skipTlsCheck',
        verdict: 'unsafe' as const,
        trail: skip.trail,
        basis: 'configured' as const,
        message: `the webhook ${id} is sent to whoever answers: its certificate is not checked`,
        actual: 'skipTlsCheck: true',
        expected: 'skipTlsCheck: false',
        fix: `remove skipTlsCheck from the target ${id} and trust its certificate authority`,
        stake: 'traffic' as const,
      },
    ]
  })
}

/** Connections that are made past the agent that holds the pins (src/modules/sse, webhooks and messageBrokerPublisher, versions 6 and 7). */
const unpinned: readonly (readonly [module: string, name: string])[] = [
  ['sse', 'the event stream'],
  ['webhooks', 'webhooks'],
  ['messageBrokerPublisher', 'message brokers'],
]

/** Pins hold for calls of the transport library alone. */
export function bypassedPins(tree: SettingsTree): readonly Observation[] {
  const enforced = tree.get('enforceCertificatePinning')
  const around = unpinned.flatMap(([module, name]) => {
    const enabled = tree.get(`modules.${module}.enabled`)
    return enabled !== undefined && isOn(enabled.value) ? [{ name, place: enabled.trail[0] }] : []
  })
  if (enforced === undefined || !isOn(enforced.value) || around.length === 0) return []
  const names = around.map(({ name }) => name).join(', ')
  return [
    {
      concern: 'contradiction',
      key: 'enforceCertificatePinning',
      verdict: 'unsafe',
      trail: [...enforced.trail.slice(0, 1), ...around.flatMap(({ place }) => place ?? [])],
      basis: 'configured',
      message: `pinning is enforced for calls to the backbone alone: ${names} are connected without looking at the pins`,
      actual: `enforceCertificatePinning: true beside ${names}`,
      expected: 'no connection past the pins, or a proxy that checks them',
      fix: 'send these connections through a proxy that pins the certificates, or switch the modules off',
      stake: 'hygiene',
    },
  ]
}
