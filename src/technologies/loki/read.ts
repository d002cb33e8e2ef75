import type { Gap } from '../../model/fact.ts'
import { configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { ConnectionReading, ListenerReading, Observation, Reading } from '../../model/technology.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { connectionsTo } from '../../settings/client.ts'
import { asSwitch } from '../../settings/environment.ts'
import type { Lookup } from '../../settings/rules.ts'
import { openTree, treeLookup } from '../../settings/trees.ts'
import { openByDefault, plainByDefault, portIn, webListener } from '../../settings/web-listener.ts'

/** Loki 2 and 3: whatever auth_enabled says, nobody's identity is checked. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const path = flag(commandLine(input), ['-config.file', '--config.file'])?.value?.value
  const tree = openTree(input, [...(path === undefined ? [] : [path]), '/etc/loki/local-config.yaml', '/etc/loki/config.yaml'], gaps)
  const options = treeLookup(tree)
  return {
    listeners: listeners(input, options),
    connections: storage(options),
    observations: tenants(options),
    stores: [{ path: options('common.path_prefix')?.value ?? '/loki', holds: 'data' }],
    image: { runsAs: 'user', healthcheck: false },
    gaps,
  }
}

function listeners(input: ComponentInput, options: Lookup): readonly ListenerReading[] {
  const from = options('server.http_listen_port')
  const address = options('server.http_listen_address')
  const certificate = options('server.http_tls_config.cert_file')
  const clients = options('server.http_tls_config.client_auth_type')
  const why = "Loki authenticates nobody: auth_enabled only asks for a tenant's name in a header (all versions)"
  const authentication =
    clients !== undefined && clients.value.startsWith('RequireAndVerify')
      ? configured('certificate' as const, clients.trail)
      : openByDefault(why, options('auth_enabled') ?? { value: '', trail: [input.at], unresolved: [] })
  const tls = certificate === undefined ? plainByDefault('Loki') : configured('required' as const, certificate.trail)
  const base = webListener({
    port: portIn(from) ?? 3100,
    protocol: 'loki',
    purpose: 'data',
    tls,
    authentication,
    ...(address === undefined ? {} : { from: address }),
  })
  return [{ ...base, trail: from?.trail ?? [] }]
}

/** Buckets that Loki keeps its data in: HTTPS unless `insecure` is true. */
function storage(options: Lookup): readonly ConnectionReading[] {
  return ['common.storage.s3', 'storage_config.aws'].flatMap((place) => {
    const endpoint = options(`${place}.endpoint`)
    if (endpoint === undefined) return []
    const user = options(`${place}.access_key_id`)
    const password = options(`${place}.secret_access_key`)
    const insecure = options(`${place}.insecure`)
    const isPlain = asSwitch(insecure?.value) === true
    return connectionsTo(endpoint, {
      key: `${place}.endpoint`,
      protocol: 's3',
      encryption: configured(isPlain ? ('none' as const) : ('required' as const), insecure?.trail ?? endpoint.trail),
      user,
      password,
    })
  })
}

function tenants(options: Lookup): readonly Observation[] {
  const value = options('auth_enabled')
  if (value === undefined) return []
  const isOpen = asSwitch(value.value) === false
  return [
    {
      concern: 'anonymous-access',
      key: 'auth_enabled',
      verdict: isOpen ? 'unsafe' : 'safe',
      basis: 'configured',
      trail: value.trail,
      stake: 'hygiene',
      port: 3100,
      message: "Loki takes logs from everybody and shows all of them to everybody, without even a tenant's name.",
      actual: `auth_enabled: ${value.value}`,
      expected: 'true, behind a proxy that authenticates and sets X-Scope-OrgID',
      fix: 'put an authenticating proxy in front of Loki and set auth_enabled: true',
    },
  ]
}
