import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Observation, Reading } from '../../model/technology.ts'
import { commandLine } from '../../protocols/arguments.ts'
import { frameworkSecrets, frameworkSettings } from '../../settings/frameworks.ts'
import { dotnetConfiguration } from '../../settings/dotnet/configuration.ts'
import { dotnetConnections, dotnetSecrets } from '../../settings/dotnet/connections.ts'
import { kestrelListeners, kestrelPolicy, overruledUrls } from '../../settings/dotnet/kestrel.ts'
import { dotnetObservations } from '../../settings/dotnet/rules.ts'

const own: ReadonlySet<string> = new Set(['ASPNETCORE_ENVIRONMENT'])

export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const files = dotnetConfiguration(input, folderOf(input), ['appsettings.json', 'appsettings.*.json'], gaps)
  const { configuration } = files
  return {
    listeners: kestrelListeners(configuration),
    connections: dotnetConnections(configuration),
    secrets: [...dotnetSecrets(configuration), ...frameworkSecrets(input)],
    observations: [
      ...dotnetObservations(files, input.at),
      ...kestrelPolicy(configuration),
      ...twoEnvironments(input),
      ...frameworkSettings(input, own),
    ],
    deadKeys: overruledUrls(configuration),
    gaps,
  }
}

/** Content root, where it is said; else where images have it, or beside the program. */
function folderOf(input: ComponentInput): string {
  const root = input.env.get('ASPNETCORE_CONTENTROOT') ?? input.env.get('DOTNET_CONTENTROOT')
  const program = commandLine(input).find(({ value }) => /^\/.*\.dll$/i.test(value))?.value
  const folders = [root?.value.replace(/\/+$/, ''), '/app', program?.slice(0, program.lastIndexOf('/'))]
  return folders.find((folder) => folder !== undefined && input.list(folder).includes('appsettings.json')) ?? '/app'
}

/** Since .NET 7 the new host takes DOTNET_ENVIRONMENT first; older ones and the other hosts take ASPNETCORE_ENVIRONMENT. */
function twoEnvironments(input: ComponentInput): readonly Observation[] {
  const [one, other] = [input.env.get('ASPNETCORE_ENVIRONMENT'), input.env.get('DOTNET_ENVIRONMENT')]
  if (one === undefined || other === undefined || one.value.toLowerCase() === other.value.toLowerCase()) return []
  return [
    {
      concern: 'contradiction',
      key: 'DOTNET_ENVIRONMENT',
      verdict: 'unsafe',
      trail: [...other.trail.slice(0, 1), ...one.trail.slice(0, 1)],
      basis: 'configured',
      message:
        'ASPNETCORE_ENVIRONMENT and DOTNET_ENVIRONMENT name two environments: which of them counts, and which settings file is read, depends on the version and the host',
      actual: 'two values',
      expected: 'one environment',
      fix: 'set one of them',
      stake: 'hygiene',
    },
  ]
}
