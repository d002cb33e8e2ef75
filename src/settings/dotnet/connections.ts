import { byDefault, configured } from '../../model/fact.ts'
import type { Setting } from '../../model/setting.ts'
import { withText } from '../../model/setting.ts'
import type { ConnectionReading, SecretReading } from '../../model/technology.ts'
import { parsePort } from '../../protocols/address.ts'
import { secretKind } from '../../protocols/secret-names.ts'
import { connectionsTo } from '../client.ts'
import { isGiven } from '../given.ts'
import { isOn } from '../rules.ts'
import type { Configuration } from './configuration.ts'

/** What the settings of a .NET program lead to: connection strings, addresses, RabbitMQ in a section of its own, storage in a cloud. */
export function dotnetConnections(configuration: Configuration): readonly ConnectionReading[] {
  return [...configuration.all.flatMap(({ path, value }) => addressed(path, value)), ...brokers(configuration)]
}

const ownAddress = /^(?:urls|kestrel|cors|allowedhosts|swagger)|(?:origins?|redirect\w*|callback\w*|audience|returnurl)(?::\d+)?$/i
const calls = /(?:^|:)connectionstrings?:[^:]+$|connectionstring$|(?:url|uri|endpoint|authority|address|baseaddress|server|host)$/i

function addressed(path: string, value: Setting): readonly ConnectionReading[] {
  if (ownAddress.test(path) || !calls.test(path) || value.value === '') return []
  if (isAzure(value.value)) return azure(path, value)
  const isUrl = value.value.includes('://')
  if (!isUrl && !/=/.test(value.value)) return []
  return connectionsTo(value, { key: path, ...(/;/.test(value.value) && /^host=/i.test(value.value) ? { library: 'npgsql' } : {}) })
}

/** `DefaultEndpointsProtocol=https;AccountName=...`, `Endpoint=sb://...;SharedAccessKey=...`. */
function isAzure(text: string): boolean {
  return /(?:^|;)\s*(?:AccountKey|SharedAccessKey|DefaultEndpointsProtocol|BlobEndpoint)=/i.test(text)
}

function partsOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(';').flatMap((part): [string, string][] => {
      const at = part.indexOf('=')
      return at < 1 ? [] : [[part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()]]
    }),
  )
}

function azure(path: string, value: Setting): readonly ConnectionReading[] {
  const parts = partsOf(value.value)
  const named = parts.get('blobendpoint') ?? parts.get('endpoint')
  const account = parts.get('accountname')
  const address =
    named ?? (account === undefined ? undefined : `${parts.get('defaultendpointsprotocol') ?? 'https'}://${account}.blob.core.windows.net`)
  const key = parts.get('accountkey') ?? parts.get('sharedaccesskey')
  if (address === undefined) return []
  const token = key === undefined ? {} : { token: withText(value, key) }
  const url = address.replace(/^sb:/i, 'amqps:')
  const secure = /^(?:https|amqps):/i.test(url)
  const verification = secure ? byDefault('name' as const, 'the libraries of Azure check chain and name', value.trail) : undefined
  return connectionsTo(withText(value, url), { key: path, verification, ...token })
}

/** Keys of accounts that stand inside an address; and whatever a name says is a secret. */
export function dotnetSecrets(configuration: Configuration): readonly SecretReading[] {
  return configuration.all.flatMap(({ path, value }): readonly SecretReading[] => {
    const at = value.trail[0]
    const where = at === undefined ? {} : { at }
    if (isAzure(value.value)) {
      const parts = partsOf(value.value)
      const key = parts.get('accountkey') ?? parts.get('sharedaccesskey')
      return key === undefined || key === '' ? [] : [{ key: path, purpose: 'api-key', value: withText(value, key), ...where }]
    }
    const name = path
      .split(':')
      .filter((step) => !/^\d+$/.test(step))
      .slice(-2)
      .join('_')
    const kind = isGiven(value) && !/connectionstring/i.test(path) ? secretKind(name) : undefined
    if (kind === undefined || kind === 'connection' || /^(?:true|false|\d{1,8})$/i.test(value.value)) return []
    const isSigning = /signing|jwt|issuer/i.test(path)
    const purpose = kind === 'password' ? 'shared-secret' : isSigning ? 'signing' : /encrypt|master/i.test(path) ? 'encryption' : 'api-key'
    return [{ key: path, purpose, value, ...where, ...(kind === 'password' ? { atLeast: 12 } : {}) }]
  })
}

/** RabbitMQ in a section of its own: HostName, Port, EnableSsl, Username and Password. */
function brokers(configuration: Configuration): readonly ConnectionReading[] {
  const sections = new Set(
    configuration.all.flatMap(({ path }) => {
      const match = /^((?:.*:)?[^:]*rabbit[^:]*):(?:host|hostname)$/i.exec(path)
      return match?.[1] === undefined ? [] : [match[1]]
    }),
  )
  return [...sections].flatMap((section): readonly ConnectionReading[] => {
    const one = (...names: readonly string[]): Setting | undefined => names.map((name) => configuration.get(`${section}:${name}`)).find(isGiven)
    const host = one('HostName', 'Host')
    if (!isGiven(host) || host.value.includes('://')) return []
    const ssl = one('EnableSsl', 'UseSsl', 'Ssl:Enabled', 'Ssl')
    const secure = ssl !== undefined && isOn(ssl.value)
    const password = one('Password')
    const user = one('Username', 'UserName', 'User')
    const trail = ssl?.trail ?? host.trail
    return [
      {
        protocol: 'amqp',
        host: host.value,
        port: parsePort(one('Port')?.value ?? '') ?? (secure ? 5671 : 5672),
        encryption:
          ssl === undefined
            ? byDefault('none', 'the client of RabbitMQ speaks plain AMQP unless it is told to use TLS', trail)
            : configured(secure ? 'required' : 'none', trail),
        verification: secure
          ? byDefault('name', 'the client of RabbitMQ checks chain and name where it uses TLS', trail)
          : byDefault('none', 'nothing is checked without TLS', trail),
        authentication: password === undefined ? byDefault('none', 'no password is set', host.trail) : configured('password', password.trail),
        ...(user === undefined ? {} : { user }),
        ...(password === undefined ? {} : { password, passwordKey: `${section}:Password` }),
        key: `${section}:HostName`,
        trail: ssl === undefined ? host.trail : [...ssl.trail.slice(0, 1), ...host.trail],
      },
    ]
  })
}
