import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { DeadKey, ListenerReading, Observation, Reading } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import { isLoopback, parsePort, splitHostPort } from '../../protocols/address.ts'
import { observe } from '../../settings/rules.ts'
import { clientObservations } from './client.ts'
import type { Configuration, Option } from './configuration.ts'
import { effective, readConfiguration } from './configuration.ts'
import { passwordObservations, takesPasswords } from './passwords.ts'
import { loginRules } from './rules.ts'

/** Somebody from elsewhere, of whom no Match line speaks by name. The address is one for documentation (RFC 5737). */
const stranger = { user: 'somebody', groups: [], address: '198.51.100.77', host: '198.51.100.77' }

/** OpenSSH 9.2: sshd_config as it holds for strangers, what Match blocks change for some, and what clients are told. */
export function read(input: ComponentInput, version: string | undefined): Reading {
  const gaps: Gap[] = []
  const client = clientObservations(input, gaps)
  const configuration = readConfiguration(input, gaps)
  const [first] = configuration.documents
  if (first === undefined && configuration.options.length === 0) {
    if (client.length > 0 || input.open('/etc/ssh/ssh_config').state === 'text') return { observations: client, gaps }
    const why = `the sshd_config of ${input.id} is not here: how it lets people in is not known`
    return { listeners: listenersOf(effective(configuration), unknown(why, input.at)), gaps: [...gaps, { why, place: input.at }] }
  }
  const home = first === undefined ? input.at : { file: first.file, line: 1 }
  const inForce = effective(configuration, stranger)
  const root = effective(configuration, { ...stranger, user: 'root', groups: ['root'] })
  const lookup = (key: string) => (key === 'PermitRootLogin' ? root : inForce).get(key.toLowerCase())?.[0]?.value
  return {
    listeners: listenersOf(inForce, authenticationOf(inForce, home)),
    observations: [
      ...observe(loginRules, lookup, home, version).filter(unlessTwice()),
      ...passwordObservations(inForce, home),
      ...exceptions(configuration, [...inForce.values(), ...root.values()].flat()),
      ...client,
    ],
    deadKeys: dead(inForce),
    gaps,
  }
}

/** A key that stands in the table twice, for its defaults of versions, is told once. */
function unlessTwice(): (observation: Observation) => boolean {
  const seen = new Set<string>()
  return ({ key }) => {
    const isNew = !seen.has(key)
    seen.add(key)
    return isNew
  }
}

/** Weak values that hold for some connections only: those of a Match block that strangers do not meet. */
function exceptions({ options }: Configuration, inForce: readonly Option[]): readonly Observation[] {
  const taken = new Set(inForce)
  return options
    .filter((option) => option.when.length > 0 && !taken.has(option))
    .flatMap((option) => {
      const rules = loginRules.filter(({ key, versions }) => key.toLowerCase() === option.keyword && versions === undefined)
      return observe(rules, () => option.value, { file: '', line: 1 })
        .filter(({ verdict }) => verdict === 'unsafe')
        .map((observation) => ({
          ...observation,
          key: `Match ${observation.key}`,
          stake: observation.stake === 'takeover' ? ('data' as const) : ('hygiene' as const),
          message: `in a Match block: ${observation.message}`,
        }))
    })
}

function listenersOf(inForce: ReadonlyMap<string, readonly Option[]>, authentication: Fact<Authentication>): readonly ListenerReading[] {
  const addresses = inForce.get('listenaddress') ?? []
  const ports = (inForce.get('port') ?? []).flatMap(({ value }) => {
    const port = parsePort(value.value)
    return port === undefined ? [] : [{ port, trail: value.trail }]
  })
  const named = addresses.flatMap(({ args, value }) => {
    const { port } = splitHostPort(args[0] ?? '')
    return port === undefined ? [] : [{ port, trail: value.trail }]
  })
  const all =
    addresses.length > 0 && named.length === addresses.length
      ? named
      : ports.length > 0
        ? [...ports, ...named]
        : [{ port: 22, trail: [] as readonly Place[] }, ...named]
  const isLocal = addresses.length > 0 && addresses.every(({ args }) => isLoopback(splitHostPort(args[0] ?? '').host))
  const bind = isLocal ? { bind: configured('loopback' as const, addresses[0]!.value.trail) } : {}
  return [...new Map(all.map((each) => [each.port, each])).values()].map(({ port, trail }) => ({
    port,
    protocol: 'ssh',
    purpose: 'admin',
    tls: byDefault('required', 'SSH encrypts every session'),
    authentication,
    trail,
    ...bind,
  }))
}

function authenticationOf(inForce: ReadonlyMap<string, readonly Option[]>, home: Place): Fact<Authentication> {
  const empty = inForce.get('permitemptypasswords')?.[0]
  if (empty?.args[0]?.toLowerCase() === 'yes') return configured('none', empty.value.trail, 'accounts without a password are let in')
  const { accepted, by } = takesPasswords(inForce)
  if (!accepted) return by === undefined ? byDefault('certificate', 'keys', [home]) : configured('certificate', by.value.trail, 'keys alone')
  return by === undefined ? byDefault('password', 'OpenSSH takes passwords unless told otherwise', [home]) : configured('password', by.value.trail)
}

/** Keywords that OpenSSH 9.2 no longer reads. */
const gone: ReadonlyMap<string, string> = new Map([
  ['protocol', 'only protocol 2 is left since OpenSSH 7.6'],
  ['useprivilegeseparation', 'privileges are always separated since OpenSSH 7.5'],
  ['rsaauthentication', 'it was for protocol 1, which is gone'],
  ['rhostsrsaauthentication', 'it was for protocol 1, which is gone'],
  ['keyregenerationinterval', 'it was for protocol 1, which is gone'],
  ['serverkeybits', 'it was for protocol 1, which is gone'],
  ['uselogin', 'it was removed in OpenSSH 7.4'],
])

function dead(inForce: ReadonlyMap<string, readonly Option[]>): readonly DeadKey[] {
  return [...inForce.values()].flatMap(([option]) => {
    const why = option === undefined ? undefined : gone.get(option.keyword)
    if (option === undefined || why === undefined) return []
    return [{ key: option.keyword, trail: option.value.trail, why, fix: `remove ${option.keyword}`, stake: 'hygiene' as const }]
  })
}
