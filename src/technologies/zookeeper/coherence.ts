import type { DeadKey, Observation } from '../../model/technology.ts'
import type { Setting } from '../../model/setting.ts'
import { compareVersions } from '../../protocols/version.ts'
import { deadKeys } from '../../settings/rules.ts'
import { isTrue } from './listeners.ts'
import type { Login } from './login.ts'
import type { Options } from './options.ts'
import { fileOnly } from './options.ts'
import { dead } from './settings.ts'

/** Settings that mean something only together. */
export function contradictions(options: Options, login: Login): readonly Observation[] {
  return [...factory(options), ...enforcement(options, login), ...schemes(options)]
}

function fault(key: string, at: Setting, message: string, actual: string, fix: string): Observation {
  return {
    concern: 'contradiction',
    key,
    verdict: 'unsafe',
    trail: at.trail,
    basis: 'configured',
    message,
    actual,
    expected: 'settings that go together',
    fix,
    stake: 'availability',
  }
}

/** Only Netty can do TLS; the default factory throws when a secure port is asked of it (3.5 and later). */
function factory(options: Options): readonly Observation[] {
  const secure = options.get('secureClientPort')
  const written = options.get('serverCnxnFactory')
  if (secure === undefined || !options.isWritten || written?.value.endsWith('NettyServerCnxnFactory') === true) return []
  const message = 'a TLS port is set, but the server starts without Netty, which alone can do TLS: it does not start, and somebody removes the port'
  return [
    fault(
      'secureClientPort',
      secure,
      message,
      'serverCnxnFactory is not Netty',
      'set serverCnxnFactory to org.apache.zookeeper.server.NettyServerCnxnFactory',
    ),
  ]
}

/** A login that is enforced needs a provider, without which the server does not start (3.8, tried), and a JAAS file with a section for it. */
function enforcement(options: Options, login: Login): readonly Observation[] {
  const sasl = options.get('sessionRequireClientSASLAuth')
  const enforced = options.get('enforce.auth.enabled')
  const names =
    options
      .get('enforce.auth.schemes')
      ?.value.split(',')
      .map((name) => name.trim()) ?? []
  const at = isTrue(sasl) ? sasl : isTrue(enforced) && names.includes('sasl') ? enforced : undefined
  if (at === undefined || !options.isWritten) return []
  const key = at === sasl ? 'sessionRequireClientSASLAuth' : 'enforce.auth.enabled'
  const isProvided = [...options.all].some(([name, { value }]) => name.startsWith('authProvider.') && value.endsWith('SASLAuthenticationProvider'))
  if (!isProvided)
    return [
      fault(
        key,
        at,
        `${key} demands a login by SASL, but no authProvider is SASLAuthenticationProvider: the server does not start`,
        'no authProvider for SASL',
        'add authProvider.1=org.apache.zookeeper.server.auth.SASLAuthenticationProvider',
      ),
    ]
  // a file that cannot be read says nothing about its sections
  if (login.clients !== undefined || login.isMissing) return []
  return [
    fault(
      key,
      at,
      `${key} demands a login by SASL, but no JAAS file with a section Server is named: nobody can log in`,
      'no section Server',
      'name a JAAS file with -Djava.security.auth.login.config in SERVER_JVMFLAGS',
    ),
  ]
}

function schemes(options: Options): readonly Observation[] {
  const enforced = options.get('enforce.auth.enabled')
  const names = options.get('enforce.auth.schemes')
  if (!isTrue(enforced) || enforced === undefined) return []
  if (names === undefined)
    return [
      fault(
        'enforce.auth.enabled',
        enforced,
        'a login is enforced, but enforce.auth.schemes names none: the server does not start',
        'no scheme',
        'set enforce.auth.schemes to sasl or x509',
      ),
    ]
  const open = names.value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name === 'ip' || name === 'digest')
  if (open.length === 0) return []
  return [
    {
      ...fault('enforce.auth.schemes', names, '', `enforce.auth.schemes=${names.value}`, 'set enforce.auth.schemes to sasl or x509'),
      concern: 'anonymous-access',
      message: `a login is enforced, but the schemes ${open.join(' and ')} let everybody in: no password is compared with anything`,
      expected: 'sasl or x509',
      stake: 'data',
    },
  ]
}

/** Keys that nobody reads: old ones, those with a prefix too many, and properties of the JVM for what stands in zoo.cfg alone. */
export function idle(options: Options, version: string | undefined): readonly DeadKey[] {
  const prefixed = [...options.all].flatMap(([key, { trail }]) =>
    key.startsWith('zookeeper.') && options.isWritten
      ? [
          {
            key,
            trail,
            why: 'the server puts zookeeper. in front of every key of zoo.cfg itself: this one becomes zookeeper.zookeeper.…',
            fix: `write ${key.slice('zookeeper.'.length)}`,
            stake: 'data' as const,
          },
        ]
      : [],
  )
  const properties = [...options.properties].flatMap(([name, { trail }]) =>
    name.startsWith('zookeeper.') && fileOnly.test(name.slice('zookeeper.'.length))
      ? [
          {
            key: name,
            trail,
            why: 'the server takes this setting from zoo.cfg alone',
            fix: `write ${name.slice('zookeeper.'.length)} into zoo.cfg`,
            stake: 'hygiene' as const,
          },
        ]
      : [],
  )
  return [...deadKeys(dead, options.get), ...prefixed, ...properties, ...tooOld(options, version)]
}

/** Keys that the version does not know yet. */
function tooOld(options: Options, version: string | undefined): readonly DeadKey[] {
  if (version === undefined || !version.includes('.')) return []
  const since: readonly (readonly [string, string])[] = [
    ['sessionRequireClientSASLAuth', '3.6'],
    ['enforce.auth.enabled', '3.7'],
    ['audit.enable', '3.6'],
    ['ssl.keyStore.passwordPath', '3.8'],
  ]
  return since.flatMap(([key, from]) => {
    const written = options.get(key)
    if (written === undefined || compareVersions(version, from) >= 0) return []
    return [{ key, trail: written.trail, why: `ZooKeeper reads it since ${from}`, fix: `use ZooKeeper ${from} or later`, stake: 'data' as const }]
  })
}
