import type { Observation, Remark } from '../../model/technology.ts'
import { missing, written } from './observation.ts'
import type { Scope } from './scopes.ts'
import { headerIn, inForce, listInForce, own, passesOn, scopesIn } from './scopes.ts'
import type { Servers } from './servers.ts'
import { nameOf } from './servers.ts'
import { onlyRedirects } from './redirects.ts'
import type { Rule } from './tree.ts'

const transport: Remark = {
  concern: 'security-headers',
  key: 'Strict-Transport-Security',
  stake: 'defence',
  expected: 'add_header Strict-Transport-Security "max-age=63072000" always',
  fix: 'add_header Strict-Transport-Security "max-age=63072000; includeSubDomains" always; in every TLS server',
  want: 'max-age=63072000',
}
const dropped: Remark = {
  concern: 'security-headers',
  key: 'add_header',
  stake: 'defence',
  expected: 'the security headers of the outer block are repeated',
  fix: 'repeat the outer add_header lines in this block, or keep all headers in one included file',
  want: 'joined by the headers of the outer block',
}
const sniffing: Remark = {
  concern: 'security-headers',
  key: 'X-Content-Type-Options',
  stake: 'hygiene',
  expected: 'add_header X-Content-Type-Options nosniff always',
  fix: 'add_header X-Content-Type-Options nosniff always; beside the files that are served',
  want: 'nosniff',
}
const framing: Remark = {
  concern: 'security-headers',
  key: 'X-Frame-Options',
  stake: 'hygiene',
  expected: 'X-Frame-Options, or frame-ancestors in a Content-Security-Policy',
  fix: 'add_header X-Frame-Options DENY always; (or SAMEORIGIN) beside the files that are served',
  want: 'SAMEORIGIN',
}
const tokens: Remark = {
  concern: 'security-headers',
  key: 'server_tokens',
  stake: 'hygiene',
  expected: 'server_tokens off',
  fix: 'set server_tokens off; in the http block',
  want: 'off',
}
const origins: Remark = {
  concern: 'cross-origin',
  key: 'Access-Control-Allow-Origin',
  stake: 'data',
  expected: 'named origins, or no credentials',
  fix: 'allow only the origins that you own, by a map on $http_origin',
}

/** Browsers heed these alone; a block that loses one of them loses a protection. */
export const protections: readonly string[] = [
  'strict-transport-security',
  'content-security-policy',
  'x-frame-options',
  'x-content-type-options',
  'referrer-policy',
  'permissions-policy',
]

export function headerObservations(servers: Servers): readonly Observation[] {
  const tls = new Set(servers.listens.filter((listen) => listen.tls).map((listen) => listen.server))
  return servers.http.flatMap((server) => {
    if (onlyRedirects(server)) return []
    const locations = scopesIn(server, 'location')
    return [
      ...(tls.has(server) ? hsts(server) : []),
      ...[server, ...scopesIn(server, 'location', 'if')].flatMap(lost),
      ...served(server, locations),
      ...[server, ...locations].flatMap(crossOrigin),
      ...banner(server),
    ]
  })
}

function hsts(server: Scope): readonly Observation[] {
  const inside = scopesIn(server, 'location').map((location) => headerIn(location, 'add_header', transport.key))
  const header = headerIn(server, 'add_header', transport.key) ?? (inside.includes(undefined) ? undefined : inside[0])
  if (header === undefined) {
    const message = `the TLS server ${nameOf(server)} sends no Strict-Transport-Security: a browser's first plain request can be taken over`
    return [missing(transport, 'unsafe', server.rule, message)]
  }
  const age = Number(/max-age="?(\d+)/i.exec(header.args[1] ?? '')?.[1] ?? 0)
  if (age < 15_768_000) return [written(transport, 'unsafe', header, 'Strict-Transport-Security lasts less than half a year', `max-age=${age}`)]
  return [written(transport, 'safe', header, 'browsers are told to use TLS only', `max-age=${age}`)]
}

/** Headers of an outer block that a block's own add_header puts out of force. */
function lost(location: Scope): readonly Observation[] {
  const first = own(location, 'add_header')[0]
  if (first === undefined || location.parent === undefined) return []
  const inside = new Set(listInForce(location, 'add_header').map(headerName))
  const outside = listInForce(location.parent, 'add_header')
    .map(headerName)
    .filter((name) => protections.includes(name) && !inside.has(name))
  if (outside.length === 0) return []
  const where = location.kind === 'server' ? `server ${nameOf(location)}` : `${location.kind} ${location.rule.args.join(' ')}`
  const message = `${where} has an add_header of its own, so it inherits none: ${[...new Set(outside)].join(', ')} of the outer block is not sent`
  return [written(dropped, 'unsafe', first, message, 'outer headers dropped')]
}

/** Files that nginx serves itself get their headers from nobody else. */
function served(server: Scope, locations: readonly Scope[]): readonly Observation[] {
  const serving = locations.filter((location) => !passesOn(location) && !onlyRedirects(location) && own(location, 'return').length === 0)
  const scopes =
    locations.length === 0 && inForce(server, 'root') !== undefined
      ? [server]
      : serving.filter((scope) => inForce(scope, 'root') !== undefined || own(scope, 'alias').length > 0)
  return scopes.flatMap((scope) => {
    const policy = headerIn(scope, 'add_header', 'Content-Security-Policy')?.args[1] ?? ''
    const framed = headerIn(scope, 'add_header', framing.key) === undefined && !policy.includes('frame-ancestors')
    const sniffed = headerIn(scope, 'add_header', sniffing.key) === undefined
    const who = `files of ${nameOf(server)}`
    return [
      ...(sniffed ? [missing(sniffing, 'unsafe', scope.rule, `${who} are sent without X-Content-Type-Options: a browser may guess their type`)] : []),
      ...(framed ? [missing(framing, 'unsafe', scope.rule, `${who} may be framed by any site`)] : []),
    ]
  })
}

function crossOrigin(scope: Scope): readonly Observation[] {
  const allowed = own(scope, 'add_header').find((rule) => headerName(rule) === 'access-control-allow-origin')
  const value = allowed?.args[1] ?? ''
  if (allowed === undefined || (value !== '*' && value !== '$http_origin')) return []
  const credentials = headerIn(scope, 'add_header', 'Access-Control-Allow-Credentials')?.args[1]?.toLowerCase() === 'true'
  if (value === '*' && !credentials)
    return [written({ ...origins, stake: 'hygiene' }, 'unsafe', allowed, 'every web site may read the answers', value)]
  const message = credentials
    ? 'every web site may read the answers with the login of its visitor'
    : 'the caller names the origin that may read the answers'
  return [written(credentials ? origins : { ...origins, stake: 'defence' }, 'unsafe', allowed, message, value)]
}

function banner(server: Scope): readonly Observation[] {
  const rule = inForce(server, tokens.key)
  const message = 'nginx tells its version in every answer and error page'
  if (rule === undefined) return [missing(tokens, 'unsafe', httpOf(server), message)]
  const off = rule.args[0] === 'off'
  return [written(tokens, off ? 'safe' : 'unsafe', rule, off ? 'the version is not told' : message, rule.args[0] ?? '')]
}

function httpOf(scope: Scope): Rule {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) if (at.kind === 'http') return at.rule
  return scope.rule
}

function headerName(rule: Rule): string {
  return (rule.args[0] ?? '').toLowerCase()
}
