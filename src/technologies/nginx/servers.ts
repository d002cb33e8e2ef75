import { isLoopback, parsePort, splitHostPort } from '../../protocols/address.ts'
import type { Scope } from './scopes.ts'
import { inForce, own, scopesIn } from './scopes.ts'
import type { Rule, Tree } from './tree.ts'

/** One `listen` of a server. */
export interface Listen {
  readonly server: Scope
  readonly stream: boolean
  /** What a server of the `mail` block speaks (ngx_mail_core_module). */
  readonly mail?: 'smtp' | 'imap' | 'pop3'
  readonly port: number
  readonly tls: boolean
  readonly loopback: boolean
  readonly isDefault: boolean
  readonly rule: Rule
}

export interface Servers {
  readonly http: readonly Scope[]
  readonly listens: readonly Listen[]
  /** Ports that could not be read, such as a template's variable without a value. */
  readonly unread: readonly Rule[]
  readonly root: Scope
}

export function serversOf(tree: Tree): Servers {
  const root: Scope = { kind: 'main', rule: { name: '', args: [], trail: [], body: tree.rules } }
  const http = scopesIn(root, 'http').flatMap((scope) => scopesIn(scope, 'server'))
  // a file that stands alone (conf.d without its main file) holds servers at its top
  const bare = tree.rules
    .filter((rule) => rule.name === 'server' && rule.body !== undefined)
    .map((rule): Scope => ({ kind: 'server', rule, parent: root }))
  const stream = scopesIn(root, 'stream').flatMap((scope) => scopesIn(scope, 'server'))
  const listens: Listen[] = []
  const unread: Rule[] = []
  const all = [...http, ...bare]
  for (const server of all) readListens(server, false, listens, unread)
  for (const server of stream) readListens(server, true, listens, unread)
  for (const server of scopesIn(root, 'mail').flatMap((scope) => scopesIn(scope, 'server'))) {
    const mail = mailProtocol(server)
    const before = listens.length
    readListens(server, true, listens, unread)
    for (let at = before; at < listens.length; at++) listens[at] = { ...listens[at]!, mail }
  }
  return { http: all, listens, unread, root }
}

function readListens(server: Scope, stream: boolean, into: Listen[], unread: Rule[]): void {
  const rules = own(server, 'listen')
  // without listen, nginx as root listens on *:80
  if (rules.length === 0 && !stream) into.push({ server, stream, port: 80, tls: false, loopback: false, isDefault: false, rule: server.rule })
  for (const rule of rules) {
    const [address = '', ...words] = rule.args
    if (address.startsWith('unix:')) continue
    const alone = parsePort(address)
    const { host, port = alone ?? 80 } = alone === undefined ? splitHostPort(address) : { host: '' }
    if (address.includes('${') || /^<.*>$/.test(address)) {
      unread.push(rule)
      continue
    }
    if (words.includes('quic') || words.includes('udp')) continue
    const tls = words.includes('ssl') || inForce(server, 'ssl')?.args[0] === 'on'
    into.push({
      server,
      stream,
      port,
      tls,
      loopback: host !== '' && isLoopback(host),
      isDefault: words.some((word) => word === 'default_server' || word === 'default'),
      rule,
    })
  }
}

/** True when a server answers every request with a redirect to https (ACME's challenge folder aside) or with a refusal. */
export function onlyRedirects(server: Scope): boolean {
  if (answersAway(server)) return true
  const locations = scopesIn(server, 'location')
  const all = locations.find((location) => location.rule.args.at(-1) === '/')
  return all !== undefined && locations.every((location) => answersAway(location) || isChallenge(location))
}

function answersAway(scope: Scope): boolean {
  return (scope.rule.body ?? []).some((rule) => {
    if (rule.name === 'ssl_reject_handshake') return rule.args[0] === 'on'
    if (rule.name === 'return') return (rule.args.at(-1) ?? '').startsWith('https://') || refuses(rule)
    return rule.name === 'rewrite' && (rule.args[1] ?? '').startsWith('https://')
  })
}

/** `return 444;` and the client errors serve nothing. */
export function refuses(rule: Rule): boolean {
  return rule.name === 'return' && /^4\d\d$/.test(rule.args[0] ?? '') && rule.args.length === 1
}

function isChallenge(location: Scope): boolean {
  return (location.rule.args.at(-1) ?? '').startsWith('/.well-known/acme-challenge') && own(location, 'proxy_pass').length === 0
}

/** The protocol that is written, else that of the port (ngx_mail_core_module: "protocol"). */
function mailProtocol(server: Scope): 'smtp' | 'imap' | 'pop3' {
  const written = inForce(server, 'protocol')?.args[0]
  if (written === 'smtp' || written === 'imap' || written === 'pop3') return written
  const port = own(server, 'listen')[0]?.args[0] ?? ''
  if (/(?:^|:)(?:143|993)$/.test(port)) return 'imap'
  return /(?:^|:)(?:110|995)$/.test(port) ? 'pop3' : 'smtp'
}
