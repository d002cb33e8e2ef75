import type { Fact } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import { setting } from '../../model/setting.ts'
import type { AccountReading, ListenerReading } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import type { Scope } from './scopes.ts'
import { inForce, own, scopesIn } from './scopes.ts'
import type { Listen, Servers } from './servers.ts'
import { onlyRedirects } from './servers.ts'

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
  const { server, rule } = first
  const certificate = inForce(server, 'ssl_certificate')
  const key = inForce(server, 'ssl_certificate_key')
  const redirects = !first.tls && !first.stream && group.every((listen) => onlyRedirects(listen.server))
  return {
    port: first.port,
    ...spoken(first),
    tls:
      first.mail === undefined
        ? configured(first.tls ? 'required' : 'none', rule.trail, redirects ? 'it only sends clients on to https' : undefined)
        : mailEncryption(first),
    authentication: weakest(
      group.filter((listen) => listen.stream || !onlyRedirects(listen.server)).map((listen) => authenticationOf(listen.server, listen.stream)),
    ),
    bind: configured(group.every((listen) => listen.loopback) ? 'loopback' : 'all', rule.trail),
    trail: rule.trail,
    ...(redirects ? { redirects } : {}),
    ...(first.tls && certificate?.args[0] !== undefined ? { certificate: setting(certificate.args[0], ...certificate.trail) } : {}),
    ...(first.tls && key?.args[0] !== undefined ? { key: setting(key.args[0], ...key.trail) } : {}),
  }
}

function spoken({ mail, stream }: Listen): Pick<ListenerReading, 'protocol' | 'purpose'> {
  // POP3 has no word of its own: it is read as IMAP is, a mailbox behind a log-in
  if (mail !== undefined) return { protocol: mail === 'smtp' ? 'smtp' : 'imap', purpose: 'mail' }
  return { protocol: stream ? 'tcp' : 'http', purpose: 'application' }
}

/** TLS from the start, or by STLS and STARTTLS (ngx_mail_ssl_module: "starttls"). */
function mailEncryption({ server, tls, rule }: Listen): ListenerReading['tls'] {
  if (tls) return configured('required', rule.trail)
  const upgrade = inForce(server, 'starttls')
  if (upgrade?.args[0] === 'only') return configured('required', upgrade.trail)
  return upgrade?.args[0] === 'on' ? configured('optional', upgrade.trail) : configured('none', rule.trail)
}

const order: readonly Authentication[] = ['none', 'delegated', 'password', 'token', 'certificate']

function weakest(facts: readonly Fact<Authentication>[]): Fact<Authentication> {
  const rank = (fact: Fact<Authentication>): number => order.indexOf(fact.claims[0]?.value ?? 'none')
  return facts.toSorted((a, b) => rank(a) - rank(b))[0] ?? byDefault('none', 'nginx asks for nothing unless it is told to')
}

function authenticationOf(server: Scope, stream: boolean): Fact<Authentication> {
  const verify = inForce(server, 'ssl_verify_client')
  if (verify?.args[0] === 'on') return configured('certificate', verify.trail)
  const outer = asksIn(server)
  if (outer !== undefined) return outer
  const serving = scopesIn(server, 'location').filter((location) => !onlyRedirects(location))
  const each = serving.map(asksIn)
  const [asked] = each
  if (asked !== undefined && !each.includes(undefined)) return asked
  const passes = stream || serving.some((location) => passesOn(location))
  const trail = server.rule.trail
  if (passes) return byDefault('delegated', 'nginx passes requests on, and the program behind it decides who may', trail)
  return byDefault('none', 'nginx asks for nothing unless it is told to (all versions)', trail)
}

function asksIn(scope: Scope): Fact<Authentication> | undefined {
  const satisfy = inForce(scope, 'satisfy')?.args[0]
  const basic = inForce(scope, 'auth_basic')
  if (basic !== undefined && basic.args[0] !== 'off' && satisfy !== 'any') return configured('password', basic.trail)
  const asks = inForce(scope, 'auth_request')
  if (asks !== undefined && asks.args[0] !== 'off') return configured('delegated', asks.trail, 'another service is asked')
  const token = inForce(scope, 'auth_jwt')
  return token !== undefined && token.args[0] !== 'off' ? configured('token', token.trail) : undefined
}

export function passesOn(scope: Scope): boolean {
  return ['proxy_pass', 'grpc_pass', 'fastcgi_pass', 'uwsgi_pass', 'scgi_pass', 'memcached_pass'].some((name) => own(scope, name).length > 0)
}

/** Users of a password file; a clear-text entry (`{PLAIN}`) also gives the password. */
export function accountsOf(
  servers: Servers,
  textOf: (path: string) => { readonly text: string; readonly file: string } | undefined,
): readonly AccountReading[] {
  const files = new Set<string>()
  for (const server of servers.http) {
    for (const scope of [server, ...scopesIn(server, 'location')]) {
      const path = inForce(scope, 'auth_basic_user_file')?.args[0]
      if (path !== undefined) files.add(path)
    }
  }
  return [...files].flatMap((path) => {
    const file = textOf(path)
    return (file?.text ?? '').split('\n').flatMap((line, index) => {
      const colon = line.indexOf(':')
      if (file === undefined || colon < 1 || line.startsWith('#')) return []
      const place = { file: file.file, line: index + 1 }
      const plain = /^\{PLAIN\}(.*)$/.exec(line.slice(colon + 1).trimEnd())?.[1]
      const user = setting(line.slice(0, colon), place)
      return [
        { user, power: 'application' as const, key: 'auth_basic_user_file', ...(plain === undefined ? {} : { password: setting(plain, place) }) },
      ]
    })
  })
}
