import { posix } from 'node:path'
import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { ConnectionReading, ListenerReading, Reading, StoreReading } from '../../model/technology.ts'
import { isLoopback, parsePort, splitHostPort } from '../../protocols/address.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import { commandLine } from '../../protocols/arguments.ts'
import { openTree } from '../../settings/trees.ts'
import { judge } from './judge.ts'
import { sitesOf } from './sites.ts'
import type { Written } from './written.ts'
import { written } from './written.ts'

const usual = ['/etc/ringwall/guard.yaml', '/guard.yaml', '/app/guard.yaml']

/** What guard.yaml says of the doors that the guard opens, whom it asks, and what it does for the programs behind. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const named = commandLine(input).findLast(({ value }) => /\.ya?ml$/.test(value))?.value
  const tree = openTree(input, named === undefined ? usual : [posix.resolve('/', named), ...usual], gaps)
  if (tree === undefined)
    return { gaps: [...gaps, { why: `${input.id}: what the guard does is not known: its guard.yaml is not here`, place: input.at }] }
  const file = written(tree.document, tree.root)
  return {
    listeners: [...doors(file), ...relay(file)],
    connections: [...upstreams(file), ...people(file), ...shared(file)],
    observations: judge(file, sitesOf(file)),
    stores: stores(file),
    gaps,
  }
}

function doors(file: Written): readonly ListenerReading[] {
  const { text, texts, trail, names } = file
  const addresses = texts('listen', 'addresses')
  const bind =
    addresses.length > 0 && addresses.every((one) => isLoopback(one)) ? { bind: configured('loopback' as const, trail('listen', 'addresses')) } : {}
  const https = parsePort(text('listen', 'https') ?? '443')
  const http = text('listen', 'http') === 'false' ? undefined : parsePort(text('listen', 'http') ?? '80')
  const hosts = { names: names('sites'), ...bind }
  const common = { protocol: 'http', purpose: 'application', ...hosts } as const
  const certificate = text('tls', 'certificate', 'certificate')
  return [
    ...(https === undefined
      ? []
      : [
          {
            ...common,
            port: https,
            tls: byDefault('required' as const, 'a guard serves its sites over TLS alone', trail('tls')),
            authentication: authentication(file),
            trail: trail('listen', 'https'),
            ...(certificate === undefined ? {} : { certificate: { value: certificate, trail: trail('tls', 'certificate'), unresolved: [] } }),
          },
        ]),
    ...(http === undefined
      ? []
      : [
          {
            ...common,
            port: http,
            tls: byDefault('none' as const, 'it only sends clients on', trail('listen')),
            authentication: byDefault('none' as const, 'it only sends clients on', trail('listen')),
            trail: trail('listen', 'http'),
            redirects: true,
          },
        ]),
  ]
}

/** What no route covers is refused, so that only a site that is public as a whole asks for nothing. */
function authentication(file: Written): Fact<Authentication> {
  const open = sitesOf(file).flatMap(({ routes }) => routes.filter(({ path, access }) => path === '/**' && access === 'public'))[0]
  if (open !== undefined) return configured('none', open.trail, 'all of a site is public')
  const elsewhere = (['ldap', 'saml', 'oidc'] as const).find((source) => file.has('people', source))
  if (elsewhere !== undefined) return configured('delegated', file.trail('people', elsewhere), 'people log in, programs show keys')
  return file.has('people', 'local')
    ? configured('password', file.trail('people', 'local'), "people log in with accounts of the guard's own, programs show keys")
    : byDefault('token', 'programs show keys', file.trail('keys'))
}

function relay({ text, trail, has }: Written): readonly ListenerReading[] {
  if (!has('egress')) return []
  const { host, port } = splitHostPort(text('egress', 'listen') ?? '127.0.0.1:3128')
  if (port === undefined) return []
  const at = trail('egress', 'listen')
  return [
    {
      port,
      protocol: 'http',
      purpose: 'application',
      tls: byDefault('none', 'clients ask a relay in plaintext for a way to a server, with TLS inside', at),
      authentication: byDefault('password', 'each component has a token of its own', trail('egress', 'roles')),
      trail: at,
      ...(isLoopback(host) ? { bind: configured('loopback' as const, at) } : {}),
    },
  ]
}

function upstreams({ names, text, trail, has }: Written): readonly ConnectionReading[] {
  return names('sites').flatMap((site) => {
    const plain = text('sites', site, 'upstream')
    const secure = text('sites', site, 'upstream', 'https')
    const address = plain?.startsWith('http://') === true ? plain.slice('http://'.length) : secure
    if (address === undefined) return []
    const at = trail('sites', site, 'upstream')
    const isTls = secure !== undefined
    const isNative = has('sites', site, 'inject')
    const isCertified = has('sites', site, 'upstream', 'client')
    return [
      {
        ...endOf(address),
        protocol: 'http',
        encryption: configured(isTls ? ('required' as const) : ('none' as const), at),
        verification: isTls ? configured('name' as const, at) : byDefault('none' as const, 'nothing is checked without TLS', at),
        authentication: isCertified
          ? configured('certificate' as const, at)
          : isNative
            ? configured('token' as const, trail('sites', site, 'inject'))
            : byDefault('delegated' as const, 'it hands on who its callers are', at),
        key: `sites.${site}.upstream`,
        trail: at,
      },
    ]
  })
}

function people({ text, trail }: Written): readonly ConnectionReading[] {
  const directory = text('people', 'ldap', 'url')
  const issuer = text('people', 'oidc', 'issuer')
  const end = (protocol: 'ldap' | 'http', url: string, way: string, key: string, authentication: Authentication): ConnectionReading => ({
    ...endOf(url.replace(/^\w+:\/\//, '').replace(/\/.*$/s, '')),
    protocol,
    encryption: byDefault('required', 'a guard asks nobody without TLS', trail('people', way, key)),
    verification: byDefault('name', 'one pinned authority, one name', trail('people', way, key)),
    authentication: configured(authentication, trail('people', way)),
    key: `people.${way}.${key}`,
    trail: trail('people', way, key),
  })
  return [
    ...(directory === undefined ? [] : [end('ldap', directory, 'ldap', 'url', 'password')]),
    ...(issuer === undefined ? [] : [end('http', issuer, 'oidc', 'issuer', 'token')]),
  ]
}

/** A PostgreSQL that several guards share; without an authority only a socket and loopback are connected to. */
function shared({ text, trail, has }: Written): readonly ConnectionReading[] {
  const host = text('state', 'postgresql', 'host')
  if (host === undefined || host.startsWith('/')) return []
  const at = trail('state', 'postgresql')
  const isTls = has('state', 'postgresql', 'authority')
  const port = parsePort(text('state', 'postgresql', 'port') ?? '5432')
  return [
    {
      protocol: 'postgres',
      host,
      ...(port === undefined ? {} : { port }),
      encryption: isTls ? configured('required', at) : byDefault('none', 'no authority is named', at),
      verification: isTls ? configured('name', at) : byDefault('none', 'nothing is checked without TLS', at),
      authentication: has('state', 'postgresql', 'password') ? configured('password', at) : byDefault('peer', 'no password is named', at),
      key: 'state.postgresql',
      trail: at,
    },
  ]
}

function endOf(address: string): { readonly host: string; readonly port?: number } {
  const { host, port } = splitHostPort(address)
  return port === undefined ? { host } : { host, port }
}

function stores({ text, has, trail }: Written): readonly StoreReading[] {
  const file = text('state', 'file') ?? (has('state') ? undefined : '/var/lib/ringwall-guard/state.db')
  return [
    ...(file === undefined ? [] : [{ path: posix.dirname(file), holds: 'data' as const, trail: trail('state') }]),
    ...(has('audit') ? [{ path: text('audit', 'folder') ?? '/var/lib/ringwall-guard/audit', holds: 'logs' as const, trail: trail('audit') }] : []),
  ]
}
