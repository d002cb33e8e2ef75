import { byDefault, configured } from '../../model/fact.ts'
import type { Gap } from '../../model/fact.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved, withText } from '../../model/setting.ts'
import type { ConnectionReading, ListenerReading } from '../../model/technology.ts'
import type { Protocol } from '../../model/vocabulary.ts'
import { isLoopback, splitHostPort } from '../../protocols/address.ts'
import { portUse } from '../../protocols/ports.ts'
import type { Service } from './services.ts'
import { every, isYes, last } from './services.ts'
import { admission, credential, verificationOf } from './trust.ts'

/** `protocol = pgsql`: what is spoken before TLS begins, and so behind it. */
const negotiated: ReadonlyMap<string, Protocol> = new Map([
  ['connect', 'http'],
  ['imap', 'imap'],
  ['ldap', 'ldap'],
  ['pgsql', 'postgres'],
  ['pop3', 'imap'],
  ['smtp', 'smtp'],
])

/** Names of /etc/services that people write as ports. */
const named: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['https', 443],
  ['imap', 143],
  ['imaps', 993],
  ['ldap', 389],
  ['ldaps', 636],
  ['mysql', 3306],
  ['pop3', 110],
  ['pop3s', 995],
  ['postgresql', 5432],
  ['redis', 6379],
  ['smtp', 25],
  ['smtps', 465],
  ['submission', 587],
  ['submissions', 465],
])

/** `[HOST:]PORT`; undefined for a socket file. A port that is not known here leaves a gap. */
function endOf(setting: Setting, gaps: Gap[]): { readonly host: string; readonly port: number } | undefined {
  const text = setting.value.trim()
  if (text.startsWith('/') || text === '') return undefined
  const cut = text.lastIndexOf(':')
  const [host, name] = cut === -1 ? ['', text] : [text.slice(0, cut), text.slice(cut + 1)]
  const port = named.get(name.toLowerCase()) ?? splitHostPort(`host:${name}`).port
  if (port !== undefined && isResolved(setting)) return { host: host.replace(/^\[(.*)\]$/, '$1'), port }
  const place = setting.trail[0]
  gaps.push({ why: 'which port stunnel means cannot be told', ...(place === undefined ? {} : { place }) })
  return undefined
}

/** What a service speaks: as `protocol` says, else as its ports tell. HTTP is no business of stunnel: it reads nothing of what it carries. */
function spoken({ options }: Service): Protocol {
  const told = negotiated.get(last(options, 'protocol')?.value.toLowerCase() ?? '')
  if (told !== undefined) return told
  const ports = every(options, 'accept', 'connect').map((value) => endOf(value, [])?.port)
  const uses = ports.flatMap((port) => (port === undefined ? [] : (portUse(port)?.protocol ?? [])))
  return uses.find((protocol) => protocol !== 'tcp' && protocol !== 'http') ?? 'tcp'
}

export function listenersOf(service: Service, gaps: Gap[]): readonly ListenerReading[] {
  const { options } = service
  const accept = last(options, 'accept')
  const end = accept === undefined ? undefined : endOf(accept, gaps)
  if (accept === undefined || end === undefined) return []
  const client = last(options, 'client')
  const server = !isYes(client)
  const certificate = last(options, 'cert')
  const key = last(options, 'key') ?? certificate
  return [
    {
      port: end.port,
      protocol: spoken(service),
      purpose: portUse(end.port)?.purpose ?? 'data',
      tls: server ? configured('required', accept.trail) : configured('none', client!.trail, 'stunnel takes clear text here and encrypts it'),
      authentication: server ? admission(service) : byDefault('delegated', 'stunnel passes on what its clients send', accept.trail),
      bind: configured(isLoopback(end.host) ? 'loopback' : 'all', accept.trail),
      trail: accept.trail,
      ...(server && certificate !== undefined && key !== undefined ? { certificate, key } : {}),
    },
  ]
}

export function connectionsOf(service: Service, gaps: Gap[]): readonly ConnectionReading[] {
  const { options } = service
  const encrypts = isYes(last(options, 'client'))
  const authority = last(options, 'cafile')
  const user = last(options, 'protocolusername')
  const password = last(options, 'protocolpassword')
  return every(options, 'connect').flatMap((connect): readonly ConnectionReading[] => {
    const end = endOf(connect, gaps)
    if (end === undefined) return []
    return [
      {
        protocol: spoken(service),
        host: end.host === '' ? 'localhost' : withText(connect, end.host).value,
        port: end.port,
        encryption: configured(encrypts ? 'required' : 'none', encrypts ? last(options, 'client')!.trail : connect.trail),
        verification: encrypts ? verificationOf(service) : byDefault('none', 'nothing is checked without TLS', connect.trail),
        authentication: encrypts
          ? credential(options, connect)
          : byDefault('delegated', 'stunnel passes on what its own clients send', connect.trail),
        ...(encrypts && authority !== undefined ? { authority } : {}),
        ...(user === undefined ? {} : { user }),
        ...(password === undefined ? {} : { password, passwordKey: 'protocolPassword' }),
        key: 'connect',
        trail: connect.trail,
      },
    ]
  })
}
