import type { Fact } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved } from '../../model/setting.ts'
import type { ListenerReading, Observation, Reading } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { compareVersions, matchesImage } from '../../protocols/image.ts'
import { asSwitch, variable } from '../../settings/environment.ts'
import type { SettingRule } from '../../settings/rules.ts'
import { observe } from '../../settings/rules.ts'

const rules: readonly SettingRule[] = [
  {
    key: 'FERRETDB_TELEMETRY',
    concern: 'telemetry',
    stake: 'hygiene',
    safe: (value) => /^(disabled?|false|no|off|optout|0)$/i.test(value),
    absent: { verdict: 'unsafe', why: 'FerretDB reports usage after its first hour' },
    message: 'FerretDB tells its makers about the deployment',
    expected: 'disable',
    fix: 'set FERRETDB_TELEMETRY=disable',
    want: 'disable',
  },
]

export function read(input: ComponentInput, version?: string): Reading {
  const words = commandLine(input)
  const look = (name: string, key: string): Setting | undefined => flag(words, [name])?.value ?? variable(input, key)
  const authentication = authenticationOf(input, version)
  const found: ListenerReading[] = []
  const plain = look('--listen-addr', 'FERRETDB_LISTEN_ADDR')
  const secure = look('--listen-tls', 'FERRETDB_LISTEN_TLS')
  const debug = look('--debug-addr', 'FERRETDB_DEBUG_ADDR')
  const certificate = look('--listen-tls-cert-file', 'FERRETDB_LISTEN_TLS_CERT_FILE')
  const key = look('--listen-tls-key-file', 'FERRETDB_LISTEN_TLS_KEY_FILE')
  const common = { protocol: 'mongodb' as const, purpose: 'data' as const, authentication }
  if (isOpen(plain) !== false) {
    const trail = plain?.trail ?? [input.at]
    found.push({
      ...common,
      port: portOf(plain) ?? 27_017,
      tls: byDefault('none', 'FerretDB speaks plaintext on FERRETDB_LISTEN_ADDR, and its image sets it to :27017 (1.x and 2.x)', trail),
      ...bindOf(plain),
      trail: plain?.trail ?? [],
    })
  }
  if (secure !== undefined && isOpen(secure) === true) {
    found.push({
      ...common,
      port: portOf(secure) ?? 27_018,
      tls: configured('required', secure.trail),
      ...bindOf(secure),
      trail: secure.trail,
      ...(certificate === undefined ? {} : { certificate }),
      ...(key === undefined ? {} : { key }),
    })
  }
  if (isOpen(debug) !== false) {
    const why = 'the debug handler of FerretDB gives metrics and profiles to everybody, and its image listens on :8088'
    found.push({
      port: portOf(debug) ?? 8088,
      protocol: 'http',
      purpose: 'debug',
      tls: byDefault('none', why, debug?.trail ?? [input.at]),
      authentication: byDefault('none', why, debug?.trail ?? [input.at]),
      ...bindOf(debug),
      trail: debug?.trail ?? [],
    })
  }
  const noTracking = asSwitch(variable(input, 'DO_NOT_TRACK')?.value) === true
  const observations: readonly Observation[] = noTracking ? [] : observe(rules, (name) => variable(input, name), input.at, version)
  return {
    listeners: found,
    observations,
    image: {
      runsAs: 'user',
      healthcheck: matchesImage(input.image, ['ferretdb/ferretdb']) && version !== undefined && compareVersions(version, '2') >= 0,
    },
  }
}

/** Since 2.0 FerretDB checks passwords itself; 1.x hands them to PostgreSQL, and takes those of its own URL when a client gives none. */
function authenticationOf(input: ComponentInput, version: string | undefined): Fact<Authentication> {
  const words = commandLine(input)
  const off = flag(words, ['--no-auth'], true)
  if (off !== undefined) return configured('none', off.at.trail)
  const one = version !== undefined && compareVersions(version, '2') < 0
  const written = one ? undefined : (flag(words, ['--auth'])?.value ?? variable(input, 'FERRETDB_AUTH'))
  if (written !== undefined) {
    const on = isResolved(written) ? asSwitch(written.value) : undefined
    return on === undefined ? unknown('FERRETDB_AUTH has no value here', written.trail[0]) : configured(on ? 'password' : 'none', written.trail)
  }
  const modern = asSwitch(variable(input, 'FERRETDB_TEST_ENABLE_NEW_AUTH')?.value) === true
  if (one && modern) return configured('password', variable(input, 'FERRETDB_TEST_ENABLE_NEW_AUTH')?.trail ?? [])
  if (one)
    return byDefault(
      'none',
      'FerretDB 1.x serves clients that give no password with the account of its PostgreSQL URL',
      variable(input, 'FERRETDB_POSTGRESQL_URL')?.trail ?? [input.at],
    )
  if (version === undefined) return unknown('FerretDB asks for a password since 2.0, and the version is not known', input.at)
  return byDefault('password', 'FerretDB asks for a password unless FERRETDB_AUTH is false (2.0 and later)', [input.at])
}

/** An empty address or `-` switches a listener off. */
function isOpen(address: Setting | undefined): boolean | undefined {
  return address === undefined ? undefined : address.value !== '' && address.value !== '-'
}

function portOf(address: Setting | undefined): number | undefined {
  const found = /:(\d{1,5})$/.exec(address?.value ?? '')?.[1]
  return found === undefined ? undefined : Number(found)
}

function bindOf(address: Setting | undefined): Pick<ListenerReading, 'bind'> {
  return address !== undefined && /^(127\.\d+\.\d+\.\d+|localhost|\[::1\]):/.test(address.value)
    ? { bind: configured('loopback', address.trail) }
    : {}
}
