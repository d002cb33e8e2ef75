import type { Gap } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { ConnectionReading, ListenerReading, Reading, SecretReading } from '../../model/technology.ts'
import type { Role } from '../../model/vocabulary.ts'
import type { Configuration } from '../../settings/dotnet/configuration.ts'
import { connectionsTo } from '../../settings/client.ts'
import { dotnetConfiguration } from '../../settings/dotnet/configuration.ts'
import { dotnetConnections, dotnetSecrets } from '../../settings/dotnet/connections.ts'
import { kestrelListeners, kestrelPolicy, overruledUrls } from '../../settings/dotnet/kestrel.ts'
import { dotnetObservations } from '../../settings/dotnet/rules.ts'
import { isGiven } from '../../settings/given.ts'
import { observe } from '../../settings/rules.ts'
import { rules } from './settings.ts'

/** The part of the image's name behind `backbone-`, with what it is for. Images of version 6 and 7. */
const parts: ReadonlyMap<string, { readonly role: Role; readonly listens: boolean }> = new Map([
  ['consumer-api', { role: 'application', listens: true }],
  ['sse-server', { role: 'application', listens: true }],
  ['admin-ui', { role: 'admin', listens: true }],
  ['admin-api', { role: 'admin', listens: true }],
  ['event-handler', { role: 'worker', listens: false }],
  ['housekeeper', { role: 'job', listens: false }],
  ['database-migrator', { role: 'job', listens: false }],
  ['admin-cli', { role: 'job', listens: false }],
])

/** Every part lays the file `override` over its own (Program.cs of nmshd/backbone; older versions read that of the environment between). */
const names = ['appsettings.json', 'appsettings.*.json', 'appsettings.override.json']

export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const name = input.image?.repository.split('backbone-').at(-1) ?? ''
  const part = parts.get(name) ?? { role: 'application' as const, listens: true }
  const files = dotnetConfiguration(input, '/app', names, gaps)
  const { configuration } = files
  return {
    role: part.role,
    listeners: part.listens ? listeners(input, configuration, part.role) : [],
    connections: [...dotnetConnections(configuration), ...oldBus(configuration)],
    secrets: [...dotnetSecrets(configuration), ...certificate(configuration)],
    observations: [...dotnetObservations(files, input.at), ...observe(rules, configuration.get, configuration.home), ...kestrelPolicy(configuration)],
    deadKeys: overruledUrls(configuration),
    gaps,
  }
}

function listeners(input: ComponentInput, configuration: Configuration, role: Role): readonly ListenerReading[] {
  const authentication = byDefault(role === 'admin' ? ('password' as const) : ('token' as const), 'every call needs a login, but for /health', [
    input.at,
  ])
  const purpose = role === 'admin' ? ('admin' as const) : ('application' as const)
  const written = kestrelListeners(configuration).map((one) => ({ ...one, purpose, authentication }))
  // settings alone do not tell where a program listens that no image starts
  if (written.length > 0 || input.image === undefined) return written
  const tls = byDefault('none' as const, 'the images speak plain HTTP on port 8080 (ASP.NET 8 images)', [input.at])
  return [{ port: 8080, protocol: 'http', purpose, tls, authentication }]
}

/** Until version 6 the bus stood in one section: ConnectionInfo with RabbitMQUsername and RabbitMQPassword. */
function oldBus(configuration: Configuration): readonly ConnectionReading[] {
  const section = 'Infrastructure:EventBus'
  const host = configuration.get(`${section}:ConnectionInfo`)
  if (!isGiven(host) || configuration.get(`${section}:Vendor`)?.value !== 'RabbitMQ') return []
  if (/^amqps?:/i.test(host.value)) return connectionsTo(host, { key: `${section}:ConnectionInfo` })
  if (/[=:]/.test(host.value)) return []
  const user = configuration.get(`${section}:RabbitMQUsername`)
  const password = configuration.get(`${section}:RabbitMQPassword`)
  const plain = byDefault('none' as const, 'the bus has no key for TLS before version 6', host.trail)
  return [
    {
      protocol: 'amqp',
      host: host.value,
      port: 5672,
      encryption: plain,
      verification: plain,
      authentication: isGiven(password) ? configured('password', password.trail) : byDefault('none', 'no password is set', host.trail),
      ...(isGiven(user) ? { user } : {}),
      ...(isGiven(password) ? { password, passwordKey: `${section}:RabbitMQPassword` } : {}),
      key: `${section}:ConnectionInfo`,
      trail: host.trail,
    },
  ]
}

/** A PKCS #12 store in base64, key and all, without a password. */
function certificate(configuration: Configuration): readonly SecretReading[] {
  const key = 'Authentication:JwtSigningCertificate'
  const value = configuration.get(key)
  return isGiven(value) ? [{ key, purpose: 'signing', value, at: value.trail[0] ?? configuration.home }] : []
}
