import type { ComponentInput } from '../model/input.ts'
import type { Place } from '../model/place.ts'
import type { Setting } from '../model/setting.ts'
import type { Protocol } from '../model/vocabulary.ts'
import { isAddress, isAnyAddress, isLoopback, parsePort } from './address.ts'
import { normalise, truth } from './connection-parameters.ts'
import { tlsWords } from './connection-tls.ts'
import type { ConnectionString } from './connection-types.ts'
import type { EndpointList } from './endpoints.ts'
import { parseEndpointList } from './endpoints.ts'
import { hasHole } from './holes.ts'
import { portUse } from './ports.ts'
import type { Entry } from './reference-entries.ts'
import { sibling } from './reference-entries.ts'
import { isBrowserAddressName, isOwnAddressName, protocolOfName } from './reference-words.ts'
import { schemeOf } from './schemes.ts'
import { wordsOf } from './secret-names.ts'

/** Host, port, login and TLS that stand in several variables of one prefix. */
export interface EndpointGroup {
  readonly parsed: ConnectionString
  readonly key: string
  readonly trail: readonly Place[]
  readonly user?: Setting
  readonly password?: Setting
  readonly hasPassword?: boolean
  readonly database?: Setting
  readonly authority?: Setting
}

const hostEndings =
  /^(?:host|hosts|hostname|server|servers|addr|address|addresses|endpoint|endpoints|nodes|brokers?|connect|points|quorum|url|uri|bootstrap|list|seeds|domain|ip|name)$/
/** Endings that mean a host by themselves; the others need a protocol or a port beside them. */
const surelyHost = /^(?:host|hosts|hostname)$/

/** Parameter by the ending of the variable's name. */
const tlsEndings: readonly (readonly [string, readonly string[]])[] = [
  ['sslmode', ['sslmode']],
  ['ssl', ['ssl', 'tls', 'usessl', 'usetls', 'sslenabled', 'tlsenabled', 'enabletls', 'enablessl', 'secure', 'starttls', 'usestarttls', 'sslenable']],
  ['securityprotocol', ['securityprotocol']],
  ['encryption', ['encryption']],
  ['encrypt', ['encrypt']],
  ['trustservercertificate', ['trustservercertificate']],
  ['sslrootcert', ['sslrootcert', 'rootcert']],
  ['sslca', ['sslca', 'tlsca', 'cafile', 'cacert', 'tlscafile', 'sslcafile', 'cacertfile']],
  ['sslcertreqs', ['sslcertreqs']],
  ['tlsinsecure', ['tlsinsecure']],
]

export function endpointGroups(
  entries: readonly Entry[],
  index: ReadonlyMap<string, Entry>,
  input: ComponentInput,
  read: ReadonlySet<string>,
): EndpointGroup[] {
  const groups: EndpointGroup[] = []
  for (const entry of entries) {
    if (read.has(entry.key) || entry.key === 'command' || entry.setting.value.length > 2048) continue
    const group = groupOf(entry, index, input)
    if (group !== undefined) groups.push(group)
  }
  return groups
}

function groupOf(entry: Entry, index: ReadonlyMap<string, Entry>, input: ComponentInput): EndpointGroup | undefined {
  const words = hostWords(entry.key)
  // Cache__ConnectionString=redis:6379
  if (words.at(-1) === 'string' && words.at(-2) === 'connection') words.splice(-2, 2, 'connect')
  const last = words.at(-1) ?? ''
  if (words.length < 2 || !hostEndings.test(last) || isOwnAddressName(entry.key) || isBrowserAddressName(entry.key)) return undefined
  // DB_NAME beside DB_HOST is the database's
  if (last === 'name' && !/^(?:host|server|service|domain|dns)$/.test(words.at(-2) ?? '')) return undefined
  const list = parseEndpointList(entry.setting.value.replace(/^\[\s*|\s*\]$/g, '').replace(/["']/g, ''))
  const first = list?.endpoints[0]
  if (list === undefined || first === undefined || isAnyAddress(first.host) || /^(?:true|false|none|null|\d+)$/i.test(first.host)) return undefined
  const prefix = words.slice(0, -1).join('')
  const portEntry =
    first.port === undefined ? (sibling(index, prefix, ['port', 'portnumber', 'tcpport']) ?? sibling(index, words.join(''), ['port'])) : undefined
  const port = first.port ?? parsePort(portEntry?.setting.value.trim() ?? '')
  const scheme = list.scheme ?? sibling(index, prefix, ['scheme', 'proto'])?.setting.value.toLowerCase()
  const protocol = protocolOf(words, prefix, scheme, port, first.host, index)
  const isOwn = first.host === input.id || input.names.some((name) => name.name === first.host)
  if (protocol === undefined) {
    // nobody says what it is: a name in the deployment's networks is still a connection, a public or own name is the program's own address
    if (!(surelyHost.test(last) || first.port !== undefined) || first.host.includes('.') || isAddress(first.host) || isLoopback(first.host) || isOwn)
      return undefined
  } else if (!surelyHost.test(last) && port === undefined && (last === 'name' || last === 'domain' || last === 'list' || first.host.length < 2)) {
    return undefined
  } else if (isOwn && port === undefined) {
    return undefined
  }
  return assemble(
    entry,
    { prefix, list, protocol: protocol ?? 'tcp', ...(port === undefined ? {} : { port }), ...(scheme === undefined ? {} : { scheme }) },
    index,
  )
}

interface Found {
  readonly prefix: string
  readonly list: EndpointList
  readonly protocol: Protocol
  readonly port?: number
  readonly scheme?: string
}

function assemble(entry: Entry, found: Found, index: ReadonlyMap<string, Entry>): EndpointGroup {
  const { prefix, protocol } = found
  const parameters = new Map<string, string>()
  const trail: Place[] = [...entry.setting.trail]
  let authority: Setting | undefined
  for (const [parameter, endings] of tlsEndings) {
    // EMAIL_USE_SSL=False beside EMAIL_USE_TLS=True: one of them is enough
    const all = parameter === 'ssl' ? endings.flatMap((ending) => sibling(index, prefix, [ending]) ?? []) : []
    const one = all.find((each) => truth(each.setting.value) === true) ?? sibling(index, prefix, endings)
    if (one === undefined) continue
    // node-postgres and friends: DB_SSL=require; libpq: PGSSLMODE
    const isMode =
      parameter === 'ssl' && /^(?:disable|allow|prefer|require|verify-ca|verify-full|no-verify|required|preferred)$/i.test(one.setting.value)
    parameters.set(isMode ? 'sslmode' : parameter, one.setting.value)
    trail.push(...one.setting.trail)
    if (parameter === 'sslrootcert' || parameter === 'sslca') authority = one.setting
  }
  const user = notNull(sibling(index, prefix, ['username', 'user', 'login', 'userid'])?.setting)
  const password = notNull(sibling(index, prefix, ['password', 'pass', 'pwd', 'passwd', 'userpassword'])?.setting)
  const hasPassword = password !== undefined || sibling(index, prefix, ['passwordfile', 'passfile', 'passwordpath']) !== undefined
  const database = sibling(index, prefix, ['database', 'databasename', 'dbname', 'db', 'name'])?.setting
  const known = found.scheme === undefined ? undefined : schemeOf(found.scheme)
  // amqp and redis over host and port say nothing of TLS: their default is plain, but it is a default
  const tls = tlsWords(protocol, normalise(parameters), { scheme: known?.tls ?? 'unspecified', form: 'keyword' })
  const asksTls = protocol === 'http' && truth(parameters.get('ssl')) === true
  const parsed: ConnectionString = {
    protocol,
    scheme: found.scheme ?? protocol,
    form: 'keyword',
    endpoints: found.list.endpoints.map((endpoint) =>
      endpoint.port !== undefined || found.port === undefined ? endpoint : { ...endpoint, port: found.port },
    ),
    ...(user === undefined ? {} : { user: user.value }),
    encryption: asksTls ? 'required' : tls.encryption,
    verification: tls.verification,
    parameters,
  }
  return {
    parsed,
    key: entry.key,
    trail,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    hasPassword,
    ...(database === undefined ? {} : { database }),
    ...(authority === undefined ? {} : { authority }),
  }
}

/** Laravel reads the word null as nothing (Illuminate\Support\Env, all versions). */
function notNull(value: Setting | undefined): Setting | undefined {
  return value !== undefined && /^\(?null\)?$/i.test(value.value.trim()) ? undefined : value
}

function protocolOf(
  words: readonly string[],
  prefix: string,
  scheme: string | undefined,
  port: number | undefined,
  host: string,
  index: ReadonlyMap<string, Entry>,
): Protocol | undefined {
  const byScheme = scheme === undefined ? undefined : schemeOf(scheme)?.protocol
  if (byScheme !== undefined) return byScheme
  if (/bootstrap_?servers?$/.test(words.join('_'))) return 'kafka'
  const byName = protocolOfName(words.slice(0, -1).join('_'))
  if (byName !== undefined) return byName
  const isDatabase = words.some((word) => /^(?:db|database|sql|rds)$/.test(word))
  const engine =
    sibling(index, prefix, ['type', 'engine', 'dialect', 'driver', 'connection', 'client', 'adapter', 'vendor', 'kind', 'backend']) ??
    (isDatabase
      ? sibling(index, '', [
          'dbtype',
          'dbengine',
          'dbconnection',
          'dbdriver',
          'dbdialect',
          'databasetype',
          'databaseengine',
          'databaseclient',
          'dbclient',
          'dbvendor',
        ])
      : undefined)
  const byEngine = engine === undefined || hasHole(engine.setting.value) ? undefined : protocolOfName(engine.setting.value)
  if (byEngine !== undefined) return byEngine
  const use = port === undefined ? undefined : portUse(port)
  if (use !== undefined && (use.purpose === 'data' || use.purpose === 'mail') && use.protocol !== 'tcp' && port !== 9000) return use.protocol
  const byHost = host.includes('.') ? undefined : protocolOfName(host)
  return isDatabase || use === undefined ? byHost : use.protocol === 'tcp' ? byHost : use.protocol
}

/** Words of the name, with libpq's run-together ones taken apart: PGHOST. */
function hostWords(key: string): string[] {
  const words = wordsOf(key)
  const only = words.length === 1 ? /^(pg|db|mysql|redis)(host|hostaddr|server)$/.exec(words[0] ?? '') : null
  return only === null ? words : [only[1] ?? '', only[2] === 'hostaddr' ? 'host' : (only[2] ?? '')]
}
