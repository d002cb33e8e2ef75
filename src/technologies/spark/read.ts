import type { Gap } from '../../model/fact.ts'
import { byDefault } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { ConnectionReading, Reading, SecretReading } from '../../model/technology.ts'
import { commandLine } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import { secretKind } from '../../protocols/secret-names.ts'
import { connectionsTo } from '../../settings/client.ts'
import { isGiven } from '../../settings/given.ts'
import { observe } from '../../settings/rules.ts'
import { calls, contradictions, idle } from './coherence.ts'
import { authentication, encryption, listeners } from './listeners.ts'
import type { Options } from './options.ts'
import { optionsOf } from './options.ts'
import { roleOf } from './role.ts'
import { sparkSettings, xmlRules } from './settings.ts'

/** Spark 2.3 to 4.0, in standalone mode and as applications see it. */
export function read(input: ComponentInput, version: string | undefined): Reading {
  const gaps: Gap[] = []
  const options = optionsOf(input, gaps)
  const role = roleOf(input, options)
  const serves = role !== 'job'
  const isBitnami = matchesImage(input.image, ['bitnami/spark'])
  return {
    role: serves ? 'worker' : 'job',
    listeners: listeners(options, role, version),
    connections: [...(role === 'worker' ? master(input, options) : []), ...metastore(options)],
    secrets: secrets(options),
    observations: serves
      ? [
          ...(role === 'master' || role === 'application' ? calls(options) : []),
          ...observe(sparkSettings(role), options.get, options.home, version),
          ...observe(xmlRules, options.xml, options.home),
          ...contradictions(options),
        ]
      : [],
    deadKeys: serves ? idle(options) : [],
    image: isBitnami || matchesImage(input.image, ['spark', 'apache/spark', 'apache/spark-py']) ? { runsAs: 'user', healthcheck: false } : {},
    gaps,
  }
}

function master(input: ComponentInput, options: Options): readonly ConnectionReading[] {
  const named = ['SPARK_MASTER_URL', 'SPARK_MASTER'].find((name) => options.variables(name) !== undefined)
  const url =
    (named === undefined ? undefined : options.variables(named)) ??
    commandLine(input).find(({ value }) => value.startsWith('spark://')) ??
    options.get('spark.master')
  if (url === undefined || !url.value.startsWith('spark://')) return []
  const secret = options.get('spark.authenticate.secret')
  return url.value
    .slice('spark://'.length)
    .split(',')
    .map((address) => {
      const [host = '', port] = address.replace(/\/.*$/, '').split(':')
      return {
        protocol: 'spark' as const,
        host,
        port: Number(port ?? 7077) || 7077,
        encryption: encryption(options),
        verification: byDefault('none' as const, 'Spark knows a shared secret, no certificates, between its parts', url.trail),
        authentication: authentication(options),
        ...(secret === undefined ? {} : { password: secret }),
        key: named ?? 'SPARK_MASTER',
        trail: url.trail,
      }
    })
}

/** The database of Hive's catalogue, from hive-site.xml or `spark.hadoop.*`. */
function metastore(options: Options): readonly ConnectionReading[] {
  const option = (name: string): ReturnType<Options['get']> =>
    options.get(`spark.hadoop.javax.jdo.option.${name}`) ?? options.xml(`javax.jdo.option.${name}`)
  const address = option('ConnectionURL')
  if (!isGiven(address)) return []
  return connectionsTo(address, {
    key: 'javax.jdo.option.ConnectionURL',
    user: option('ConnectionUserName'),
    password: option('ConnectionPassword'),
    passwordKey: 'javax.jdo.option.ConnectionPassword',
  })
}

/** The secret of the cluster, passwords of key stores, and what applications are given, such as keys of object stores. */
function secrets(options: Options): readonly SecretReading[] {
  return [...options.all].flatMap(([key, value]): readonly SecretReading[] => {
    if (!isGiven(value) || value.value.startsWith('jceks:')) return []
    if (key === 'spark.authenticate.secret') return [{ key, purpose: 'shared-secret', value }]
    if (/^spark\.ssl\.(?:\w+\.)?(?:keyStorePassword|trustStorePassword|keyPassword)$/.test(key))
      return [{ key, purpose: 'shared-secret', value, atLeast: 12 }]
    const kind = /^spark\.(?:hadoop|executorEnv|yarn\.appMasterEnv)\./.test(key) ? secretKind(key.replace(/^.*\.(?=[^.]*\.[^.]*$)/, '')) : undefined
    return kind === undefined || kind === 'connection' ? [] : [{ key, purpose: 'api-key', value, atLeast: 16 }]
  })
}
