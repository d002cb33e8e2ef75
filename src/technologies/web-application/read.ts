import type { Fact } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import { setting } from '../../model/setting.ts'
import type { AccountReading, ListenerReading, Observation, Reading, SecretReading } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import { commandLine } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import { secretVariable } from '../../settings/environment.ts'
import { frameworkSecrets, frameworkSettings } from '../../settings/frameworks.ts'
import { observe } from '../../settings/rules.ts'
import { plainByDefault, portIn, webListener } from '../../settings/web-listener.ts'
import type { Application } from './application.ts'
import { applications } from './data/applications.ts'

export function read(input: ComponentInput): Reading {
  const application = applications.find(({ images, rebuilds }) => matchesImage(input.image, [...images, ...(rebuilds ?? [])]))
  if (application === undefined) return { observations: frameworkSettings(input), secrets: frameworkSecrets(input) }
  const listener = listenerOf(input, application)
  const own = new Set([...(application.secrets ?? []), ...(application.settings ?? [])].map(({ key }) => key))
  const { runsAs, healthcheck } = application
  return {
    title: application.title,
    ...(application.role === undefined ? {} : { role: application.role }),
    listeners: [listener],
    accounts: accounts(input, application, listener.port),
    secrets: [...secrets(input, application), ...frameworkSecrets(input, own)],
    stores: application.stores ?? [],
    observations: [
      ...observe(application.settings ?? [], (key) => input.env.get(key), input.at),
      ...development(input, listener.port),
      ...frameworkSettings(input, own),
    ],
    image: { ...(runsAs === undefined ? {} : { runsAs }), ...(healthcheck === undefined ? {} : { healthcheck }) },
  }
}

function listenerOf(input: ComponentInput, application: Application): ListenerReading {
  const from = application.portKey === undefined ? undefined : input.env.get(application.portKey)
  const base = webListener({
    port: portIn(from) ?? application.port,
    tls: plainByDefault(application.title),
    authentication: login(input, application),
    ...(application.protocol === undefined ? {} : { protocol: application.protocol }),
    ...(application.role === 'observability' || application.role === 'admin' ? { purpose: 'admin' as const } : {}),
  })
  const { logInPaths } = application
  return { ...base, ...(from === undefined ? {} : { trail: from.trail }), ...(logInPaths === undefined ? {} : { logInPaths }) }
}

function login(input: ComponentInput, { title, login: usual, loginBy = [] }: Application): Fact<Authentication> {
  for (const [key, kind] of loginBy) {
    const found = secretVariable(input, key)
    if (found !== undefined && found.value.value !== '') return configured(kind, found.value.trail)
  }
  if (usual === undefined) return unknown(`what ${title} asks for depends on how it was set up`, input.at)
  const isOpenToFiles = usual === 'none' && input.mounts.some(({ kind }) => kind === 'bind' || kind === 'config')
  if (isOpenToFiles) return unknown(`a mounted file may give ${title} a login`, input.at)
  return byDefault(usual, usual === 'none' ? `${title} asks for no login unless one is set up` : `${title} asks for a login`, [input.at])
}

/** `NAME_FILE` is read where the image's start script does; both spellings are looked for. */
function accounts(input: ComponentInput, { administrator = [] }: Application, port: number): readonly AccountReading[] {
  return administrator.flatMap(({ user, password, defaults }) => {
    const found = secretVariable(input, password)
    const value = found?.value ?? (defaults === undefined ? undefined : setting(defaults[1], input.at))
    if (value === undefined) return []
    const name =
      user === undefined ? undefined : (secretVariable(input, user)?.value ?? (defaults === undefined ? undefined : setting(defaults[0], input.at)))
    return [{ ...(name === undefined ? {} : { user: name }), password: value, power: 'administrator' as const, key: found?.key ?? password, port }]
  })
}

function secrets(input: ComponentInput, application: Application): readonly SecretReading[] {
  return (application.secrets ?? []).flatMap(({ key, purpose, ifAbsent }): readonly SecretReading[] => {
    const found = secretVariable(input, key)
    if (found !== undefined && found.value.value !== '') return [{ key: found.key, purpose, value: found.value, atLeast: 16 }]
    return ifAbsent === undefined ? [] : [{ key, purpose, ifAbsent, at: found?.value.trail[0] ?? input.at }]
  })
}

/** `start-dev` of Keycloak, `-dev` of Vault and Consul, `next dev`, `npm run dev`. */
function development(input: ComponentInput, port: number): readonly Observation[] {
  const word = commandLine(input).find(({ value }) => value === 'start-dev' || value === '-dev' || value === '--dev')
  if (word === undefined) return []
  return [
    {
      concern: 'development-server',
      key: word.value,
      verdict: 'unsafe',
      basis: 'configured',
      stake: 'data',
      trail: word.trail,
      port,
      message: 'The program runs in its development mode, which leaves out TLS, checks of host names or the sealing of keys.',
      actual: word.value,
      expected: 'the mode for production',
      fix: `start it without ${word.value}`,
    },
  ]
}
