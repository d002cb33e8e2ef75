import type { Gap } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import { withText } from '../../model/setting.ts'
import type { ConnectionReading, ListenerReading, Reading, SecretReading } from '../../model/technology.ts'
import { isLoopback, parsePort } from '../../protocols/address.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { strayKeys } from '../../settings/catalogue.ts'
import { connectionsTo } from '../../settings/client.ts'
import { isGiven } from '../../settings/given.ts'
import { isOn, observe } from '../../settings/rules.ts'
import type { SettingsTree } from '../../settings/settings-tree.ts'
import { prefixed, settingsTree } from '../../settings/settings-tree.ts'
import { openTree } from '../../settings/trees.ts'
import { catalogue } from './catalogue.ts'
import { localKey, rules } from './settings.ts'

/**
 * Keys: src/config.rs of juspay/hyperswitch-encryption-service, 2024 to 2026. Certificates stand in the settings themselves, and
 * where the master key is kept is chosen when the program is built.
 */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const tree = settingsOf(input, gaps)
  return {
    listeners: listeners(tree),
    connections: [...database(tree), ...cassandra(tree), ...vault(tree)],
    secrets: secrets(tree),
    observations: [...observe(rules, tree.get, tree.home), ...localKey(tree)],
    deadKeys: strayKeys(tree, catalogue, input.env),
    gaps,
  }
}

function settingsOf(input: ComponentInput, gaps: Gap[]): SettingsTree {
  const given = flag(commandLine(input), ['-f', '--config-path'])?.value?.value
  const folder = input.env.get('CONFIG_DIR')?.value ?? '/local/config'
  const file = openTree(input, given === undefined ? [`${folder}/production.toml`, `${folder}/development.toml`] : [given], gaps)
  return settingsTree(input, file === undefined ? [] : [file], prefixed('CRIPTA'))
}

/** With certificates every caller needs one of its own (feature mtls). */
function listeners(tree: SettingsTree): readonly ListenerReading[] {
  const port = tree.get('server.port')
  const certificate = tree.get('certs.tls_cert')
  const token = tree.get('secrets.access_token')
  const secure = isGiven(certificate)
  const api: ListenerReading = {
    port: parsePort(port?.value ?? '') ?? 5000,
    protocol: 'http',
    purpose: 'data',
    tls: secure ? configured('required', certificate.trail) : byDefault('none', 'the service speaks plain HTTP without [certs]', [tree.home]),
    authentication: secure
      ? configured('certificate', tree.get('certs.root_ca')?.trail ?? certificate.trail)
      : isGiven(token)
        ? configured('token', token.trail)
        : byDefault('none', 'without [certs] nobody is asked who they are', [tree.home]),
    ...(port === undefined ? {} : { trail: port.trail }),
  }
  return [api, ...operators(tree)]
}

/** Metrics and health, on a port of their own: since 2026 in [management_server], before in [metrics]. */
function operators(tree: SettingsTree): readonly ListenerReading[] {
  const table = tree.at(['management_server']) === undefined ? 'metrics' : 'management_server'
  const port = tree.get(`${table}.port`)
  const isOff = table === 'metrics' && /^(?:disabled|otlp)$/.test(tree.get('metrics.mode')?.value ?? '')
  if (port === undefined || isOff) return []
  const none = byDefault('none' as const, 'health and metrics are plain HTTP without a login', port.trail)
  const host = tree.get(`${table}.host`)
  const bind = host !== undefined && isLoopback(host.value) ? { bind: configured('loopback' as const, host.trail) } : {}
  return [{ port: parsePort(port.value) ?? 6128, protocol: 'http', purpose: 'metrics', tls: none, authentication: none, trail: port.trail, ...bind }]
}

/** The transit engine of HashiCorp Vault, which wraps the keys. */
function vault(tree: SettingsTree): readonly ConnectionReading[] {
  return ['secrets.hashicorp_vault', 'secrets.vault_config'].flatMap((table) => {
    const url = tree.get(`${table}.url`)
    const token = tree.get(`${table}.vault_token`)
    return isGiven(url) ? connectionsTo(url, { key: `${table}.url`, ...(isGiven(token) ? { token, passwordKey: `${table}.vault_token` } : {}) }) : []
  })
}

function database(tree: SettingsTree): readonly ConnectionReading[] {
  const host = tree.get('database.host')
  if (!isGiven(host)) return []
  const ssl = tree.get('database.enable_ssl')
  const secure = ssl !== undefined && isOn(ssl.value)
  const trail = ssl?.trail ?? host.trail
  const user = tree.get('database.user')
  const password = tree.get('database.password')
  const authority = tree.get('database.root_ca')
  return connectionsTo(withText(host, `postgres://${host.value}:${tree.get('database.port')?.value ?? '5432'}/`), {
    key: 'database.host',
    encryption: ssl === undefined ? byDefault('none', 'enable_ssl is off unless set', trail) : configured(secure ? 'required' : 'none', trail),
    verification: secure && isGiven(authority) ? configured('name', authority.trail) : byDefault('none', 'no root_ca is set', trail),
    user,
    password,
  })
}

function cassandra(tree: SettingsTree): readonly ConnectionReading[] {
  return tree
    .list('cassandra.known_nodes')
    .flatMap((node) => connectionsTo(withText(node, `cassandra://${node.value}`), { key: 'cassandra.known_nodes' }))
}

const keys: readonly (readonly [string, SecretReading['purpose']])[] = [
  ['secrets.master_key', 'encryption'],
  ['secrets.aes_local.master_key', 'encryption'],
  ['secrets.access_token', 'api-key'],
  ['secrets.hash_context', 'shared-secret'],
  ['secrets.vault_config.vault_token', 'api-key'],
  ['secrets.hashicorp_vault.vault_token', 'api-key'],
]

function secrets(tree: SettingsTree): readonly SecretReading[] {
  return keys.flatMap(([key, purpose]) => {
    const value = tree.get(key)
    return isGiven(value) ? [{ key, purpose, value, at: value.trail[0] ?? tree.home, ...(key.endsWith('hash_context') ? { atLeast: 8 } : {}) }] : []
  })
}
