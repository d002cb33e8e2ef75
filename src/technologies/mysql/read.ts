import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved } from '../../model/setting.ts'
import type { ListenerReading, Reading } from '../../model/technology.ts'
import type { Encryption } from '../../model/vocabulary.ts'
import { compareVersions } from '../../protocols/image.ts'
import { asSwitch, variable } from '../../settings/environment.ts'
import { observe } from '../../settings/rules.ts'
import { starts } from '../../settings/starts.ts'
import { accountsOf, authenticationOf } from './access.ts'
import { isOn, readOptions } from './options.ts'
import type { Packaging } from './packaging.ts'
import { packagingOf } from './packaging.ts'
import { settings } from './settings.ts'

const servers = ['mysqld', 'mariadbd', 'mysqld_safe', 'docker-entrypoint.sh', 'run.sh', 'entrypoint.sh']
const clients = ['mysql', 'mariadb', 'mysqladmin', 'mariadb-admin', 'mysqldump', 'mariadb-dump', 'mysqlimport', 'mysqlsh']

export function read(input: ComponentInput, version?: string): Reading {
  if (!starts(input, servers, clients)) return { role: 'job' }
  const gaps: Gap[] = []
  const packaging = packagingOf(input)
  const options = readOptions(input, packaging, version, gaps)
  const home = homeOf(input, options)
  const found = listenersOf(input, packaging, options, version, home)
  const folder = options.get('datadir')
  const usual = packaging.from === 'bitnami' ? `/bitnami/${packaging.family}` : '/var/lib/mysql'
  return {
    listeners: found,
    accounts: accountsOf(input, packaging, found[0]?.port ?? 3306),
    stores: [{ path: folder?.value ?? usual, holds: 'data', ...(folder === undefined ? {} : { trail: folder.trail }) }],
    observations: observe(settings, (key) => options.get(key), home, version),
    image: { runsAs: packaging.from === 'bitnami' ? 'user' : 'drops', healthcheck: false, writes: ['/var/run/mysqld', '/tmp'] },
    gaps,
  }
}

/** Line 1 of the option file of the operator's, where a missing option belongs; else the component itself. */
function homeOf(input: ComponentInput, options: ReadonlyMap<string, Setting>): Place {
  for (const { trail } of options.values()) {
    const [place] = trail
    if (place !== undefined && place.file !== input.at.file) return { file: place.file, line: 1 }
  }
  return input.at
}

function listenersOf(
  input: ComponentInput,
  packaging: Packaging,
  options: ReadonlyMap<string, Setting>,
  version: string | undefined,
  home: Place,
): readonly ListenerReading[] {
  if (isOn(options.get('skip_networking'))) return []
  const chosen = options.get('port') ?? (packaging.from === 'bitnami' ? variable(input, `${packaging.family.toUpperCase()}_PORT_NUMBER`) : undefined)
  const port = chosen !== undefined && /^\d{1,5}$/.test(chosen.value) ? Number(chosen.value) : 3306
  const bind = options.get('bind_address')
  const local =
    bind !== undefined && isResolved(bind) && bind.value.split(',').every((address) => /^\s*(127\.\d+\.\d+\.\d+|::1|localhost)\s*$/.test(address))
  const certificate = options.get('ssl_cert')
  const key = options.get('ssl_key')
  const common = {
    protocol: 'mysql' as const,
    purpose: 'data' as const,
    tls: encryptionOf(input, packaging, options, version, home),
    authentication: authenticationOf(input, packaging, options),
    ...(certificate === undefined ? {} : { certificate }),
    ...(key === undefined ? {} : { key }),
  }
  const classic = {
    port,
    ...common,
    ...(local ? { bind: configured<'all' | 'loopback'>('loopback', bind.trail) } : {}),
    ...(chosen === undefined ? {} : { trail: chosen.trail }),
  }
  const published = input.ports.some(({ target }) => target.from <= 33_060 && target.to >= 33_060)
  const x = packaging.family === 'mysql' && published && !/^(off|0|false)$/i.test(options.get('mysqlx')?.value ?? 'on')
  return x ? [classic, { port: 33_060, ...common }] : [classic]
}

function encryptionOf(
  input: ComponentInput,
  { family, from }: Packaging,
  options: ReadonlyMap<string, Setting>,
  version: string | undefined,
  home: Place,
): Fact<Encryption> {
  const required = options.get('require_secure_transport')
  if (required !== undefined && !isResolved(required)) return unknown('require_secure_transport has no value here', required.trail[0])
  if (required !== undefined && isOn(required)) return configured('required', required.trail)
  const off = options.get('ssl')
  if (off !== undefined && isResolved(off) && !isOn(off) && (family === 'mariadb' || version === undefined || compareVersions(version, '8.4') < 0))
    return configured('none', off.trail)
  const versions = options.get('tls_version')
  if (versions !== undefined && versions.value.trim() === '') return configured('none', versions.trail)
  const certificate = options.get('ssl_cert') ?? options.get('ssl_ca')
  if (certificate !== undefined) return configured('optional', certificate.trail, 'TLS is offered, and require_secure_transport is off')
  const switched = from === 'bitnami' ? variable(input, family === 'mariadb' ? 'MARIADB_ENABLE_SSL' : 'MYSQL_ENABLE_SSL') : undefined
  if (switched !== undefined && asSwitch(switched.value) === true) return configured('optional', switched.trail)
  return encryptionByDefault(family, version, home)
}

function encryptionByDefault(family: Packaging['family'], version: string | undefined, home: Place): Fact<Encryption> {
  if (family === 'mysql') {
    if (version !== undefined && compareVersions(version, '5.7') < 0)
      return byDefault('none', 'MySQL before 5.7 makes no certificate of its own', [home])
    return byDefault('optional', 'MySQL makes a certificate of its own and offers TLS, and lets plaintext in (5.7 and later)', [home])
  }
  if (version === undefined) return unknown('MariaDB offers TLS of its own since 11.4, and the version is not known', home)
  return /^\d+$/.test(version) && version === '11'
    ? unknown('MariaDB offers TLS of its own since 11.4, and the image says only 11', home)
    : compareVersions(version, '11.4') >= 0
      ? byDefault('optional', 'MariaDB makes a certificate of its own and offers TLS, and lets plaintext in (11.4 and later)', [home])
      : byDefault('none', 'MariaDB before 11.4 speaks plaintext unless it gets a certificate', [home])
}
