import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { withText } from '../../model/setting.ts'
import type { ConnectionReading } from '../../model/technology.ts'
import { parseEndpoint } from '../../protocols/endpoints.ts'
import { libpqTls } from '../../settings/libpq.ts'
import { connectionsTo } from '../../settings/client.ts'
import { isGiven } from '../../settings/given.ts'
import { sealed } from '../../settings/managed.ts'
import { isOff, isOn } from '../../settings/rules.ts'
import type { SettingsTree } from '../../settings/settings-tree.ts'
import { isManaged } from './program.ts'

const noRedisKeys = 'the [redis] table has no key for a password or TLS: put a bridge in front that has both'
const noKafkaKeys = 'the Kafka producer has no key for SASL or TLS: put a bridge in front that has both'
const noCheck = 'the client for OpenSearch is built without certificate validation (crates/analytics/src/opensearch.rs)'

/** All that the programs of the router call, as their tables say. */
export function connections(input: ComponentInput, tree: SettingsTree): readonly ConnectionReading[] {
  return [
    ...database(input, tree, 'master_database'),
    ...database(input, tree, 'replica_database'),
    ...(tree.get('analytics.source')?.value.includes('sqlx') === false ? [] : database(input, tree, 'analytics.sqlx')),
    ...redis(tree),
    ...kafka(tree),
    ...vault(tree),
    ...url(tree, 'key_manager.url', isOff(tree.get('key_manager.enabled')?.value ?? 'true')),
    ...url(tree, 'proxy.http_url', false),
    ...url(tree, 'proxy.https_url', false),
    ...clickhouse(tree),
    ...openSearch(tree),
    ...mail(tree),
    ...telemetry(tree),
    ...url(tree, 'secrets_management.hc_vault.url', false),
  ]
}

/** diesel over libpq, from an address without sslmode (crates/storage_impl); libpq still reads PGSSLMODE. */
function database(input: ComponentInput, tree: SettingsTree, table: string): readonly ConnectionReading[] {
  const host = tree.get(`${table}.host`)
  if (!isGiven(host)) return []
  const { query, authority } = libpqTls(input)
  const port = tree.get(`${table}.port`)?.value ?? '5432'
  const user = tree.get(`${table}.username`)
  const password = sealed(tree.get(`${table}.password`), isManaged(tree))
  return connectionsTo(withText(host, `postgresql://${host.value}:${port}/${query}`), {
    key: `${table}.host`,
    library: 'libpq',
    authority,
    user,
    userKey: `${table}.username`,
    database: tree.get(`${table}.dbname`),
    ...(password === undefined ? {} : { password, passwordKey: `${table}.password` }),
    ...(query === '' ? { cannot: `[${table}] has no key for TLS: only libpq's own PGSSLMODE and PGSSLROOTCERT, or a bridge, can ask for it` } : {}),
  })
}

function redis(tree: SettingsTree): readonly ConnectionReading[] {
  const clustered = isOn(tree.get('redis.cluster_enabled')?.value ?? 'false')
  const host = tree.get('redis.host')
  const port = tree.get('redis.port')?.value ?? '6379'
  const nodes = clustered ? tree.list('redis.cluster_urls') : isGiven(host) ? [withText(host, `${host.value}:${port}`)] : []
  return plain(nodes, 'redis', clustered ? 'redis.cluster_urls' : 'redis.host', noRedisKeys)
}

/** Events go to the log unless `events.source` says kafka. */
function kafka(tree: SettingsTree): readonly ConnectionReading[] {
  return tree.get('events.source')?.value === 'kafka' ? plain(tree.list('events.kafka.brokers'), 'kafka', 'events.kafka.brokers', noKafkaKeys) : []
}

function plain(nodes: readonly Setting[], protocol: 'redis' | 'kafka', key: string, cannot: string): readonly ConnectionReading[] {
  return nodes.flatMap((node) => {
    const endpoint = parseEndpoint(node.value)
    if (endpoint === undefined) return []
    const { host, port } = endpoint
    return [
      {
        protocol,
        host,
        ...(port === undefined ? {} : { port }),
        encryption: byDefault('none' as const, cannot, node.trail),
        verification: byDefault('none' as const, cannot, node.trail),
        authentication: byDefault('none' as const, cannot, node.trail),
        key,
        trail: node.trail,
        cannot,
      },
    ]
  })
}

/** The card vault, unless cards stay in the main database. Bodies are JWE and JWS whatever the address says. */
function vault(tree: SettingsTree): readonly ConnectionReading[] {
  if (isOn(tree.get('locker.mock_locker')?.value ?? 'false')) return []
  return ['locker.host', 'locker.host_rs'].flatMap((key) => url(tree, key, false, 'jwekey.vault_private_key'))
}

function url(tree: SettingsTree, key: string, off: boolean, passwordKey?: string): readonly ConnectionReading[] {
  const address = tree.get(key)
  if (off || !isGiven(address)) return []
  const token = passwordKey === undefined ? undefined : sealed(tree.get(passwordKey), isManaged(tree))
  return connectionsTo(address, { key, ...(passwordKey !== undefined && isGiven(token) ? { token, passwordKey } : {}) })
}

function clickhouse(tree: SettingsTree): readonly ConnectionReading[] {
  const host = tree.get('analytics.clickhouse.host')
  if (tree.get('analytics.source')?.value.includes('clickhouse') !== true || !isGiven(host)) return []
  const user = tree.get('analytics.clickhouse.username')
  const password = sealed(tree.get('analytics.clickhouse.password'), isManaged(tree))
  return connectionsTo(host, {
    key: 'analytics.clickhouse.host',
    user,
    ...(password === undefined ? {} : { password, passwordKey: 'analytics.clickhouse.password' }),
  })
}

function openSearch(tree: SettingsTree): readonly ConnectionReading[] {
  const host = tree.get('opensearch.host')
  if (!isGiven(host) || isOff(tree.get('opensearch.enabled')?.value ?? 'true')) return []
  const user = tree.get('opensearch.auth.username')
  const password = sealed(tree.get('opensearch.auth.password'), isManaged(tree))
  const verification = byDefault('none' as const, noCheck, host.trail)
  return connectionsTo(host, {
    key: 'opensearch.host',
    verification,
    cannot: noCheck,
    user,
    ...(password === undefined ? {} : { password, passwordKey: 'opensearch.auth.password' }),
  })
}

function mail(tree: SettingsTree): readonly ConnectionReading[] {
  const host = tree.get('email.smtp.host')
  if (tree.get('email.active_email_client')?.value.toUpperCase() !== 'SMTP' || !isGiven(host)) return []
  const mode = tree.get('email.smtp.connection')
  const secure = mode?.value === 'starttls'
  const trail = mode?.trail ?? host.trail
  const user = tree.get('email.smtp.username')
  const password = sealed(tree.get('email.smtp.password'), isManaged(tree))
  return [
    {
      protocol: 'smtp',
      host: host.value,
      port: Number(tree.get('email.smtp.port')?.value ?? '25'),
      encryption: configured(secure ? 'required' : 'none', trail),
      verification: byDefault(secure ? 'name' : 'none', 'lettre checks chain and name where it uses TLS', trail),
      authentication: isGiven(password) ? configured('password', password.trail) : byDefault('none', 'no user and password are set', host.trail),
      ...(user === undefined ? {} : { user }),
      ...(isGiven(password) ? { password, passwordKey: 'email.smtp.password' } : {}),
      key: 'email.smtp.host',
      trail: host.trail,
    },
  ]
}

function telemetry(tree: SettingsTree): readonly ConnectionReading[] {
  const endpoint = tree.get('log.telemetry.otel_exporter_otlp_endpoint')
  const used = ['traces_enabled', 'metrics_enabled'].some((key) => isOn(tree.get(`log.telemetry.${key}`)?.value ?? 'false'))
  if (!used || !isGiven(endpoint)) return []
  return connectionsTo(endpoint, { key: 'log.telemetry.otel_exporter_otlp_endpoint' }).map((connection) => ({
    ...connection,
    protocol: 'otlp' as const,
  }))
}
