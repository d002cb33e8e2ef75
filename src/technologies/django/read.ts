import type { Gap } from '../../model/fact.ts'
import { byDefault, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { Reading } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { frameworkSecrets, frameworkSettings } from '../../settings/frameworks.ts'
import { plainByDefault, portIn, webListener } from '../../settings/web-listener.ts'
import { djangoFiles } from './settings.ts'

/** `manage.py runserver` of Django 5: 127.0.0.1:8000 unless told otherwise, never TLS. */
export function read(input: ComponentInput): Reading {
  const words = commandLine(input)
  const server = words.findIndex(({ value }) => value === 'runserver' || value === 'runserver_plus')
  const gaps: Gap[] = []
  const files = djangoFiles(input, gaps)
  const settings = {
    observations: [...frameworkSettings(input), ...(files.observations ?? [])],
    secrets: [...frameworkSecrets(input), ...(files.secrets ?? [])],
    connections: files.connections ?? [],
    gaps,
  }
  const command = words[server]
  if (command === undefined) return runs(words, 'manage.py', 'django-admin') ? { ...settings, role: 'job' } : settings
  const address = words.slice(server + 1).find(({ value }) => /^(?:[\w.:[\]-]*:)?\d{1,5}$/.test(value))
  return {
    ...settings,
    listeners: [listener(input, address)],
    observations: [
      {
        concern: 'development-server',
        key: command.value,
        verdict: 'unsafe',
        basis: 'configured',
        stake: 'defence',
        trail: command.trail,
        message: "The server of manage.py runserver is made for development: Django's own manual says not to use it in production.",
        actual: `manage.py ${command.value}`,
        expected: 'gunicorn or another server',
        fix: 'start the application with gunicorn',
      },
      ...settings.observations,
    ],
  }
}

function listener(input: ComponentInput, address: Setting | undefined): NonNullable<Reading['listeners']>[number] {
  const hasHost = address?.value.includes(':') === true
  const base = webListener({
    port: portIn(address) ?? 8000,
    tls: plainByDefault('runserver'),
    authentication: unknown('the application decides who may come in'),
    ...(address !== undefined && hasHost ? { from: address } : {}),
  })
  return hasHost ? base : { ...base, bind: byDefault('loopback', 'runserver listens on 127.0.0.1 unless told otherwise', [input.at]) }
}
