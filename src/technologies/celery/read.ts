import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { ConnectionReading, Observation, Reading } from '../../model/technology.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { connectionsTo } from '../../settings/client.ts'
import { frameworkSecrets, frameworkSettings } from '../../settings/frameworks.ts'
import { deadKeys, observe } from '../../settings/rules.ts'
import { celeryFiles } from './files.ts'
import { celerySettings, forceRoot, pointless } from './settings.ts'

export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const files = celeryFiles(input, gaps)
  return {
    connections: [...connections(input), ...(files.connections ?? [])],
    deadKeys: isRoot(input) ? [] : deadKeys([pointless], (key) => input.env.get(key)),
    observations: [...observations(input), ...frameworkSettings(input), ...(files.observations ?? [])],
    secrets: [...frameworkSecrets(input), ...(files.secrets ?? [])],
    gaps,
  }
}

/** Addresses on the command line; those in variables are found without help. */
function connections(input: ComponentInput): readonly ConnectionReading[] {
  const words = commandLine(input)
  const broker = flag(words, ['-b', '--broker'])
  const results = flag(words, ['--result-backend'])
  return [broker, results].flatMap((found) => (found?.value === undefined ? [] : connectionsTo(found.value, { key: found.name })))
}

function isRoot(input: ComponentInput): boolean {
  const user = input.user ?? flag(commandLine(input), ['--uid'])?.value
  return user === undefined || user.unresolved.length > 0 || /^(?:root|0)(?::|$)/.test(user.value)
}

function observations(input: ComponentInput): readonly Observation[] {
  return observe(isRoot(input) ? [...celerySettings, forceRoot] : celerySettings, (key) => input.env.get(key), input.at)
}
