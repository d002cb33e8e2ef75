import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { ConnectionReading, Observation, SecretReading } from '../../model/technology.ts'
import { verificationSwitches } from '../../protocols/verification-switches.ts'
import { connectionsTo } from '../../settings/client.ts'
import { isGiven } from '../../settings/given.ts'
import { asSetting, evenOnCondition, within } from '../../settings/python/value.ts'
import { isOff, isOn } from '../../settings/rules.ts'
import type { JupyterOptions } from './options.ts'

/** Whom Jupyter asks: a directory or an identity provider, and what the variables that it hands on name. */
export function connectionsOf(options: JupyterOptions): readonly ConnectionReading[] {
  const urls: (readonly [string, Setting])[] = [...options.environment]
  for (const name of ['auth_api_url', 'token_url', 'userdata_url', 'authorize_url', 'hub_connect_url', 'api_url', 'db_url']) {
    const value = options.text(name)
    if (value !== undefined) urls.push([name, value])
  }
  const calls = urls.flatMap(([key, value]) =>
    /^[a-z][a-z0-9+]*:\/\//i.test(value.value) ? connectionsTo(value, { key, library: key === 'db_url' ? 'libpq' : undefined }) : [],
  )
  return [...calls, ...directory(options)]
}

/** ldapauthenticator: TLS is `use_ssl` in 1.3, `tls_strategy` (before_bind unless set) in 2.0. */
function directory({ text }: JupyterOptions): readonly ConnectionReading[] {
  const address = text('server_address')
  if (!isGiven(address)) return []
  const [strategy, ssl] = [text('tls_strategy'), text('use_ssl')]
  const switches = strategy ?? ssl
  const isTls = strategy === undefined ? ssl !== undefined && isOn(ssl.value) : strategy.value !== 'insecure'
  const encryption =
    switches === undefined
      ? byDefault('none' as const, 'ldapauthenticator 1.3 takes no TLS unless use_ssl is set', address.trail)
      : configured(isTls ? ('required' as const) : ('none' as const), switches.trail)
  return connectionsTo(address, {
    key: 'LDAPAuthenticator.server_address',
    protocol: 'ldap',
    defaultPort: isTls ? 636 : 389,
    encryption,
    user: text('lookup_dn_search_user'),
    password: text('lookup_dn_search_password'),
    passwordKey: 'LDAPAuthenticator.lookup_dn_search_password',
  })
}

const keys: readonly (readonly [string, SecretReading['purpose']])[] = [
  ['cookie_secret', 'session'],
  ['proxy_auth_token', 'shared-secret'],
  ['auth_token', 'shared-secret'],
  ['client_secret', 'shared-secret'],
]

/** Keys of the hub, and the tokens of its services. */
export function hubSecrets({ text, value }: JupyterOptions): readonly SecretReading[] {
  const found = keys.flatMap(([key, purpose]): readonly SecretReading[] => {
    const secret = text(key)
    return isGiven(secret) ? [{ key, purpose, value: evenOnCondition(secret) }] : []
  })
  const services = value('services')
  const tokens = (services?.kind === 'items' ? services.items : []).flatMap((service): readonly SecretReading[] => {
    const token = asSetting(within(service, 'api_token'))
    const name = asSetting(within(service, 'name'))?.value ?? 'service'
    return isGiven(token) ? [{ key: `services.${name}.api_token`, purpose: 'api-key', value: evenOnCondition(token), atLeast: 20 }] : []
  })
  return [...found, ...tokens]
}

/** Certificates that are not checked: by a trait, or by a variable that the file hands on. */
export function verification(input: ComponentInput, { text, environment }: JupyterOptions): readonly Observation[] {
  const trait = ['tls_verify', 'validate_server_cert'].flatMap((key) => {
    const value = text(key)
    return value !== undefined && value.unresolved.length === 0 && isOff(value.value) ? [{ key, setting: value }] : []
  })
  const handed = verificationSwitches({ ...input, env: environment }).filter(({ verifies }) => !verifies)
  return [...trait, ...handed].map(({ key, setting }) => ({
    concern: 'tls-verification',
    key,
    verdict: 'unsafe',
    basis: 'configured',
    stake: 'traffic',
    trail: setting.trail,
    message: 'Jupyter sends data and keys to whoever answers: the certificate of the other side is not checked.',
    actual: `${key} is off`,
    expected: 'certificates are checked',
    fix: `remove ${key} and trust the certificate authority instead`,
  }))
}
