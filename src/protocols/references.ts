import { byDefault, configured, unknown } from '../model/fact.ts'
import type { ComponentInput } from '../model/input.ts'
import type { Place } from '../model/place.ts'
import type { Setting } from '../model/setting.ts'
import { withText } from '../model/setting.ts'
import type { ConnectionReading } from '../model/technology.ts'
import { isAnyAddress, isLoopback } from './address.ts'
import type { ClientEnd } from './client-defaults.ts'
import { clientEnd } from './client-defaults.ts'
import { isAllHole } from './holes.ts'
import { connectionStringsIn } from './reference-values.ts'
import type { ConnectionString } from './connection-types.ts'
import type { Entry } from './reference-entries.ts'
import { byWords, entriesOf, sibling } from './reference-entries.ts'
import { endpointGroups } from './reference-groups.ts'
import { isBrowserAddressName, isCalledName, isOwnAddressName } from './reference-words.ts'
import { wordsOf } from './secret-names.ts'
import type { VerificationSwitch } from './verification-switches.ts'
import { trustedAuthority, verificationSwitches } from './verification-switches.ts'

export { verificationSwitches } from './verification-switches.ts'

/** The client ends that a component's environment and arguments show, whatever the product. */
export function findConnections(input: ComponentInput): ConnectionReading[] {
  const entries = entriesOf(input)
  const index = byWords(entries)
  const switches = verificationSwitches(input)
  const found = new Map<string, ConnectionReading>()
  const add = (reading: ConnectionReading): void => {
    const id = `${reading.key} ${reading.host} ${reading.port ?? ''}`
    if (!found.has(id)) found.set(id, withAuthority(switched(reading, switches), input))
  }
  const read = new Set<string>()
  for (const entry of entries) {
    for (const parsed of connectionStringsIn(entry.setting.value)) {
      read.add(entry.key)
      if (concerns(entry, parsed)) for (const reading of readingsOf(entry, parsed, index)) add(reading)
    }
  }
  for (const group of endpointGroups(entries, index, input, read)) {
    for (const reading of toReadings(group.parsed, group)) add(reading)
  }
  return [...found.values()]
}

interface Parts {
  readonly key: string
  readonly trail: readonly Place[]
  readonly user?: Setting
  readonly password?: Setting
  /** A secret that comes as a file: it is there, but not its value. */
  readonly hasPassword?: boolean
  readonly database?: Setting
  readonly authority?: Setting
  readonly fromOutside?: boolean
}

/** One reading for each endpoint. */
function toReadings(parsed: ConnectionString, parts: Parts): ConnectionReading[] {
  const end = isHiddenUrl(parsed, parts.key) ? hiddenEnd(parts) : isTunnel(parsed, parts) ? tunnelEnd(parts) : clientEnd(parsed, parts.trail)
  const authentication =
    parts.password !== undefined || parts.hasPassword === true ? configured('password' as const, (parts.password ?? parts).trail) : end.authentication
  return parsed.endpoints.map((endpoint) => ({
    protocol: parsed.protocol,
    host: endpoint.host,
    ...(endpoint.port === undefined ? {} : { port: endpoint.port }),
    encryption: end.encryption,
    verification: end.verification,
    authentication,
    ...(parts.user === undefined ? {} : { user: parts.user }),
    ...(parts.password === undefined ? {} : { password: parts.password }),
    ...(parts.database === undefined ? {} : { database: parts.database }),
    ...(parts.authority === undefined ? {} : { authority: parts.authority }),
    key: parts.key,
    trail: parts.trail,
    ...(end.cannot === undefined ? {} : { cannot: end.cannot }),
    ...(parts.fromOutside === true ? { fromOutside: true } : {}),
  }))
}

/** A whole URL that is not here: its scheme would say whether TLS is asked for, and it may hold a login. */
function isHiddenUrl(parsed: ConnectionString, key: string): boolean {
  return /(?:url|uri|dsn)s?$/i.test(key) && parsed.parameters.size === 0 && parsed.endpoints.every((endpoint) => isAllHole(endpoint.host))
}

/** `https_proxy=http://proxy:3128`: the proxy is asked to CONNECT, and what goes through it has a TLS of its own. A password for the proxy has not. */
function isTunnel({ protocol }: ConnectionString, { key, password, hasPassword }: Parts): boolean {
  return protocol === 'http' && /^https_proxy$/i.test(key) && password === undefined && hasPassword !== true
}

function tunnelEnd({ trail }: Parts): ClientEnd {
  const why = 'calls to https addresses pass the proxy inside their own TLS'
  return {
    encryption: configured('required', trail, why),
    verification: byDefault('name', 'TLS clients check chain and name unless told otherwise', trail),
    authentication: byDefault('none', 'no credential is set for it', trail),
  }
}

function hiddenEnd({ key, trail }: Parts): ClientEnd {
  const why = `${key} has no value here`
  return { encryption: unknown(why, trail[0]), verification: unknown(why, trail[0]), authentication: unknown(why, trail[0]) }
}

function readingsOf(entry: Entry, parsed: ConnectionString, index: ReadonlyMap<string, Entry>): ConnectionReading[] {
  const { setting, key } = entry
  const prefix = entry.from === 'line' ? '' : wordsOf(key).slice(0, -1).join('')
  const password =
    parsed.password === undefined || parsed.password === ''
      ? sibling(index, prefix, prefix === '' ? [] : ['password', 'pass', 'pwd'])?.setting
      : withText(setting, parsed.password)
  const user = parsed.user === undefined ? sibling(index, prefix, prefix === '' ? [] : ['username', 'user'])?.setting : withText(setting, parsed.user)
  const fromOutside = parsed.protocol === 'http' && isBrowserAddressName(key)
  return toReadings(withLibpqEnvironment(parsed, index), {
    key,
    trail: setting.trail,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(parsed.database === undefined ? {} : { database: withText(setting, parsed.database) }),
    ...(parsed.authority === undefined ? {} : { authority: withText(setting, parsed.authority) }),
    fromOutside,
  })
}

/** libpq reads PGSSLMODE where the string has no sslmode (PostgreSQL manual, 34.15). */
function withLibpqEnvironment(parsed: ConnectionString, index: ReadonlyMap<string, Entry>): ConnectionString {
  if (parsed.protocol !== 'postgres' || parsed.encryption !== 'unspecified' || parsed.form === 'jdbc' || parsed.form === 'ado') return parsed
  const mode = index.get('pgsslmode')?.setting.value
  const modes: ReadonlyMap<string, Pick<ConnectionString, 'encryption' | 'verification'>> = new Map([
    ['disable', { encryption: 'none', verification: 'none' }],
    ['prefer', { encryption: 'optional', verification: 'none' }],
    ['require', { encryption: 'required', verification: 'none' }],
    ['verify-ca', { encryption: 'required', verification: 'chain' }],
    ['verify-full', { encryption: 'required', verification: 'name' }],
  ])
  const words = mode === undefined ? undefined : modes.get(mode)
  return words === undefined ? parsed : { ...parsed, ...words }
}

/** False for listening addresses, links in texts, and addresses that only wait for a port. */
function concerns(entry: Entry, parsed: ConnectionString): boolean {
  const first = parsed.endpoints[0]
  if (first === undefined || isAnyAddress(first.host)) return false
  const isGeneral = parsed.protocol === 'http' || parsed.protocol === 'tcp'
  if (entry.key === 'command' && isGeneral)
    return !/\s/.test(entry.setting.value.trim()) && parsed.protocol === 'http' && !first.host.includes('.') && !isLoopback(first.host)
  if (isOwnAddressName(entry.key)) return false
  if (!isGeneral) return true
  if (/(?:^|-)wait/.test(entry.key)) return false
  return isCalledName(entry.key) || isBrowserAddressName(entry.key) || (!first.host.includes('.') && !isLoopback(first.host))
}

/** A switch of the whole program, or of this connection's name, beats what the client would do by itself. */
function switched(reading: ConnectionReading, switches: readonly VerificationSwitch[]): ConnectionReading {
  const name = wordsOf(reading.key).join('_')
  for (const one of switches) {
    if (one.about !== '' && !(name.startsWith(`${one.about}_`) || (one.about.includes(reading.protocol) && reading.protocol !== 'tcp'))) continue
    const trail = [...one.setting.trail, ...reading.trail]
    if (!one.verifies) return { ...reading, verification: configured('none', trail, `${one.key} turns certificate verification off`) }
    if (one.about !== '') return { ...reading, verification: configured('name', trail, `${one.key} turns certificate verification on`) }
  }
  return reading
}

function withAuthority(reading: ConnectionReading, input: ComponentInput): ConnectionReading {
  if (reading.authority !== undefined || reading.protocol !== 'http') return reading
  const authority = trustedAuthority(input)
  return authority === undefined ? reading : { ...reading, authority: authority.setting }
}
