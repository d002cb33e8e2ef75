import { child, itemsOf } from '../../formats/node.ts'
import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import { isResolved, withText } from '../../model/setting.ts'
import type { ConnectionReading, ListenerReading, Reading } from '../../model/technology.ts'
import type { Authentication, Encryption, Verification } from '../../model/vocabulary.ts'
import { isLoopback, splitHostPort } from '../../protocols/address.ts'
import { commandLine } from '../../protocols/arguments.ts'
import { connectionsTo } from '../../settings/client.ts'
import { asSwitch, secretVariable } from '../../settings/environment.ts'
import { isGiven } from '../../settings/given.ts'
import { nodeSetting, openTree } from '../../settings/trees.ts'
import { portIn } from '../../settings/web-listener.ts'

interface Door {
  readonly key: string
  /** kong.conf.default of 3.x. */
  readonly usual: string
  readonly purpose: ListenerReading['purpose']
}

const doors: readonly Door[] = [
  { key: 'KONG_PROXY_LISTEN', usual: '0.0.0.0:8000, 0.0.0.0:8443 ssl', purpose: 'application' },
  { key: 'KONG_ADMIN_LISTEN', usual: '127.0.0.1:8001, 127.0.0.1:8444 ssl', purpose: 'admin' },
  { key: 'KONG_ADMIN_GUI_LISTEN', usual: '', purpose: 'admin' },
  { key: 'KONG_STATUS_LISTEN', usual: '', purpose: 'metrics' },
]

/** Kong 2 and 3. `kong migrations …` is a one-off command that serves nothing. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const isJob = commandLine(input).some(({ value }) => value === 'migrations' || value === 'config')
  const password = secretVariable(input, 'KONG_PG_PASSWORD')
  const user = input.env.get('KONG_PG_USER')
  return {
    ...(isJob ? { role: 'job' as const } : {}),
    listeners: isJob ? [] : doors.flatMap((door) => listeners(input, door)),
    connections: [...database(input), ...services(input, gaps)],
    accounts:
      password === undefined || !usesDatabase(input)
        ? []
        : [{ ...(user === undefined ? {} : { user }), password: password.value, power: 'application', key: password.key }],
    image: { runsAs: 'user', healthcheck: false },
    gaps,
  }
}

/** `0.0.0.0:8001 reuseport, 0.0.0.0:8444 http2 ssl`, or `off`. */
function listeners(input: ComponentInput, { key, usual, purpose }: Door): readonly ListenerReading[] {
  const written = input.env.get(key)
  const text = written?.value ?? usual
  const trail = written?.trail ?? [input.at]
  if (text.trim().toLowerCase() === 'off') return []
  return text.split(',').flatMap((part): readonly ListenerReading[] => {
    const [address = '', ...words] = part.trim().split(/\s+/)
    const { host, port } = splitHostPort(address)
    if (port === undefined) return []
    const isTls = words.includes('ssl')
    const value: Encryption = isTls ? 'required' : 'none'
    const bind = isLoopback(host)
      ? {
          bind:
            written === undefined
              ? byDefault('loopback' as const, 'the admin API of Kong is on loopback', trail)
              : configured('loopback' as const, trail),
        }
      : {}
    return [
      {
        port,
        protocol: 'http',
        purpose,
        tls: written === undefined ? byDefault(value, `Kong listens on ${usual}`, trail) : configured(value, trail),
        authentication: login(input, key),
        ...bind,
        ...(written === undefined ? {} : { trail }),
      },
    ]
  })
}

function login(input: ComponentInput, key: string): Fact<Authentication> {
  const at = input.env.get(key)?.trail ?? [input.at]
  if (key === 'KONG_PROXY_LISTEN') return byDefault('delegated', 'Kong passes requests on unless a plug-in asks for a login', at)
  if (key === 'KONG_STATUS_LISTEN') return byDefault('none', 'the status API of Kong has no login', at)
  const control = input.env.get('KONG_ENFORCE_RBAC')
  if (control !== undefined && !isResolved(control)) return unknown('KONG_ENFORCE_RBAC has no value here', control.trail[0])
  if (control !== undefined && /^(?:on|both|true|1)$/i.test(control.value)) return configured('token', control.trail)
  return byDefault(
    'none',
    'the admin API of Kong has no login: it changes every route and plug-in (KONG_ENFORCE_RBAC is of the enterprise edition)',
    at,
  )
}

function usesDatabase(input: ComponentInput): boolean {
  const kind = input.env.get('KONG_DATABASE')?.value.trim().toLowerCase()
  return kind === undefined || kind === 'postgres'
}

/** KONG_PG_SSL and KONG_PG_SSL_VERIFY are off by default (all versions). */
function database(input: ComponentInput): readonly ConnectionReading[] {
  const host = input.env.get('KONG_PG_HOST')
  if (!isGiven(host) || !usesDatabase(input)) return []
  const [tls, check] = [input.env.get('KONG_PG_SSL'), input.env.get('KONG_PG_SSL_VERIFY')]
  const password = secretVariable(input, 'KONG_PG_PASSWORD')?.value
  const user = input.env.get('KONG_PG_USER')
  const isTls = tls !== undefined && asSwitch(tls.value) === true
  const needs = input.env.get('KONG_PG_SSL_REQUIRED')
  const encryption: Fact<Encryption> =
    tls !== undefined && !isResolved(tls)
      ? unknown('KONG_PG_SSL has no value here', tls.trail[0])
      : isTls
        ? configured(needs !== undefined && asSwitch(needs.value) === true ? 'required' : 'optional', tls.trail)
        : byDefault('none', 'Kong connects to Postgres in clear text unless KONG_PG_SSL is on', tls?.trail ?? host.trail)
  const verification: Fact<Verification> =
    check !== undefined && !isResolved(check)
      ? unknown('KONG_PG_SSL_VERIFY has no value here', check.trail[0])
      : isTls && check !== undefined && asSwitch(check.value) === true
        ? configured('chain', check.trail)
        : byDefault('none', 'Kong does not check the certificate of Postgres unless KONG_PG_SSL_VERIFY is on', check?.trail ?? host.trail)
  const authority = input.env.get('KONG_LUA_SSL_TRUSTED_CERTIFICATE')
  return [
    {
      protocol: 'postgres',
      host: host.value,
      port: portIn(input.env.get('KONG_PG_PORT')) ?? 5432,
      encryption,
      verification,
      authentication: password === undefined ? byDefault('none', 'no password is set', host.trail) : configured('password', password.trail),
      ...(user === undefined ? {} : { user }),
      ...(password === undefined ? {} : { password }),
      ...(authority === undefined ? {} : { authority }),
      key: 'KONG_PG_HOST',
      trail: host.trail,
    },
  ]
}

/** Services of a declarative configuration. Certificates are checked only where tls_verify says so. */
function services(input: ComponentInput, gaps: Gap[]): readonly ConnectionReading[] {
  const path = input.env.get('KONG_DECLARATIVE_CONFIG')
  if (path === undefined) return []
  const tree = openTree(input, [path.value], gaps)
  if (tree === undefined) return []
  return itemsOf(child(tree.root, 'services')).flatMap((service) => {
    const url = nodeSetting(tree.document, child(service, 'url'))
    const host = nodeSetting(tree.document, child(service, 'host'))
    const scheme = nodeSetting(tree.document, child(service, 'protocol'))?.value ?? 'http'
    const port = nodeSetting(tree.document, child(service, 'port'))?.value ?? '80'
    const address = url ?? (host === undefined ? undefined : withText(host, `${scheme}://${host.value}:${port}`))
    if (address === undefined) return []
    const check = nodeSetting(tree.document, child(service, 'tls_verify'))
    const isTls = /^(?:https|grpcs|tls|wss):/i.test(address.value)
    const verification: Fact<Verification> =
      isTls && check !== undefined && asSwitch(check.value) === true
        ? configured('name', check.trail)
        : byDefault('none', isTls ? 'Kong checks no certificate unless tls_verify is on' : 'nothing is checked without TLS', address.trail)
    return connectionsTo(address, { key: 'services.url', protocol: 'http', verification })
  })
}
