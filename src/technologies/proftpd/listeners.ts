import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured, view } from '../../model/fact.ts'
import type { Place } from '../../model/place.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { Authentication, Encryption } from '../../model/vocabulary.ts'
import { isLoopback, parsePort } from '../../protocols/address.ts'
import type { Configuration } from './directives.ts'
import type { Server } from './servers.ts'
import { anonymousOf, booleanOf, inForce, inside, settingOf } from './servers.ts'

/** What a server asks of its clients before they may log in, and of their data connections. */
export interface Demands {
  /** `TLSEngine`: TLS is there at all. */
  readonly offered: boolean
  readonly logins: boolean
  readonly data: boolean
}

/**
 * `TLSRequired` of mod_tls (1.3.8; each form measured): `on` is `ctrl+data`, `auth` asks for TLS until the log-in is done,
 * and `!data` asks for nothing.
 */
export function demandsOf(server: Server): Demands {
  const offered = booleanOf(inForce(server, 'TLSEngine')?.args[0] ?? '') === true
  const words = (inForce(server, 'TLSRequired')?.args[0] ?? '').split('+')
  const isOn = booleanOf(words[0] ?? '') === true
  const isImplicit = usesImplicitTls(server)
  return {
    offered,
    logins: offered && (isOn || isImplicit || words.includes('ctrl') || words.includes('auth')),
    data: offered && (isOn || words.includes('data')),
  }
}

function usesImplicitTls(server: Server): boolean {
  return inForce(server, 'TLSOptions')?.args.some((word) => word.toLowerCase() === 'useimplicitssl') === true
}

/** One listener for each port; of servers that share one, the weakest. */
export function listenersOf(configuration: Configuration, servers: readonly Server[], gaps: Gap[]): readonly ListenerReading[] {
  const found = new Map<number, ListenerReading>()
  for (const server of servers) {
    const listener = listenerOf(configuration, server, servers[0]!, gaps)
    const other = listener === undefined ? undefined : found.get(listener.port)
    if (listener !== undefined && (other === undefined || rank(listener) < rank(other))) found.set(listener.port, listener)
  }
  return [...found.values()]
}

const order: readonly string[] = ['none', 'optional', 'required']

function rank({ tls, authentication }: ListenerReading): number {
  const [seen, asked] = [view(tls), view(authentication)]
  return (seen.known ? order.indexOf(seen.value) : 1) + (asked.known && asked.value === 'none' ? 0 : 0.5)
}

function listenerOf(configuration: Configuration, server: Server, main: Server, gaps: Gap[]): ListenerReading | undefined {
  const written = inForce(server, 'Port')
  const port = written === undefined ? 21 : parsePort(written.args[0] ?? '')
  if (port === undefined || port === 0) return undefined
  const trail = written === undefined ? {} : { trail: written.setting.trail }
  const common = { port, purpose: 'data' as const, ...trail, ...bindOf(server, main) }
  if (booleanOf(inForce(server, 'SFTPEngine')?.args[0] ?? '') === true)
    return {
      ...common,
      protocol: 'sftp',
      tls: byDefault('required', 'SFTP runs over SSH, which encrypts'),
      authentication: byDefault('password', 'mod_sftp asks for a key or a password'),
    }
  const certificate = settingOf(server, 'TLSRSACertificateFile') ?? settingOf(server, 'TLSECCertificateFile')
  const key = settingOf(server, 'TLSRSACertificateKeyFile') ?? settingOf(server, 'TLSECCertificateKeyFile') ?? certificate
  const demands = demandsOf(server)
  if (demands.offered && certificate === undefined && settingOf(server, 'TLSPKCS12File') === undefined)
    gaps.push({ why: 'TLSEngine is on and no certificate is named: AUTH TLS fails', ...placed(settingOf(server, 'TLSEngine')?.trail) })
  return {
    ...common,
    protocol: 'ftp',
    tls: encryptionOf(server, demands),
    authentication: authenticationOf(configuration, server),
    tlsKey: 'TLSEngine',
    ...(certificate === undefined ? {} : { certificate }),
    ...(key === undefined ? {} : { key }),
  }
}

function placed(trail: readonly Place[] | undefined): { readonly place?: Place } {
  return trail?.[0] === undefined ? {} : { place: trail[0] }
}

function encryptionOf(server: Server, { offered, logins, data }: Demands): Fact<Encryption> {
  const engine = settingOf(server, 'TLSEngine')
  const required = settingOf(server, 'TLSRequired')
  if (engine === undefined) return byDefault('none', 'ProFTPD speaks TLS only with TLSEngine on (1.3.8)', server.home.slice(0, 1))
  if (!offered) return configured('none', engine.trail)
  if (logins && data) return configured('required', (required ?? engine).trail)
  const what = logins ? 'move files' : data ? 'log in' : 'log in and move files'
  return configured(
    'optional',
    (required ?? engine).trail,
    `clients may still ${what} in clear text: TLSRequired is ${required === undefined ? 'not written' : required.value}`,
  )
}

/** A log-in as `anonymous` needs a section of its own; it takes any password unless `AnonRequirePassword` is on. */
function authenticationOf(configuration: Configuration, server: Server): Fact<Authentication> {
  const open = anonymousOf(configuration, server).find((block) => {
    const directives = inside(configuration, block)
    const asks = directives.some(({ name, args }) => name === 'anonrequirepassword' && booleanOf(args[0] ?? '') === true)
    const isShut = directives.some(({ name, within }) => {
      const limit = within.at(-1)
      return name === 'denyall' && limit?.name === 'limit' && within.at(-2) === block && limit.args.some((word) => /^(?:login|all)$/i.test(word))
    })
    return !asks && !isShut
  })
  return open === undefined ? byDefault('password', 'ProFTPD asks for a password') : configured('none', open.trail, '<Anonymous> lets everybody in')
}

/** Addresses only say which server answers: the port is open on all of them unless SocketBindTight is on (measured). */
function bindOf(server: Server, main: Server): Pick<ListenerReading, 'bind'> {
  const tight = inForce(main, 'SocketBindTight')
  if (booleanOf(tight?.args[0] ?? '') !== true) return {}
  const address = inForce(main, 'DefaultAddress')
  const addresses = server.host?.args ?? address?.args ?? []
  const trail = server.host?.trail ?? address?.setting.trail ?? []
  return addresses.length > 0 && addresses.every((each) => isLoopback(each)) ? { bind: configured('loopback', trail) } : {}
}
