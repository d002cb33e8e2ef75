import type { Fact } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import { isResolved, setting, withText } from '../../model/setting.ts'
import type { Setting } from '../../model/setting.ts'
import type { AccountReading, ListenerReading, Reading, SecretReading } from '../../model/technology.ts'
import type { Authentication, Encryption } from '../../model/vocabulary.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { asSwitch, secretVariable } from '../../settings/environment.ts'
import { isGiven } from '../../settings/given.ts'
import { portIn, webListener } from '../../settings/web-listener.ts'
import type { Service, ServiceAccount, ServiceLogin, ServicePort, Switches } from './service.ts'
import { shareAccounts, sharesOpenly } from './users.ts'

export function read(input: ComponentInput, service: Service): Reading {
  const { title, role, store, runsAs, serves } = service
  const words = commandLine(input)
  const isOther = serves !== undefined && words.length > 0 && !words.some(({ value }) => serves.includes(value.slice(value.lastIndexOf('/') + 1)))
  if (isOther) return { title, role: 'worker', image: runsAs === undefined ? {} : { runsAs } }
  return {
    title,
    role,
    listeners: service.ports.flatMap((port) => listeners(input, service, port)),
    accounts: [...(service.accounts ?? []).flatMap((account) => accounts(input, service, account)), ...shareAccounts(input)],
    secrets: secrets(input, service),
    ...(store === undefined ? {} : { stores: [{ path: store, holds: 'data' as const }] }),
    image: runsAs === undefined ? {} : { runsAs },
  }
}

function listeners(input: ComponentInput, service: Service, port: ServicePort): readonly ListenerReading[] {
  const authentication = login(input, service, port.login ?? service.login)
  const tls = encryption(input, service, port)
  const given = port.flags === undefined ? undefined : flag(commandLine(input), port.flags)?.value
  const from = given ?? (port.key === undefined ? undefined : input.env.get(port.key))
  const addresses = from === undefined ? [] : from.value.split(',').map((text) => withText(from, text.trim()))
  const base = { protocol: port.protocol, purpose: port.purpose, tls, authentication }
  const moved = addresses.flatMap((address) => {
    const number = portIn(address)
    return number === undefined ? [] : [webListener({ ...base, port: number, from: address })]
  })
  return moved.length > 0 ? moved : [webListener({ ...base, port: port.port })]
}

function login(
  input: ComponentInput,
  { title }: Service,
  { byDefault: usual, why, opens, closes, unclear, kind = 'password' }: ServiceLogin,
): Fact<Authentication> {
  const shared = sharesOpenly(input)
  if (shared !== undefined) return configured('none', shared.trail, 'a share is open to guests')
  for (const [switches, value] of [
    [opens, 'none'],
    [closes, kind],
  ] as const) {
    const found = said(input, switches)
    if (found?.known === false) return unknown(`${found.key} has no value here`, found.setting.trail[0])
    if (found !== undefined) return configured(value, found.setting.trail)
  }
  const vague = said(input, unclear)
  if (vague !== undefined) return unknown(`${vague.key} counts in some versions of ${title} only`, vague.setting.trail[0])
  if (usual === 'unknown') return unknown(why, input.at)
  const file = usual === 'none' ? settingsFile(input) : undefined
  if (file !== undefined) return unknown(`${file.value} may give ${title} a login`, file.trail[0] ?? input.at)
  return byDefault(usual, why, [input.at])
}

function encryption(input: ComponentInput, service: Service, port: ServicePort): Fact<Encryption> {
  if (port.protocol === 'sftp') return byDefault('required', 'SFTP runs over SSH, which encrypts', [input.at])
  if (port.tls === true) return byDefault('required', `${service.title} has TLS on ${port.port}`, [input.at])
  const found = said(input, service.tls)
  if (found?.known === false) return unknown(`${found.key} has no value here`, found.setting.trail[0])
  if (found !== undefined) return configured('required', found.setting.trail)
  if (service.plain !== undefined) {
    const plain = said(input, service.plain)
    return plain?.known === true ? configured('none', plain.setting.trail) : unknown(`whether ${service.title} has TLS is not said`, input.at)
  }
  const file = settingsFile(input)
  if (file !== undefined) return unknown(`${file.value} may give ${service.title} a certificate`, file.trail[0] ?? input.at)
  return byDefault('none', `${service.title} speaks plaintext unless a certificate is set`, [input.at])
}

interface Said {
  readonly known: boolean
  readonly key: string
  readonly setting: Setting
}

/** The first of the switches that speaks up; a variable whose value nobody knows speaks up too. */
function said(input: ComponentInput, { flags = [], denied = [], set = [], on = [], off = [] }: Switches = {}): Said | undefined {
  const given = flag(commandLine(input), flags, true)
  const isDenied = given?.value !== undefined && asSwitch(given.value.value) === false
  if (given !== undefined && !isDenied) return { known: true, key: given.name, setting: given.at }
  const refused = flag(commandLine(input), denied)
  if (refused?.value !== undefined && asSwitch(refused.value.value) === false) return { known: true, key: refused.name, setting: refused.at }
  for (const key of set) {
    const found = secretVariable(input, key)
    if (found !== undefined && isGiven(found.value)) return { known: true, key, setting: found.value }
  }
  for (const [keys, wanted] of [
    [on, true],
    [off, false],
  ] as const)
    for (const key of keys) {
      const found = input.env.get(key)
      if (found === undefined) continue
      if (!isResolved(found)) return { known: false, key, setting: found }
      if (asSwitch(found.value) === wanted && found.value !== '') return { known: true, key, setting: found }
    }
  return undefined
}

/** A mounted file that looks like settings: what it says is not read. */
function settingsFile(input: ComponentInput): Setting | undefined {
  return input.mounts.find(
    ({ kind, target }) =>
      kind === 'config' ||
      (kind === 'bind' && /\.(?:conf|cfg|cnf|ini|json|properties|toml|xml|ya?ml)$|\/(?:conf|config|etc)\/?$/i.test(target.value)),
  )?.target
}

function accounts(input: ComponentInput, { ports }: Service, account: ServiceAccount): readonly AccountReading[] {
  const words = commandLine(input)
  const given = account.passwordFlags === undefined ? undefined : flag(words, account.passwordFlags)
  const found = secretVariable(input, account.password)
  const password = given?.value ?? found?.value ?? (account.published === undefined ? undefined : setting(account.published, input.at))
  if (password === undefined || password.value === '') return []
  const named = account.userFlags === undefined ? undefined : flag(words, account.userFlags)?.value
  const written = named ?? (account.user === undefined ? undefined : secretVariable(input, account.user)?.value)
  const user = written ?? (account.name === undefined ? undefined : setting(account.name, input.at))
  const port = account.port ?? ports[0]?.port
  return [
    {
      ...(user === undefined ? {} : { user }),
      password,
      power: account.power,
      key: given?.name ?? found?.key ?? account.password,
      ...(port === undefined ? {} : { port }),
    },
  ]
}

function secrets(input: ComponentInput, service: Service): readonly SecretReading[] {
  return (service.secrets ?? []).flatMap(({ key, flags, purpose }) => {
    const given = flags === undefined ? undefined : flag(commandLine(input), flags)
    const found = secretVariable(input, key)
    const value = given?.value ?? found?.value
    return value === undefined || value.value === '' ? [] : [{ key: given?.name ?? found?.key ?? key, purpose, value, atLeast: 16 }]
  })
}
