import type { Channel, Credential, CredentialUse } from '../model/graph.ts'
import { grouped } from '../model/grouped.ts'
import type { ComponentInput } from '../model/input.ts'
import type { Place } from '../model/place.ts'
import { comparePlaces } from '../model/place.ts'
import type { Setting } from '../model/setting.ts'
import { isResolved } from '../model/setting.ts'
import type { Reading } from '../model/technology.ts'
import { mayBeSecret, secretKind } from '../protocols/secret-names.ts'
import { strengthOf } from '../protocols/strength.ts'

export interface ComponentReading {
  readonly input: ComponentInput
  readonly reading: Reading
  readonly channels: readonly Channel[]
}

export interface SecretFiles {
  /** Files of variables beside the deployment's own. */
  readonly variables: ReadonlySet<string>
  /** Files by which whoever starts a program hands a secret to it. */
  readonly kept: ReadonlySet<string>
}

interface Found {
  readonly value: Setting
  readonly use: CredentialUse
}

/**
 * Every secret of the deployment, one entry a value. What counts as a secret is decided by its role (a password on a channel, an
 * account's, a signing key); by its name only where nobody knows its role.
 */
export function buildCredentials(
  components: readonly ComponentReading[],
  names: readonly string[],
  files: SecretFiles = { variables: new Set(), kept: new Set() },
): readonly Credential[] {
  const found = components.flatMap((component) => secretsOf(component, files))
  const groups = grouped(found, ({ value }) => value.value)
  return [...groups.values()].map((group, index) => credential(group, label(index), names))
}

function credential(group: readonly Found[], name: string, names: readonly string[]): Credential {
  const first = group[0]!
  const users = group.flatMap(({ use }) => (use.user === undefined ? [] : [use.user.value]))
  const judged = isResolved(first.value)
    ? strengthOf(first.value.value, { ...(users[0] === undefined ? {} : { user: users[0] }), names: [...users, ...names] })
    : { strength: 'unknown' as const, because: first.value.unresolved[0]?.why }
  return {
    label: `secret ${name}`,
    value: first.value,
    strength: judged.strength,
    ...(judged.because === undefined ? {} : { because: judged.because }),
    uses: group.map(({ use }) => use),
  }
}

/** A, B, … Z, AA: spreadsheet columns. */
function label(index: number): string {
  const rest = Math.floor(index / 26)
  return (rest === 0 ? '' : label(rest - 1)) + String.fromCharCode(65 + (index % 26))
}

function secretsOf({ input, reading, channels }: ComponentReading, files: SecretFiles): readonly Found[] {
  const found: Found[] = []
  const seen = new Set<string>()
  const base = { component: input.id, profiles: input.profiles }
  // what nobody reads opens nothing
  const dead = new Set((reading.deadKeys ?? []).map(({ key }) => key))
  for (const account of reading.accounts ?? []) {
    if (account.password === undefined || account.password.value === '') continue
    const opens = account.port === undefined ? {} : { opens: `${input.id}:${account.port}` }
    const user = account.user === undefined ? {} : { user: account.user }
    add(account.password, { ...base, ...opens, ...user, key: account.key, as: 'account', power: account.power })
  }
  for (const channel of channels) {
    if (channel.password === undefined || channel.password.value === '') continue
    const opens = channel.to.kind === 'component' && channel.to.listener !== undefined ? { opens: channel.to.listener } : {}
    const user = channel.user === undefined ? {} : { user: channel.user }
    add(channel.password, { ...base, ...opens, ...user, key: channel.passwordKey ?? channel.key, as: 'client', power: 'unknown' })
  }
  for (const secret of reading.secrets ?? []) {
    if (secret.value === undefined || secret.value.value === '') continue
    const keyStore = secret.keyStore === undefined ? {} : { keyStore: secret.keyStore }
    add(secret.value, { ...base, ...keyStore, key: secret.key, as: 'secret', power: 'unknown', purpose: secret.purpose })
  }
  for (const [key, value] of input.env) {
    if (!dead.has(key) && namesSecret(key, value)) add(value, { ...base, key, as: 'named', power: 'unknown' })
  }
  for (const [key, value] of input.isolation.buildArguments) {
    if (namesSecret(key, value)) add(value, { ...base, key, as: 'named', power: 'unknown' }, 'build')
  }
  for (const [key, value] of input.isolation.labels) {
    if (namesSecret(key, value)) add(value, { ...base, key, as: 'named', power: 'unknown' }, 'label')
  }
  return found

  function add(value: Setting, use: Omit<CredentialUse, 'trail' | 'by'>, by?: CredentialUse['by']): void {
    const place = value.trail[0]
    const isIn = (those: ReadonlySet<string>): boolean => place !== undefined && those.has(place.file)
    const key = `${value.value}\0${place?.file}\0${place?.line}`
    if (seen.has(key)) return
    seen.add(key)
    const held = by === undefined && !isSecretFile(use.key) ? variableWith(input, use.key, value) : undefined
    if (held !== undefined) {
      const way = isIn(files.kept) ? 'secret' : isIn(files.variables) ? 'file' : 'environment'
      found.push({ value, use: { ...use, key: held, trail: value.trail, by: way } })
      return
    }
    found.push({ value, use: { ...use, trail: value.trail, by: by ?? (isIn(files.kept) ? 'secret' : arrival(input, use.key, value)) } })
  }
}

/** The variable that holds exactly this value: the one that is named, else the one on the same line. */
function variableWith(input: ComponentInput, key: string, value: Setting): string | undefined {
  if (input.env.get(key)?.value === value.value) return key
  const place = value.trail[0]
  if (place === undefined) return undefined
  for (const [name, other] of input.env) {
    const at = other.trail[0]
    if (other.value === value.value && at !== undefined && comparePlaces(at, place) === 0) return name
  }
  return undefined
}

function isSecretFile(key: string): boolean {
  return /_FILE$|^\/run\/secrets\//.test(key)
}

function namesSecret(key: string, value: Setting): boolean {
  const kind = secretKind(key)
  return kind !== undefined && kind !== 'connection' && value.value !== '' && mayBeSecret(value.value)
}

/** A settings key that a variable of another name gives as an address. */
function isPartOfAddress(input: ComponentInput, value: Setting): boolean {
  const place = value.trail[0]
  if (place === undefined) return false
  for (const { value: address, trail } of input.env.values()) {
    if (address.includes('://') && address.includes(value.value) && trail[0] !== undefined && comparePlaces(trail[0], place) === 0) return true
  }
  return false
}

/** How the value gets into the program. */
function arrival(input: ComponentInput, key: string, value: Setting): CredentialUse['by'] {
  const [place] = value.trail
  if (place === undefined) return 'default'
  const isArgument = holdsAt([...(input.entrypoint ?? []), ...(input.command ?? [])], value.value, place)
  // the product's own value: it is written nowhere, and stands at the component, where in a component of one line all else stands too
  if (comparePlaces(place, input.at) === 0 && !isArgument && !holdsAt(input.env.values(), value.value, place)) return 'default'
  if (isSecretFile(key)) return 'secret'
  if (input.env.has(key) || isPartOfAddress(input, value)) return 'url'
  return isArgument || key.startsWith('-') ? 'argument' : 'file'
}

/** Whether one of the settings that stand in a line has the text in it. */
function holdsAt(settings: Iterable<Setting>, text: string, { file, line }: Place): boolean {
  return [...settings].some((setting) => setting.value.includes(text) && setting.trail.some((at) => at.file === file && at.line === line))
}
