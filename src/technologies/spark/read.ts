import { parseProperties } from '../../formats/properties.ts'
import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { ConnectionReading, ListenerReading, Reading, SecretReading } from '../../model/technology.ts'
import type { Authentication, Encryption } from '../../model/vocabulary.ts'
import { commandLine } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'
import { asSwitch } from '../../settings/environment.ts'
import type { Lookup } from '../../settings/rules.ts'
import { observe } from '../../settings/rules.ts'
import { openByDefault, plainByDefault, portIn, webListener } from '../../settings/web-listener.ts'
import { roleOf } from './role.ts'
import { sparkSettings } from './settings.ts'

/** Variables of Bitnami's image, each for one property (libspark.sh, 3.x). */
const bitnami: ReadonlyMap<string, string> = new Map([
  ['spark.authenticate', 'SPARK_RPC_AUTHENTICATION_ENABLED'],
  ['spark.authenticate.secret', 'SPARK_RPC_AUTHENTICATION_SECRET'],
  ['spark.network.crypto.enabled', 'SPARK_RPC_ENCRYPTION_ENABLED'],
  ['spark.io.encryption.enabled', 'SPARK_LOCAL_STORAGE_ENCRYPTION_ENABLED'],
  ['spark.ssl.enabled', 'SPARK_SSL_ENABLED'],
])

/** Spark 3 in standalone mode. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const options = sparkOptions(input, gaps)
  const role = roleOf(input)
  const isBitnami = matchesImage(input.image, ['bitnami/spark'])
  return {
    role: role === 'job' ? 'job' : 'worker',
    listeners: role === 'job' ? [] : listeners(input, options, role),
    connections: role === 'worker' ? master(input, options) : [],
    secrets: secrets(options),
    observations: role === 'job' ? [] : observe(sparkSettings(role), options, input.at),
    image: isBitnami || matchesImage(input.image, ['spark', 'apache/spark', 'apache/spark-py']) ? { runsAs: 'user', healthcheck: false } : {},
    gaps,
  }
}

/** `--conf name=value`, then Bitnami's variables, then spark-defaults.conf. */
function sparkOptions(input: ComponentInput, gaps: Gap[]): Lookup {
  const values = new Map<string, Setting>()
  for (const path of ['/opt/spark/conf/spark-defaults.conf', '/opt/bitnami/spark/conf/spark-defaults.conf', '/spark/conf/spark-defaults.conf']) {
    const document = openDocument(input, path, gaps)
    if (document === undefined) continue
    for (const { key, value, keySpan } of parseProperties(document.text).entries) values.set(key, settingAt(document, value.trim(), keySpan))
  }
  for (const [property, name] of bitnami) {
    const value = input.env.get(name)
    if (value !== undefined) values.set(property, value)
  }
  for (const [index, word] of commandLine(input).entries()) {
    const pair = commandLine(input)[index - 1]?.value === '--conf' ? /^([\w.]+)=(.*)$/s.exec(word.value) : null
    if (pair !== null) values.set(pair[1] ?? '', { ...word, value: pair[2] ?? '' })
  }
  const extra = ['SPARK_MASTER_OPTS', 'SPARK_WORKER_OPTS', 'SPARK_DAEMON_JAVA_OPTS'].flatMap((name) => input.env.get(name) ?? [])
  for (const setting of extra)
    for (const match of setting.value.matchAll(/-D(spark\.[\w.]+)=(\S*)/g)) values.set(match[1] ?? '', { ...setting, value: match[2] ?? '' })
  return (key) => values.get(key)
}

function authentication(input: ComponentInput, options: Lookup): Fact<Authentication> {
  const value = options('spark.authenticate')
  const none = { value: '', trail: [input.at], unresolved: [] }
  if (value === undefined) return openByDefault('Spark asks for no secret unless spark.authenticate is on (all versions)', none)
  return configured(asSwitch(value.value) === true ? 'password' : 'none', value.trail)
}

function encryption(input: ComponentInput, options: Lookup): Fact<Encryption> {
  const value = options('spark.network.crypto.enabled') ?? options('spark.ssl.rpc.enabled')
  if (value === undefined) return byDefault('none', 'Spark sends in clear text unless spark.network.crypto.enabled is on (all versions)', [input.at])
  return configured(asSwitch(value.value) === true ? 'required' : 'none', value.trail)
}

function listeners(input: ComponentInput, options: Lookup, role: 'master' | 'worker' | 'history'): readonly ListenerReading[] {
  const ssl = options('spark.ssl.enabled') ?? options('spark.ssl.ui.enabled')
  const tls = ssl !== undefined && asSwitch(ssl.value) === true ? configured('required' as const, ssl.trail) : plainByDefault('the web page of Spark')
  const filters = options('spark.ui.filters')
  const none = { value: '', trail: [input.at], unresolved: [] }
  const login =
    filters !== undefined && filters.value !== ''
      ? configured('delegated' as const, filters.trail)
      : openByDefault('the web page of Spark has no login unless spark.ui.filters names one (all versions)', none)
  const page = (port: number, name: string): ListenerReading => {
    const from = input.env.get(name)
    return webListener({ port: portIn(from) ?? port, purpose: 'admin', tls, authentication: login })
  }
  if (role === 'history') return [page(18080, 'SPARK_HISTORY_PORT')]
  if (role === 'worker') return [page(8081, 'SPARK_WORKER_WEBUI_PORT')]
  const rpc: ListenerReading = {
    port: portIn(input.env.get('SPARK_MASTER_PORT')) ?? 7077,
    protocol: 'spark',
    purpose: 'peer',
    tls: encryption(input, options),
    authentication: authentication(input, options),
  }
  const rest = options('spark.master.rest.enabled')
  const restListener: ListenerReading = {
    ...webListener({
      port: portIn(options('spark.master.rest.port')) ?? 6066,
      purpose: 'admin',
      tls: plainByDefault('the REST server of Spark'),
      authentication: byDefault('none', 'the REST server of Spark has no login (all versions)', rest?.trail),
    }),
    trail: rest?.trail ?? [],
  }
  return [rpc, page(8080, 'SPARK_MASTER_WEBUI_PORT'), ...(asSwitch(rest?.value) === true ? [restListener] : [])]
}

function master(input: ComponentInput, options: Lookup): readonly ConnectionReading[] {
  const url =
    input.env.get('SPARK_MASTER_URL') ?? input.env.get('SPARK_MASTER') ?? commandLine(input).find(({ value }) => value.startsWith('spark://'))
  if (url === undefined || !url.value.startsWith('spark://')) return []
  const secret = options('spark.authenticate.secret')
  const asked = authentication(input, options)
  return url.value
    .slice('spark://'.length)
    .split(',')
    .map((address) => {
      const [host = '', port] = address.replace(/\/.*$/, '').split(':')
      return {
        protocol: 'spark' as const,
        host,
        port: Number(port ?? 7077) || 7077,
        encryption: encryption(input, options),
        verification: byDefault('none' as const, 'Spark knows a shared secret, no certificates, between its parts', url.trail),
        authentication: asked,
        ...(secret === undefined ? {} : { password: secret }),
        key: input.env.has('SPARK_MASTER_URL') ? 'SPARK_MASTER_URL' : 'SPARK_MASTER',
        trail: url.trail,
      }
    })
}

function secrets(options: Lookup): readonly SecretReading[] {
  const value = options('spark.authenticate.secret')
  return value === undefined || value.value === '' ? [] : [{ key: 'spark.authenticate.secret', purpose: 'shared-secret', value }]
}
