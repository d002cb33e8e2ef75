import type { Fact } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { AccountReading, DeadKey, Reading } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import { asSwitch, secretVariable, variable } from '../../settings/environment.ts'
import { filled } from '../../settings/given.ts'
import { deadKeys } from '../../settings/rules.ts'
import { starts } from '../../settings/starts.ts'
import { ofSeriesOne, withoutSetUp, withoutLogin } from './settings.ts'

export function read(input: ComponentInput, version?: string): Reading {
  if (!starts(input, ['influxd', 'influxdb3', 'entrypoint.sh', 'run.sh'], ['influx'])) return { role: 'job' }
  const major = Number.parseInt(version ?? '', 10)
  const setUp = variable(input, 'DOCKER_INFLUXDB_INIT_MODE')
  const series = Number.isNaN(major) ? (setUp === undefined ? undefined : 2) : major
  const secure = variable(input, 'INFLUXDB_HTTP_HTTPS_ENABLED')
  const certificate = flag(commandLine(input), ['--tls-cert'])?.value ?? variable(input, 'INFLUXD_TLS_CERT', 'INFLUXDB_HTTP_HTTPS_CERTIFICATE')
  const on = asSwitch(secure?.value) === true || (secure === undefined && certificate !== undefined && series !== 1)
  const token = filled(secretVariable(input, 'DOCKER_INFLUXDB_INIT_ADMIN_TOKEN'))
  return {
    listeners: [
      {
        port: series === 3 ? 8181 : 8086,
        protocol: 'influxdb',
        purpose: 'data',
        authentication: authentication(input, series),
        tls: on
          ? configured('required', (secure ?? certificate)?.trail ?? [])
          : byDefault('none', 'InfluxDB speaks HTTP unless it gets a certificate (all versions)', [input.at]),
        ...(certificate === undefined ? {} : { certificate }),
      },
    ],
    accounts: accounts(input),
    deadKeys: ignored(input, series),
    secrets: token === undefined ? [] : [{ key: token.key, purpose: 'api-key', value: token.value }],
    stores: [{ path: series === 2 ? '/var/lib/influxdb2' : series === 3 ? '/var/lib/influxdb3' : '/var/lib/influxdb', holds: 'data' }],
    image: { runsAs: 'drops', healthcheck: false },
  }
}

function authentication(input: ComponentInput, series: number | undefined): Fact<Authentication> {
  if (series === undefined) return unknown('InfluxDB asks for a login since 2.0, and the version is not known', input.at)
  if (series === 1) {
    const written = variable(input, 'INFLUXDB_HTTP_AUTH_ENABLED')
    const on = asSwitch(written?.value)
    if (written !== undefined)
      return on === undefined
        ? unknown('INFLUXDB_HTTP_AUTH_ENABLED has no value here', written.trail[0])
        : configured(on ? 'password' : 'none', written.trail)
    return byDefault('none', 'InfluxDB 1.x asks for no login unless auth-enabled is true', [input.at])
  }
  const off = flag(commandLine(input), ['--without-auth'], true)
  if (off !== undefined) return configured('none', off.at.trail)
  return byDefault('token', 'InfluxDB asks for a token (2.0 and later)', [variable(input, 'DOCKER_INFLUXDB_INIT_MODE')?.trail[0] ?? input.at])
}

function ignored(input: ComponentInput, series: number | undefined): readonly DeadKey[] {
  const look = (key: string): Setting | undefined => variable(input, key) ?? variable(input, `${key}_FILE`)
  if (series === undefined || !matchesImage(input.image, ['influxdb'])) return []
  if (series === 1) return variable(input, 'INFLUXDB_HTTP_AUTH_ENABLED') === undefined ? deadKeys(withoutLogin, look) : []
  const unset = series === 2 && variable(input, 'DOCKER_INFLUXDB_INIT_MODE') === undefined
  return [...deadKeys(ofSeriesOne, look), ...(unset ? deadKeys(withoutSetUp, look) : [])]
}

function accounts(input: ComponentInput): readonly AccountReading[] {
  return [
    ['DOCKER_INFLUXDB_INIT_USERNAME', 'DOCKER_INFLUXDB_INIT_PASSWORD', 'administrator'],
    ['INFLUXDB_ADMIN_USER', 'INFLUXDB_ADMIN_PASSWORD', 'administrator'],
    ['INFLUXDB_USER', 'INFLUXDB_USER_PASSWORD', 'application'],
  ].flatMap(([name = '', key = '', power]) => {
    const user = variable(input, name)
    const password = filled(secretVariable(input, key))
    return password === undefined
      ? []
      : [
          {
            ...(user === undefined ? {} : { user }),
            password: password.value,
            power: power === 'application' ? ('application' as const) : ('administrator' as const),
            key: password.key,
            port: 8086,
          },
        ]
  })
}
