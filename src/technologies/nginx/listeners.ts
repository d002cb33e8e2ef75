import type { Fact } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import { setting } from '../../model/setting.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { Authentication, Encryption, Protocol } from '../../model/vocabulary.ts'
import { portUse } from '../../protocols/ports.ts'
import { onlyRedirects } from './redirects.ts'
import type { Scope } from './scopes.ts'
import { inForce, passesOn, scopesIn } from './scopes.ts'
import type { Listen, Servers } from './servers.ts'
import { siteNames } from './servers.ts'
import { socketsOf } from './sockets.ts'

/** One listener per port: what its servers have in common, or the weakest of them. */
export function listenersOf({ listens }: Servers): readonly ListenerReading[] {
  const ports = new Map<number, Listen[]>()
  for (const listen of listens) ports.set(listen.port, [...(ports.get(listen.port) ?? []), listen])
  return [...ports.values()].flatMap((group) => {
    const first = group.find((listen) => !listen.tls) ?? group[0]
    return first === undefined ? [] : [listener(first, group)]
  })
}

function listener(first: Listen, group: readonly Listen[]): ListenerReading {
  const { server, rule, kind } = first
  const certificate = inForce(server, 'ssl_certificate')
  const key = inForce(server, 'ssl_certificate_key')
  const sockets = kind === 'http' ? [...new Set(group.flatMap((listen) => socketsOf(listen.server)))] : []
  const names = [...new Set(group.flatMap((listen) => siteNames(listen.server)))]
  const redirects = !first.tls && kind === 'http' && group.every((listen) => onlyRedirects(listen.server))
  return {
    port: first.port,
    ...spoken(first),
    tls: redirects ? configured('none', rule.trail, 'it only sends clients on to https') : encryptionOf(first),
    authentication: weakest(group.filter(({ server: one, kind: of }) => of !== 'http' || !onlyRedirects(one)).map(authenticationOf)),
    bind: configured(group.every((listen) => listen.loopback) ? 'loopback' : 'all', rule.trail),
    trail: rule.trail,
    ...(redirects ? { redirects } : {}),
    ...(names.length === 0 ? {} : { names }),
    ...(sockets.length === 0 ? {} : { sockets }),
    ...(first.tls && certificate?.args[0] !== undefined ? { certificate: setting(certificate.args[0], ...certificate.trail) } : {}),
    ...(first.tls && key?.args[0] !== undefined ? { key: setting(key.args[0], ...key.trail) } : {}),
  }
}

function spoken({ kind, server, port }: Listen): Pick<ListenerReading, 'protocol' | 'purpose'> {
  if (kind === 'http') return { protocol: 'http', purpose: 'application' }
  if (kind === 'mail') return { protocol: mailProtocol(server, port), purpose: 'mail' }
  const use = portUse(port)
  return { protocol: use === undefined || use.protocol === 'http' ? 'tcp' : use.protocol, purpose: use?.purpose ?? 'application' }
}

/** `protocol imap`; without it the port tells (ngx_mail_core_module). POP3 has no word of its own: it is read as IMAP is, a mailbox behind a login. */
function mailProtocol(server: Scope, port: number): Protocol {
  const named = inForce(server, 'protocol')?.args[0] ?? portUse(port)?.protocol
  return named === 'smtp' ? 'smtp' : 'imap'
}

function encryptionOf({ server, kind, tls, rule }: Listen): Fact<Encryption> {
  if (tls || kind === 'http') return configured(tls ? 'required' : 'none', rule.trail)
  const starts = kind === 'mail' ? inForce(server, 'starttls') : undefined
  if (starts?.args[0] === 'only') return configured('required', starts.trail)
  if (starts?.args[0] === 'on') return configured('optional', starts.trail, 'starttls on lets clients go on without TLS')
  const reads = kind === 'stream' ? inForce(server, 'ssl_preread') : undefined
  if (reads?.args[0] === 'on') return byDefault('required', 'ssl_preread: nginx passes on the TLS of the client and does not end it', reads.trail)
  return configured('none', rule.trail)
}

const order: readonly Authentication[] = ['none', 'delegated', 'password', 'token', 'certificate']

function weakest(facts: readonly Fact<Authentication>[]): Fact<Authentication> {
  const rank = (fact: Fact<Authentication>): number => order.indexOf(fact.claims[0]?.value ?? 'none')
  return facts.toSorted((a, b) => rank(a) - rank(b))[0] ?? byDefault('none', 'nginx asks for nothing unless it is told to')
}

function authenticationOf({ server, kind, port }: Listen): Fact<Authentication> {
  const verify = inForce(server, 'ssl_verify_client')
  if (verify?.args[0] === 'on') return configured('certificate', verify.trail)
  if (kind === 'mail') return mailLogin(server, port)
  const outer = asksIn(server)
  if (outer !== undefined) return outer
  const serving = scopesIn(server, 'location').filter((location) => !onlyRedirects(location))
  const each = serving.map(asksIn)
  const [asked] = each
  if (asked !== undefined && !each.includes(undefined)) return asked
  const passes = kind === 'stream' || serving.some((location) => passesOn(location))
  const trail = server.rule.trail
  if (passes) return byDefault('delegated', 'nginx passes requests on, and the program behind it decides who may', trail)
  return byDefault('none', 'nginx asks for nothing unless it is told to (all versions)', trail)
}

/** Mail clients log in before nginx connects anywhere, but for `smtp_auth none` (ngx_mail_smtp_module). */
function mailLogin(server: Scope, port: number): Fact<Authentication> {
  const methods = mailProtocol(server, port) === 'smtp' ? inForce(server, 'smtp_auth') : undefined
  if (methods?.args.includes('none') === true) return configured('none', methods.trail)
  return byDefault('password', 'the mail proxy of nginx asks for a login (all versions)', server.rule.trail)
}

export function asksIn(scope: Scope): Fact<Authentication> | undefined {
  const satisfy = inForce(scope, 'satisfy')?.args[0]
  const basic = inForce(scope, 'auth_basic')
  if (basic !== undefined && basic.args[0] !== 'off' && satisfy !== 'any') return configured('password', basic.trail)
  const asks = inForce(scope, 'auth_request')
  if (asks !== undefined && asks.args[0] !== 'off') return configured('delegated', asks.trail, 'another service is asked')
  const token = inForce(scope, 'auth_jwt')
  return token !== undefined && token.args[0] !== 'off' ? configured('token', token.trail) : undefined
}
