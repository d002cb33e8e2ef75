import type { ComponentInput } from '../../model/input.ts'
import type { ConnectionReading, Observation, Reading } from '../../model/technology.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { frameworkSecrets, frameworkSettings } from '../../protocols/app-settings.ts'
import { connectionsTo } from '../../protocols/client-address.ts'
import { observe } from '../../protocols/settings.ts'
import { celerySettings, forceRoot } from './settings.ts'

export function read(input: ComponentInput): Reading {
  return {
    connections: connections(input),
    observations: [...observations(input), ...frameworkSettings(input)],
    secrets: frameworkSecrets(input),
  }
}

/** Addresses on the command line; those in variables are found without help. */
function connections(input: ComponentInput): readonly ConnectionReading[] {
  const words = commandLine(input)
  const broker = flag(words, ['-b', '--broker'])
  const results = flag(words, ['--result-backend'])
  return [broker, results].flatMap((found) => (found?.value === undefined ? [] : connectionsTo(found.value, { key: found.name })))
}

function observations(input: ComponentInput): readonly Observation[] {
  const user = input.user?.value ?? flag(commandLine(input), ['--uid'])?.value?.value
  const isRoot = user === undefined || /^(?:root|0)(?::|$)/.test(user)
  return observe(isRoot ? [...celerySettings, forceRoot] : celerySettings, (key) => input.env.get(key), input.at)
}
