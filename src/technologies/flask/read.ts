import type { Gap } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Observation, Reading } from '../../model/technology.ts'
import { commandLine, flag, runs } from '../../protocols/arguments.ts'
import { frameworkSecrets, frameworkSettings } from '../../settings/frameworks.ts'
import { plainByDefault, portIn, webListener } from '../../settings/web-listener.ts'
import { flaskFiles } from './settings.ts'

/** `flask run` of Flask 3.0, with FLASK_RUN_* for its options. */
export function read(input: ComponentInput): Reading {
  const words = commandLine(input)
  const gaps: Gap[] = []
  const files = flaskFiles(input, gaps)
  const isServer = runs(words, 'flask') && words.some((word) => word.value === 'run')
  return {
    listeners: isServer ? [listener(input)] : [],
    observations: [...(isServer ? [developmentServer(input), ...debugFlag(input)] : []), ...frameworkSettings(input), ...(files.observations ?? [])],
    secrets: [...frameworkSecrets(input), ...(files.secrets ?? [])],
    connections: files.connections ?? [],
    gaps,
  }
}

function listener(input: ComponentInput): NonNullable<Reading['listeners']>[number] {
  const words = commandLine(input)
  const host = flag(words, ['--host', '-h'])?.value ?? input.env.get('FLASK_RUN_HOST')
  const port = flag(words, ['--port', '-p'])?.value ?? input.env.get('FLASK_RUN_PORT')
  const certificate = flag(words, ['--cert'])?.value ?? input.env.get('FLASK_RUN_CERT')
  const tls = certificate === undefined ? plainByDefault('the server of flask run') : configured('required' as const, certificate.trail)
  const from = host ?? port
  const base = webListener({
    port: portIn(port) ?? 5000,
    tls,
    authentication: unknown('the application decides who may come in'),
    ...(from === undefined ? {} : { from }),
  })
  return host === undefined ? { ...base, bind: byDefault('loopback', 'flask run listens on 127.0.0.1 unless told otherwise', [input.at]) } : base
}

function developmentServer(input: ComponentInput): Observation {
  const word = commandLine(input).find(({ value }) => value === 'run')
  return {
    concern: 'development-server',
    key: 'flask run',
    verdict: 'unsafe',
    basis: 'configured',
    stake: 'defence',
    trail: word?.trail ?? [input.at],
    message: 'The server of flask run is made for development: it neither limits nor isolates requests.',
    actual: 'flask run',
    expected: 'gunicorn or another WSGI server',
    fix: 'start the application with gunicorn',
  }
}

function debugFlag(input: ComponentInput): readonly Observation[] {
  const found = flag(commandLine(input), ['--debug', '--debugger'], true)
  if (found === undefined) return []
  return [
    {
      concern: 'debug-mode',
      key: found.name,
      verdict: 'unsafe',
      basis: 'configured',
      stake: 'takeover',
      trail: found.at.trail,
      message: 'Flask runs with its debugger, whose console runs any Python code that a visitor types.',
      actual: found.name,
      expected: `no ${found.name}`,
      fix: `remove ${found.name}`,
    },
  ]
}
