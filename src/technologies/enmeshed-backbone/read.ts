import { walkScalars } from '../../formats/node.ts'
import type { Gap } from '../../model/fact.ts'
import { byDefault } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { ConnectionReading, ListenerReading, Observation, Reading } from '../../model/technology.ts'
import type { Role } from '../../model/vocabulary.ts'
import { connectionsTo } from '../../settings/client.ts'
import { nodeSetting, openTree } from '../../settings/trees.ts'

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

export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const name = input.image?.repository.split('backbone-').at(-1) ?? ''
  const part = parts.get(name) ?? { role: 'application' as const, listens: true }
  return {
    role: part.role,
    listeners: part.listens ? [listener(input, part.role)] : [],
    connections: settings(input, gaps).flatMap(({ key, value }) => (/connectionstring$/i.test(key) ? connections(key, value) : [])),
    observations: mode(input),
    gaps,
  }
}

function listener(input: ComponentInput, role: Role): ListenerReading {
  const tls = byDefault('none' as const, 'the images speak plain HTTP on port 8080 (ASP.NET 8 images)', [input.at])
  const authentication = byDefault(role === 'admin' ? ('password' as const) : ('token' as const), 'every call needs a login, but for /health', [
    input.at,
  ])
  return { port: 8080, protocol: 'http', purpose: role === 'admin' ? 'admin' : 'application', tls, authentication }
}

/** appsettings.override.json, which every part of the backbone reads beside its own settings; .NET paths as `A:B`. */
function settings(input: ComponentInput, gaps: Gap[]): readonly { readonly key: string; readonly value: Setting }[] {
  const tree = openTree(input, ['/app/appsettings.override.json', 'app/appsettings.override.json'], gaps)
  if (tree === undefined) return []
  return [...walkScalars(tree.root)].flatMap(({ path, node }) => {
    const value = nodeSetting(tree.document, node)
    return value === undefined ? [] : [{ key: path.join(':'), value }]
  })
}

function connections(key: string, value: Setting): readonly ConnectionReading[] {
  return connectionsTo(value, { key })
}

function mode(input: ComponentInput): readonly Observation[] {
  const value = input.env.get('ASPNETCORE_ENVIRONMENT') ?? input.env.get('DOTNET_ENVIRONMENT')
  if (value === undefined) return []
  return [
    {
      concern: 'debug-mode',
      key: 'ASPNETCORE_ENVIRONMENT',
      verdict: value.unresolved.length > 0 ? 'unknown' : value.value.toLowerCase() === 'development' ? 'unsafe' : 'safe',
      trail: value.trail,
      basis: 'configured',
      message: 'the backbone runs with its development settings: errors show internals, and made-up signing keys are accepted',
      actual: 'ASPNETCORE_ENVIRONMENT=Development',
      expected: 'Production',
      fix: 'set ASPNETCORE_ENVIRONMENT: Production',
      stake: 'defence',
    },
  ]
}
