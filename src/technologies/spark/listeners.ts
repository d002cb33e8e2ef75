import type { Fact } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { Setting } from '../../model/setting.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { Authentication, Encryption } from '../../model/vocabulary.ts'
import { isLoopback } from '../../protocols/address.ts'
import { compareVersions } from '../../protocols/version.ts'
import { asSwitch } from '../../settings/environment.ts'
import { debuggerDoor, managementDoor, systemProperties } from '../../settings/jvm.ts'
import { openByDefault, plainByDefault, portIn, webListener } from '../../settings/web-listener.ts'
import type { Options } from './options.ts'
import type { SparkRole } from './role.ts'

export function isOn(value: Setting | undefined): boolean {
  return asSwitch(value?.value) === true
}

/** `spark.ssl.PART.key`, else `spark.ssl.key` (security guide, 3.5: SSL configuration). */
function ssl(options: Options, part: string, key: string): Setting | undefined {
  return options.get(`spark.ssl.${part}.${key}`) ?? options.get(`spark.ssl.${key}`)
}

/** All parts of Spark log in to each other with one secret, or not at all. */
export function authentication(options: Options): Fact<Authentication> {
  const value = options.get('spark.authenticate')
  if (value === undefined)
    return openByDefault('Spark asks for no secret unless spark.authenticate is on (all versions)', {
      value: '',
      trail: [options.home],
      unresolved: [],
    })
  return configured(isOn(value) ? 'password' : 'none', value.trail)
}

/** AES after the login, SASL's encryption before 2.2, or TLS since 4.0. */
export function encryption(options: Options): Fact<Encryption> {
  const ways = ['spark.network.crypto.enabled', 'spark.authenticate.enableSaslEncryption', 'spark.ssl.rpc.enabled'].map(options.get)
  const found = ways.find(isOn) ?? ways.find((value) => value !== undefined)
  if (found === undefined)
    return byDefault('none', 'Spark sends in clear text unless spark.network.crypto.enabled is on (all versions)', [options.home])
  return configured(isOn(found) ? 'required' : 'none', found.trail)
}

export function listeners(options: Options, role: SparkRole, version: string | undefined): readonly ListenerReading[] {
  const java = ['SPARK_DAEMON_JAVA_OPTS', 'SPARK_MASTER_OPTS', 'SPARK_WORKER_OPTS', 'SPARK_HISTORY_OPTS', 'SPARK_JAVA_OPTS'].map(options.variables)
  return [...own(options, role, version), ...managementDoor(systemProperties(...java)), ...debuggerDoor(...java)]
}

function own(options: Options, role: SparkRole, version: string | undefined): readonly ListenerReading[] {
  switch (role) {
    case 'history':
      return page(options, 'historyServer', 18_080, options.variables('SPARK_HISTORY_PORT') ?? options.get('spark.history.ui.port'))
    case 'worker':
      return page(options, 'standalone', 8081, options.variables('SPARK_WORKER_WEBUI_PORT') ?? options.get('spark.worker.ui.port'))
    case 'master': {
      const pages = page(options, 'standalone', 8080, options.variables('SPARK_MASTER_WEBUI_PORT') ?? options.get('spark.master.ui.port'))
      return [rpc(options), ...pages, ...rest(options, version)]
    }
    case 'application':
      return asSwitch(options.get('spark.ui.enabled')?.value) === false ? [] : page(options, 'ui', 4040, options.get('spark.ui.port'))
    case 'job':
      return []
  }
}

/** The address that all doors of a machine's Spark share. */
function bound(...addresses: readonly (Setting | undefined)[]): Pick<ListenerReading, 'bind'> {
  const address = addresses.find((each) => each !== undefined)
  return address !== undefined && isLoopback(address.value) ? { bind: configured('loopback', address.trail) } : {}
}

/** With TLS the page listens 400 ports higher, and the plain port only sends browsers there (JettyUtils, 3.5). */
function page(options: Options, part: string, usual: number, from: Setting | undefined): readonly ListenerReading[] {
  const port = portIn(from) ?? usual
  const enabled = ssl(options, part, 'enabled')
  const filters = options.get('spark.ui.filters')
  const login: Fact<Authentication> =
    filters !== undefined && filters.value !== ''
      ? configured('delegated', filters.trail)
      : byDefault('none', 'the web page of Spark has no login unless spark.ui.filters names one (all versions)', [options.home])
  const at = { purpose: 'admin' as const, authentication: login, ...(from === undefined ? {} : { from }) }
  const plain: ListenerReading = {
    ...webListener({ ...at, port, tls: plainByDefault('the web page of Spark') }),
    ...bound(options.variables('SPARK_LOCAL_IP')),
  }
  if (!isOn(enabled) || enabled === undefined) return [plain]
  const secure = portIn(ssl(options, part, 'port')) ?? port + 400
  const certificate = ssl(options, part, 'keyStore')
  const password = ssl(options, part, 'keyStorePassword')
  return [
    { ...plain, redirects: true },
    {
      ...webListener({ ...at, port: secure, tls: configured('required', enabled.trail) }),
      ...(certificate === undefined ? {} : { certificate }),
      ...(password === undefined ? {} : { certificatePassword: password }),
      ...bound(options.variables('SPARK_LOCAL_IP')),
    },
  ]
}

function rpc(options: Options): ListenerReading {
  const port = options.variables('SPARK_MASTER_PORT')
  return {
    port: portIn(port) ?? 7077,
    protocol: 'spark',
    purpose: 'peer',
    tls: encryption(options),
    authentication: authentication(options),
    ...(port === undefined ? {} : { trail: port.trail }),
    ...bound(options.variables('SPARK_MASTER_HOST') ?? options.variables('SPARK_MASTER_IP'), options.variables('SPARK_LOCAL_IP')),
  }
}

/** On by default before 2.4; a login can be put before it since 4.0 (spark.master.rest.filters). */
function rest(options: Options, version: string | undefined): readonly ListenerReading[] {
  const enabled = options.get('spark.master.rest.enabled')
  const isOld = version?.includes('.') === true && compareVersions(version, '2.4') < 0
  if (enabled === undefined ? !isOld : !isOn(enabled)) return []
  const filters = options.get('spark.master.rest.filters')
  const at = enabled?.trail ?? [options.home]
  return [
    {
      port: portIn(options.get('spark.master.rest.port')) ?? 6066,
      protocol: 'http',
      purpose: 'admin',
      tls: byDefault('none', 'the REST server of Spark speaks HTTP', at),
      authentication:
        filters === undefined || filters.value === ''
          ? byDefault('none', 'the REST server of Spark has no login (before 4.0), or none without filters', at)
          : configured('delegated', filters.trail),
      trail: at,
    },
  ]
}
