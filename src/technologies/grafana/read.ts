import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { setting } from '../../model/setting.ts'
import type { AccountReading, ListenerReading, Reading, SecretReading } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import { asSwitch } from '../../settings/environment.ts'
import type { Lookup } from '../../settings/rules.ts'
import { observe } from '../../settings/rules.ts'
import { plainByDefault, portIn, webListener } from '../../settings/web-listener.ts'
import { datasources } from './datasources.ts'
import { grafanaOptions } from './options.ts'
import { grafanaSettings } from './settings.ts'

export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const options = grafanaOptions(input, gaps)
  const isAnonymous = asSwitch(options('auth.anonymous.enabled')?.value) === true
  const rules = isAnonymous ? grafanaSettings : grafanaSettings.filter((rule) => rule.key !== 'auth.anonymous.org_role')
  const listener = webUi(input, options)
  return {
    listeners: [listener],
    accounts: accounts(input, options, listener.port),
    secrets: [secretKey(input, options)],
    connections: datasources(input, gaps),
    observations: observe(rules, options, input.at).map((found) => (found.port === undefined ? found : { ...found, port: listener.port })),
    stores: [{ path: options('paths.data')?.value ?? '/var/lib/grafana', holds: 'data' }],
    image: { runsAs: 'user', healthcheck: false },
    gaps,
  }
}

function webUi(input: ComponentInput, options: Lookup): ListenerReading {
  const from = options('server.http_port')
  const address = options('server.http_addr')
  const protocol = options('server.protocol')
  const isTls = /^(?:https|h2)$/.test(protocol?.value ?? '')
  const certificate = options('server.cert_file')
  const tls =
    protocol === undefined
      ? plainByDefault('Grafana', setting('', input.at))
      : configured(isTls ? ('required' as const) : ('none' as const), protocol.trail)
  const base = webListener({
    port: portIn(from) ?? 3000,
    tls,
    authentication: login(input, options),
    ...(address === undefined || address.value === '' ? {} : { from: address }),
  })
  return { ...base, trail: from?.trail ?? base.trail ?? [], ...(isTls && certificate !== undefined ? { certificate } : {}) }
}

function login(input: ComponentInput, options: Lookup): Fact<Authentication> {
  const anonymous = options('auth.anonymous.enabled')
  if (anonymous !== undefined && asSwitch(anonymous.value) === true) return configured('none', anonymous.trail)
  const proxy = options('auth.proxy.enabled')
  if (proxy !== undefined && asSwitch(proxy.value) === true) return configured('delegated', proxy.trail)
  return byDefault('password', 'Grafana asks for a login unless auth.anonymous is enabled (all versions)', [input.at])
}

/** The administrator made at the first start: admin with the password admin, unless told otherwise (conf/defaults.ini, all versions). */
function accounts(input: ComponentInput, options: Lookup, port: number): readonly AccountReading[] {
  if (asSwitch(options('security.disable_initial_admin_creation')?.value) === true) return []
  const user = options('security.admin_user') ?? setting('admin', input.at)
  const password = options('security.admin_password') ?? setting('admin', input.at)
  return [{ user, password, power: 'administrator', key: keyOf(input, 'GF_SECURITY_ADMIN_PASSWORD', 'security.admin_password', password), port }]
}

function keyOf(input: ComponentInput, variable: string, key: string, value: Setting): string {
  if (input.env.get(variable)?.value === value.value) return variable
  return input.env.has(`${variable}__FILE`) ? `${variable}__FILE` : key
}

function secretKey(input: ComponentInput, options: Lookup): SecretReading {
  const value = options('security.secret_key')
  const base = { key: 'security.secret_key', purpose: 'encryption' as const, atLeast: 20 }
  if (value !== undefined && value.value !== '') return { ...base, value }
  const why = 'Grafana then encrypts the passwords of its data sources with the key from its public defaults'
  return { ...base, at: input.at, ifAbsent: { verdict: 'unsafe', why } }
}
