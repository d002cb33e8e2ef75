import { isLoopback, parsePort, splitHostPort } from '../../protocols/address.ts'
import type { Scope } from './scopes.ts'
import { inForce, own, scopesIn } from './scopes.ts'
import type { Rule, Tree } from './tree.ts'

/** What a server speaks: the block around it says so. */
export type Kind = 'http' | 'stream' | 'mail'

/** One `listen` of a server. */
export interface Listen {
  readonly server: Scope
  readonly kind: Kind
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
  const listens: Listen[] = []
  const unread: Rule[] = []
  const http: Scope[] = []
  for (const server of scopesIn(root, 'server').map(lifted)) {
    const kind = kindOf(server)
    if (kind === 'http') http.push(server)
    readListens(server, kind, listens, unread)
  }
  return { http, listens, unread, root }
}

/** A server inside of another one is a brace that was left out: it inherits from what is around both. */
function lifted(server: Scope): Scope {
  let parent = server.parent
  while (parent !== undefined && !['main', 'http', 'stream', 'mail'].includes(parent.kind)) parent = parent.parent
  return parent === undefined || parent === server.parent ? server : { ...server, parent }
}

/** In a file that stands alone the block around is not seen: only servers of `stream` pass on by themselves, only those of `mail` name a protocol. */
function kindOf(server: Scope): Kind {
  for (let at: Scope | undefined = server; at !== undefined; at = at.parent) if (at.kind === 'stream' || at.kind === 'mail') return at.kind
  if (own(server, 'protocol').length > 0) return 'mail'
  return own(server, 'proxy_pass').length > 0 ? 'stream' : 'http'
}

function readListens(server: Scope, kind: Kind, into: Listen[], unread: Rule[]): void {
  const rules = own(server, 'listen')
  // without listen, nginx as root listens on *:80
  if (rules.length === 0 && kind === 'http') into.push({ server, kind, port: 80, tls: false, loopback: false, isDefault: false, rule: server.rule })
  for (const rule of rules) {
    const [address = '', ...words] = rule.args
    if (address.startsWith('unix:')) continue
    const alone = parsePort(address)
    const { host, port = alone ?? 80 } = alone === undefined ? splitHostPort(address) : { host: '' }
    if (/[{<]/.test(address)) {
      unread.push(rule)
      continue
    }
    if (words.includes('quic') || words.includes('udp')) continue
    into.push({
      server,
      kind,
      port,
      tls: words.includes('ssl') || inForce(server, 'ssl')?.args[0] === 'on',
      loopback: host !== '' && isLoopback(host),
      isDefault: words.some((word) => word === 'default_server' || word === 'default'),
      rule,
    })
  }
}

/** The name that people know the server by. */
export function nameOf(server: Scope): string {
  return own(server, 'server_name')[0]?.args[0] ?? '(without a name)'
}

/** Names that somebody gave it; `_`, `localhost` and the address of nobody are those of a file that nobody finished. */
export function siteNames(server: Scope): readonly string[] {
  return own(server, 'server_name')
    .flatMap(({ args }) => args)
    .filter((name) => name !== '' && name !== '_' && !/^(?:localhost|0\.0\.0\.0|\[?::\]?)$/.test(name) && !name.includes('$'))
}
