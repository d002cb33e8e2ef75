import type { Fact } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved } from '../../model/setting.ts'
import type { ConnectionReading, ListenerReading, Reading } from '../../model/technology.ts'
import type { Encryption, Verification } from '../../model/vocabulary.ts'
import { matchesImage } from '../../protocols/image.ts'
import { asSwitch, secretVariable, variable } from '../../settings/environment.ts'

/** osixia/phpldapadmin 0.9.0 (image/environment/*.yaml), and the makers' own image since 2.0, which is a Laravel program. */
export function read(input: ComponentInput): Reading {
  return matchesImage(input.image, ['phpldapadmin/phpldapadmin']) ? readOwn(input) : readOsixia(input)
}

function readOsixia(input: ComponentInput): Reading {
  const https = variable(input, 'PHPLDAPADMIN_HTTPS')
  const on = https === undefined ? true : isResolved(https) ? asSwitch(https.value) : undefined
  const secure: Fact<Encryption> =
    https === undefined
      ? byDefault('required', 'osixia/phpldapadmin 0.9 speaks HTTPS alone unless PHPLDAPADMIN_HTTPS is false', [input.at])
      : configured('required', https.trail)
  const plain: Fact<Encryption> = https === undefined ? byDefault('none', 'PHPLDAPADMIN_HTTPS is not set') : configured('none', https.trail)
  const both = unknown<Encryption>('PHPLDAPADMIN_HTTPS has no value here', https?.trail[0])
  const listeners = on === undefined ? [web(80, both, input), web(443, both, input)] : [on ? web(443, secure, input) : web(80, plain, input)]
  return { listeners, connections: hosts(input), image: { runsAs: 'drops', healthcheck: false, writes: ['/var/www/phpldapadmin', '/run', '/tmp'] } }
}

function web(port: number, tls: Fact<Encryption>, input: ComponentInput): ListenerReading {
  const authentication = byDefault('password' as const, 'phpLDAPadmin asks for a name and a password of the directory', [input.at])
  return { port, protocol: 'http', purpose: 'admin', tls, authentication }
}

/** A plain list of hosts is clear text; TLS is asked for inside the structured form alone (`server: tls: true`). */
function hosts(input: ComponentInput): readonly ConnectionReading[] {
  const key = 'PHPLDAPADMIN_LDAP_HOSTS'
  const value = variable(input, key)
  if (value === undefined || value.value === '') return []
  if (!value.value.startsWith('#'))
    return value.value
      .split(/[,\s]+/)
      .filter(Boolean)
      .map((host) => connection(input, key, value, host, false))
  const names = [...value.value.matchAll(/['"]([a-z0-9][a-z0-9._-]{0,252})['"]\s*:\s*\[/gi)]
    .map((match) => match[1] ?? '')
    .filter((name) => name !== 'server' && name !== 'login')
  return names.map((host) => connection(input, key, value, host, /['"]tls['"]\s*:\s*(?:True|true)/.test(value.value)))
}

function connection(input: ComponentInput, key: string, value: Setting, address: string, isStartTls: boolean): ConnectionReading {
  const isTls = isStartTls || address.startsWith('ldaps://')
  const checks = variable(input, 'PHPLDAPADMIN_LDAP_CLIENT_TLS_REQCERT')
  const checked = checks === undefined || /^(?:demand|hard)$/i.test(checks.value)
  const verification: Fact<Verification> = !isTls
    ? byDefault('none', 'nothing is checked without TLS', value.trail)
    : checks === undefined
      ? byDefault('name', 'osixia/phpldapadmin demands a good certificate by default', value.trail)
      : configured(checked ? 'name' : 'none', checks.trail)
  const [, host = '', port] = /^(?:ldaps?:\/\/)?([^:/]*)(?::(\d{1,5}))?/.exec(address) ?? []
  return {
    protocol: 'ldap',
    host,
    port: port === undefined ? (address.startsWith('ldaps://') ? 636 : 389) : Number(port),
    encryption: configured(isTls ? 'required' : 'none', value.trail),
    verification,
    authentication: byDefault('delegated', 'the visitor types in who he is', value.trail),
    key,
    trail: value.trail,
  }
}

function readOwn(input: ComponentInput): Reading {
  const plain = byDefault<Encryption>('none', 'phpldapadmin/phpldapadmin 2 speaks HTTP on 8080', [input.at])
  const key = secretVariable(input, 'APP_KEY')
  const debug = variable(input, 'APP_DEBUG')
  return {
    listeners: [web(8080, plain, input)],
    ...(key === undefined ? {} : { secrets: [{ key: key.key, purpose: 'encryption', value: key.value }] }),
    ...(debug === undefined || asSwitch(debug.value) !== true
      ? {}
      : {
          observations: [
            {
              concern: 'debug-mode',
              key: 'APP_DEBUG',
              verdict: 'unsafe',
              trail: debug.trail,
              basis: 'configured',
              message: "error pages show settings and the program's inside",
              actual: 'APP_DEBUG=true',
              expected: 'false',
              fix: 'set APP_DEBUG=false',
              stake: 'data',
            },
          ],
        }),
    image: { runsAs: 'drops', healthcheck: false, writes: ['/app/storage', '/tmp'] },
  }
}
