import type { Cannot, Change, Edited, EditTechnology } from '../model/change.ts'
import type { Channel, Component, Deployment } from '../model/graph.ts'
import type { ComponentInput } from '../model/input.ts'
import { channelOf } from '../model/lookup.ts'
import { ownFilesOf } from '../model/own-files.ts'
import { comparePlaces } from '../model/place.ts'
import type { Setting } from '../model/setting.ts'
import { isResolved } from '../model/setting.ts'
import type { Protocol } from '../model/vocabulary.ts'
import type { WantConnect } from '../model/want.ts'
import { commandLine } from '../protocols/arguments.ts'
import type { ClientTls } from '../protocols/client-tls.ts'
import { clientTls } from '../protocols/client-tls.ts'
import { parseConnectionString } from '../protocols/connection-string.ts'
import { rewriteUrl } from '../protocols/url-rewrite.ts'
import { valueByPlace } from './edit-by-place.ts'
import { libpqEdit } from './libpq.ts'
import { transferEdit } from './transfer-edit.ts'
import { trustFile } from './trust-file.ts'
import { zookeeperEdit } from './zookeeper-client-edit.ts'

/** What a product is known to connect with. */
export interface ClientKnowledge {
  /** Client library by protocol, as `protocols/client-tls.ts` names it. */
  readonly libraries?: Readonly<Partial<Record<Protocol, string>>>
  /** The variable that holds the password alone, by protocol. */
  readonly passwords?: Readonly<Partial<Record<Protocol, string>>>
  /** The address under the key of a connection that stands in a settings file. */
  readonly address?: (key: string, component: Component) => Setting | undefined
}

/** A client's end of a connection whose address stands in variables of its environment: whatever the product. */
export const editClient: EditTechnology = clientEdit({})

/** The same for a product whose client libraries are known. */
export function clientEdit(known: ClientKnowledge): EditTechnology {
  return (want, component, deployment) => {
    if (want.kind !== 'connect') return { cannot: `${component.title} is not known here to have a setting for it`, reason: 'no-remedy' }
    const channel = channelOf(deployment, want.channel)
    return channel === undefined
      ? { cannot: `${want.channel} is not there`, reason: 'not-in-files' }
      : edit(want, channel, component, deployment, known)
  }
}

function edit(want: WantConnect, channel: Channel, component: Component, deployment: Deployment, known: ClientKnowledge): Edited {
  if (channel.protocol === 'zookeeper') return zookeeperEdit(want, channel, component, deployment)
  const transfer = channel.protocol === 'ftp' ? transferEdit(want, channel, component, deployment) : undefined
  if (transfer !== undefined) return transfer
  const addresses = addressesOf(channel, component.input)
  const own = addresses.length === 0 ? known.address?.(channel.key, component) : undefined
  if (own !== undefined) return inFile(own, want, channel, component, known)
  const byVariables = channel.protocol === 'postgres' && addresses.length === 0 && want.credential === undefined && want.trust !== undefined
  const libpq = byVariables ? libpqEdit(known.libraries?.postgres, component, deployment) : undefined
  if (libpq !== undefined) return 'cannot' in libpq ? libpq : { changes: [trustFile(component.input, want.trust!.authority), ...libpq.changes] }
  const variable = known.passwords?.[channel.protocol]
  if (addresses.length === 0 && variable !== undefined && want.trust === undefined && want.credential !== undefined)
    return want.credential.user === undefined
      ? { changes: [{ kind: 'variable', name: variable, value: [want.credential.password] }] }
      : { cannot: `${component.title} logs in without a name: ${variable} is all that it takes` }
  const parts = addresses.length === 0 && want.trust === undefined ? logInByKeys(want, channel, component.input) : undefined
  if (parts !== undefined) return { changes: parts }
  if (channel.protocol === 'ldap' && want.credential !== undefined)
    return { cannot: `${component.title}: which settings give the name and the password it binds with is not known here`, reason: 'needs-person' }
  if (addresses.length === 0) {
    const where = component.input.env.has(channel.key)
      ? `which setting beside ${channel.key} asks for it`
      : `${channel.key} is no address in its environment; how it is told`
    return { cannot: `${component.title}: ${where} is not known here`, reason: 'no-remedy' }
  }
  const changes: Change[] = []
  const notes: string[] = []
  for (const [name, value] of addresses) {
    const tls = tlsOf(value, want, channel, component, known)
    if (tls !== undefined && 'cannot' in tls) return { cannot: `${component.title}: ${tls.cannot}`, reason: 'needs-person' }
    const trial = rewritten(value, want, channel.protocol, tls)
    if (isCannot(trial)) return { cannot: `${name}: ${trial.cannot}`, reason: 'file-cannot' }
    changes.push({
      kind: 'rewritten',
      name,
      rewrite: (text, isValue) =>
        rewritten(text, want, channel.protocol, tls, isValue ? `${component.id}-${name}`.toLowerCase().replaceAll('_', '-') : undefined),
    })
    for (const [variable, path] of tls?.variables ?? []) changes.push({ kind: 'variable', name: variable, value: path })
    if (tls?.note !== undefined) notes.push(tls.note)
  }
  return { changes: [...(want.trust === undefined ? [] : [trustFile(component.input, want.trust.authority)]), ...changes], notes }
}

/** An address in a settings file, which has no references. */
function inFile(own: Setting, want: WantConnect, channel: Channel, component: Component, known: ClientKnowledge): Edited {
  const { key, protocol } = channel
  const [place] = own.trail
  if (place === undefined || !isResolved(own)) return { cannot: `${key} has no value here`, reason: 'file-cannot' }
  const tls = tlsOf(own.value, want, channel, component, known)
  if (tls !== undefined && 'cannot' in tls) return { cannot: `${component.title}: ${tls.cannot}`, reason: 'needs-person' }
  const value = rewritten(own.value, want, protocol, tls, `${component.id}-${key}`.toLowerCase().replaceAll(/[._]/g, '-'))
  if (isCannot(value)) return { cannot: `${key}: ${value.cannot}`, reason: 'file-cannot' }
  return {
    changes: [
      ...(want.trust === undefined ? [] : [trustFile(component.input, want.trust.authority)]),
      { kind: 'key', place, key, value },
      ...[...(tls?.variables ?? [])].map(([name, path]) => ({ kind: 'variable' as const, name, value: path })),
    ],
    notes: tls?.note === undefined ? [] : [tls.note],
  }
}

function tlsOf(
  value: string,
  { trust }: WantConnect,
  { protocol }: Channel,
  { input }: Component,
  known: ClientKnowledge,
): ReturnType<typeof clientTls> | undefined {
  const library = parseConnectionString(value)?.library ?? known.libraries?.[protocol] ?? libraryByRuntime(protocol, input)
  return trust === undefined ? undefined : clientTls(protocol, library, ownFilesOf(input).authority)
}

/** A user and a password that stand in settings of their own. */
function logInByKeys({ credential }: WantConnect, channel: Channel, input: ComponentInput): readonly Change[] | undefined {
  const { user, password } = channel
  const userKey = channel.userKey ?? variableWith(user, input)
  const passwordKey = channel.passwordKey ?? variableWith(password, input)
  if (credential?.user === undefined || userKey === undefined || passwordKey === undefined) return undefined
  const changes = [
    valueByPlace(input, userKey, credential.user, user?.trail[0]),
    valueByPlace(input, passwordKey, [credential.password], password?.trail[0]),
  ]
  return changes.includes(undefined) ? undefined : changes.filter((change) => change !== undefined)
}

/** The variable whose value this is, as a whole. */
function variableWith(setting: Setting | undefined, { env }: ComponentInput): string | undefined {
  const [place] = setting?.trail ?? []
  if (setting === undefined || place === undefined) return undefined
  const isIt = ({ value, trail: [at] }: Setting): boolean => value === setting.value && at !== undefined && comparePlaces(at, place) === 0
  return [...env].find(([, each]) => isIt(each))?.[0]
}

function rewritten(
  text: string,
  { trust, credential }: WantConnect,
  protocol: Protocol,
  tls: ClientTls | undefined,
  conceal?: string,
): ReturnType<typeof rewriteUrl> {
  // drivers look for accounts in the database of the path; those that settings make are in `admin` (connection string specification, authSource)
  const place = protocol === 'mongodb' && credential !== undefined ? [['authSource', 'admin'] as const] : []
  return rewriteUrl(text, {
    ...(tls === undefined ? {} : { isSecure: true, without: tls.without }),
    parameters: new Map([...(tls?.parameters ?? []), ...place]),
    ...(trust === undefined ? {} : { port: trust.port }),
    ...(credential === undefined ? {} : { login: credential }),
    ...(conceal === undefined ? {} : { conceal }),
  })
}

function isCannot(text: ReturnType<typeof rewriteUrl>): text is Cannot {
  return typeof text === 'object' && 'cannot' in text
}

/** Every variable that asks for this connection as one address. */
function addressesOf({ evidence, protocol, port, key }: Channel, { env }: ComponentInput): readonly (readonly [name: string, value: string])[] {
  return [...env].flatMap(([name, { value, trail }]) => {
    const parsed = parseConnectionString(value)
    if (parsed === undefined || parsed.form !== 'url' || parsed.protocol !== protocol) return []
    const isMeant = name === key || evidence.some((place) => trail.some(({ file, line }) => file === place.file && line === place.line))
    const leads = parsed.endpoints.some((each) => each.port === undefined || each.port === port)
    return isMeant && leads ? [[name, value] as const] : []
  })
}

const byRuntime: Readonly<Partial<Record<Protocol, { readonly python?: string; readonly node?: string; readonly php?: string }>>> = {
  amqp: { node: 'amqplib' },
  ldap: { node: 'ldapts', php: 'libldap' },
  mysql: { node: 'mysql2' },
  redis: { python: 'redis-py', node: 'node-redis' },
}

/** The library that nearly all programs of a runtime have. */
function libraryByRuntime(protocol: Protocol, input: ComponentInput): string | undefined {
  const usual = byRuntime[protocol]
  if (usual === undefined) return undefined
  const words = commandLine(input).map(({ value }) => value.slice(value.lastIndexOf('/') + 1))
  const repository = input.image?.repository.split('/').at(-1) ?? ''
  const isOf = (...names: readonly string[]): boolean => names.includes(repository) || words.some((word) => names.includes(word))
  if (isOf('python', 'python3', 'gunicorn', 'celery', 'uvicorn', 'flask', 'daphne', 'rq')) return usual.python
  if (isOf('node', 'npm', 'yarn', 'pnpm', 'npx', 'ts-node')) return usual.node
  return isOf('php', 'php-fpm') ? usual.php : undefined
}
