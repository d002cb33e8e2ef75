import type { Gap } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import { withText } from '../../model/setting.ts'
import type { ConnectionReading, ListenerReading, Observation, Reading, SecretReading } from '../../model/technology.ts'
import { isLoopback, parsePort } from '../../protocols/address.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { parseConnectionString } from '../../protocols/connection-string.ts'
import { strayKeys } from '../../settings/catalogue.ts'
import { strengthOf } from '../../protocols/strength.ts'
import { connectionsTo } from '../../settings/client.ts'
import { isGiven } from '../../settings/given.ts'
import { isPlain, sealed } from '../../settings/managed.ts'
import { deadKeys, observe } from '../../settings/rules.ts'
import type { SettingsTree } from '../../settings/settings-tree.ts'
import { prefixed, settingsTree } from '../../settings/settings-tree.ts'
import { openTree } from '../../settings/trees.ts'
import { catalogue } from './catalogue.ts'
import { misnamed, rules } from './settings.ts'

const noTls = 'the vault opens PostgreSQL by diesel-async without TLS, and has no key for it'
const noRedisKeys = 'the [redis] table has no key for a password or TLS'

export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const tree = settingsOf(input, gaps)
  return {
    listeners: listeners(tree),
    connections: [...database(tree, 'database'), ...database(tree, 'read_replica'), ...redis(tree), ...keyManager(tree), ...vault(tree)],
    secrets: secrets(tree),
    deadKeys: [...deadKeys(misnamed, (key) => input.env.get(key)), ...strayKeys(tree, catalogue, input.env)],
    observations: [...observe(rules, tree.get, tree.home), ...loopbackKeyManager(tree)],
    gaps,
  }
}

/** development.toml unless `-f` says otherwise; the images of the makers hold it in /local/config. LOCKER__A__B wins. */
function settingsOf(input: ComponentInput, gaps: Gap[]): SettingsTree {
  const given = flag(commandLine(input), ['-f', '--config-path'])?.value?.value
  const folder = '/local/config'
  const names = ['development.toml', 'production.toml', 'docker-configuration.toml', ...input.list(folder).filter((name) => name.endsWith('.toml'))]
  const file = openTree(input, given === undefined ? names.map((name) => `${folder}/${name}`) : [given], gaps)
  return settingsTree(input, file === undefined ? [] : [file], prefixed('LOCKER'))
}

function listeners(tree: SettingsTree): readonly ListenerReading[] {
  const port = tree.get('server.port')
  const certificate = tree.get('tls.certificate')
  const key = tree.get('tls.private_key')
  const secure = isGiven(certificate)
  const api: ListenerReading = {
    port: parsePort(port?.value ?? '') ?? 8080,
    protocol: 'http',
    purpose: 'application',
    tls: secure ? configured('required', certificate.trail) : byDefault('none', 'the vault speaks plain HTTP without a [tls] table', [tree.home]),
    authentication: unknown('requests are signed where the program is built with the feature middleware, which the settings do not tell', tree.home),
    ...(port === undefined ? {} : { trail: port.trail }),
    ...(secure ? { certificate, ...(key === undefined ? {} : { key }) } : {}),
  }
  const metrics = tree.get('metrics.port')
  if (metrics === undefined) return [api]
  const open = byDefault('none' as const, 'the metrics of the vault are plain HTTP without a login', metrics.trail)
  return [
    api,
    { port: parsePort(metrics.value) ?? 9090, protocol: 'http', purpose: 'metrics', tls: open, authentication: open, trail: metrics.trail },
  ]
}

/** The address as a whole in older versions, in parts since. */
function database(tree: SettingsTree, table: string): readonly ConnectionReading[] {
  const host = tree.get(`${table}.host`)
  const url = tree.get(`${table}.url`)
  const encryption = byDefault('none' as const, noTls, (host ?? url)?.trail ?? [])
  if (!isGiven(host)) return isGiven(url) ? connectionsTo(url, { key: `${table}.url`, encryption, verification: encryption, cannot: noTls }) : []
  const user = tree.get(`${table}.username`)
  const password = sealed(tree.get(`${table}.password`), isManaged(tree))
  const address = withText(host, `postgres://${host.value}:${tree.get(`${table}.port`)?.value ?? '5432'}/`)
  return connectionsTo(address, {
    key: `${table}.host`,
    encryption,
    verification: encryption,
    cannot: noTls,
    user,
    userKey: `${table}.username`,
    database: tree.get(`${table}.dbname`),
    password,
    passwordKey: `${table}.password`,
  })
}

function redis(tree: SettingsTree): readonly ConnectionReading[] {
  const host = tree.get('redis.host')
  if (!isGiven(host)) return []
  const none = byDefault('none' as const, noRedisKeys, host.trail)
  return connectionsTo(withText(host, `redis://${host.value}:${tree.get('redis.port')?.value ?? '6379'}`), {
    key: 'redis.host',
    encryption: none,
    verification: none,
    cannot: noRedisKeys,
  })
}

function keyManager(tree: SettingsTree): readonly ConnectionReading[] {
  const url = tree.get('external_key_manager.url')
  return isGiven(url) && tree.get('external_key_manager.mode')?.value !== 'disabled' ? connectionsTo(url, { key: 'external_key_manager.url' }) : []
}

/** HashiCorp Vault, where it holds the secrets. */
function vault(tree: SettingsTree): readonly ConnectionReading[] {
  const url = tree.get('secrets_management.hashi_corp_vault.url')
  const token = tree.get('secrets_management.hashi_corp_vault.token')
  if (!isManaged(tree) || !isGiven(url)) return []
  return connectionsTo(url, {
    key: 'secrets_management.hashi_corp_vault.url',
    ...(isGiven(token) ? { token, passwordKey: 'secrets_management.hashi_corp_vault.token' } : {}),
  })
}

/** On loopback it is no channel between components, and the wrong address for a key manager of its own. */
function loopbackKeyManager(tree: SettingsTree): readonly Observation[] {
  const url = tree.get('external_key_manager.url')
  const parsed = url === undefined ? undefined : parseConnectionString(url.value)
  if (url === undefined || parsed?.encryption !== 'none' || !isLoopback(parsed.endpoints[0]?.host ?? '')) return []
  return [
    {
      concern: 'tls-policy',
      key: 'external_key_manager.url',
      verdict: 'unsafe',
      trail: url.trail,
      basis: 'configured',
      message: 'the key manager is addressed over plain HTTP: card keys cross the network in clear text as soon as it runs in a container of its own',
      actual: 'external_key_manager.url=http',
      expected: 'https, with mode = enabled_with_mtls',
      fix: 'set the https address of the encryption service and mode = "enabled_with_mtls"',
      stake: 'traffic',
    },
  ]
}

/** What [secrets_management] decrypts at start is no secret in the settings (fetch_raw_secrets of src/config.rs). */
function isManaged(tree: SettingsTree): boolean {
  return /^(?:aws_kms|gcp_kms|hashi_?corp_vault)$/.test(tree.get('secrets_management.secrets_manager')?.value ?? '')
}

function secrets(tree: SettingsTree): readonly SecretReading[] {
  const managed = isManaged(tree)
  const tenants = tree.names('tenant_secrets')
  const token = tree.get('secrets_management.hashi_corp_vault.token')
  return [
    ...tenants.flatMap((tenant) => secret(tree, ['tenant_secrets', tenant, 'master_key'], managed)),
    ...tenants.flatMap((tenant) => publicKey(tree, ['tenant_secrets', tenant, 'public_key'])),
    ...['secrets.locker_private_key', 'secrets.master_key', 'api_client.identity'].flatMap((key) => secret(tree, key.split('.'), managed)),
    ...(isGiven(token)
      ? [{ key: 'secrets_management.hashi_corp_vault.token', purpose: 'api-key' as const, value: token, at: token.trail[0] ?? tree.home }]
      : []),
  ]
}

function secret(tree: SettingsTree, path: readonly string[], managed: boolean): readonly SecretReading[] {
  const value = tree.get(path)
  if (!isGiven(value) || (managed && !isPlain(value))) return []
  return [{ key: path.join('.'), purpose: 'encryption', value, at: value.trail[0] ?? tree.home }]
}

/** No secret, unless everybody has its other half. */
function publicKey(tree: SettingsTree, path: readonly string[]): readonly SecretReading[] {
  const value = tree.get(path)
  return isGiven(value) && strengthOf(value.value).strength === 'known'
    ? [{ key: path.join('.'), purpose: 'encryption', value, at: value.trail[0] ?? tree.home }]
    : []
}
