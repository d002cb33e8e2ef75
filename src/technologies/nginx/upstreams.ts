import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import { uniquePlaces } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import { setting } from '../../model/setting.ts'
import type { ConnectionReading } from '../../model/technology.ts'
import type { Authentication, Encryption, Protocol, Verification } from '../../model/vocabulary.ts'
import { splitHostPort } from '../../protocols/address.ts'
import { portUse } from '../../protocols/ports.ts'
import { mailConnections } from './mail.ts'
import type { Scope } from './scopes.ts'
import { headerIn, inForce, own, scopesIn, variantsOf } from './scopes.ts'
import type { Servers } from './servers.ts'
import type { Rule } from './tree.ts'

interface Pass {
  readonly directive: string
  readonly protocol: Protocol
  /** First word of the directives that say how TLS is made; absent: the module has no TLS. */
  readonly family?: 'proxy' | 'grpc' | 'uwsgi'
  readonly port?: number
}

const passes: readonly Pass[] = [
  { directive: 'proxy_pass', protocol: 'http', family: 'proxy', port: 80 },
  { directive: 'grpc_pass', protocol: 'grpc', family: 'grpc', port: 80 },
  { directive: 'uwsgi_pass', protocol: 'tcp', family: 'uwsgi' },
  { directive: 'fastcgi_pass', protocol: 'tcp' },
  { directive: 'scgi_pass', protocol: 'tcp' },
  { directive: 'memcached_pass', protocol: 'memcached', port: 11211 },
]

/** Every server that nginx passes requests to, once for each way in which it is asked. */
export function connectionsOf(servers: Servers, gaps: Gap[]): readonly ConnectionReading[] {
  const groups = new Map<string, Scope>()
  for (const scope of scopesIn(servers.root, 'upstream')) groups.set(`${isStream(scope) ? 'stream' : 'http'}:${scope.rule.args[0] ?? ''}`, scope)
  const found = new Map<string, ConnectionReading>()
  const add = (reading: ConnectionReading): void => {
    const id = [reading.protocol, reading.host, reading.port, reading.encryption.claims[0]?.value, reading.verification.claims[0]?.value].join(' ')
    const known = found.get(id)
    found.set(id, known === undefined ? reading : { ...known, trail: uniquePlaces([...known.trail, ...reading.trail]) })
  }
  const inStream = new Set(servers.listens.flatMap(({ kind, server }) => (kind === 'stream' ? [server.rule] : [])))
  for (const scope of scopesIn(servers.root, 'server', 'location', 'if', 'limit_except'))
    for (const pass of passes)
      for (const rule of own(scope, pass.directive))
        for (const reading of connectionsFrom(scope, pass, rule, inStream.has(scope.rule), groups, gaps)) add(reading)
  for (const reading of mailConnections(servers)) add(reading)
  return [...found.values()]
}

function connectionsFrom(
  scope: Scope,
  pass: Pass,
  rule: Rule,
  stream: boolean,
  groups: ReadonlyMap<string, Scope>,
  gaps: Gap[],
): readonly ConnectionReading[] {
  return variantsOf(scope, rule.args[0] ?? '').flatMap((written) => {
    const target = /^(?:([a-z]+):\/\/)?(.*)$/s.exec(written)
    const scheme = target?.[1] ?? ''
    const authority = (target?.[2] ?? '').split('/')[0]?.split('?')[0] ?? ''
    if (authority === '' || authority.startsWith('unix:') || written.startsWith('unix:')) return []
    if (/\$(?!\{?[A-Z])/.test(authority)) {
      gaps.push({ why: `where ${pass.directive} ${rule.args[0]} leads is decided by each request`, ...placeOf(rule) })
      return []
    }
    const isTls = stream ? inForce(scope, 'proxy_ssl')?.args[0] === 'on' : /^(?:https|grpcs|suwsgi)$/.test(scheme)
    const group = groups.get(`${stream ? 'stream' : 'http'}:${authority}`)
    const members =
      group === undefined ? [{ address: authority, rule }] : own(group, 'server').map((server) => ({ address: server.args[0] ?? '', rule: server }))
    return members.flatMap(({ address, rule: member }) => {
      if (address === '' || address.startsWith('unix:')) return []
      const { host, port = group === undefined && isTls && pass.port === 80 ? 443 : stream ? undefined : pass.port } = splitHostPort(address)
      return [
        {
          protocol: stream ? streamed(port) : pass.protocol,
          host,
          ...(port === undefined ? {} : { port }),
          ...tlsOf(scope, pass, isTls, rule),
          ...loginOf(scope, pass, rule),
          key: pass.directive,
          trail: member === rule ? rule.trail : [...rule.trail, ...member.trail],
        },
      ]
    })
  })
}

function streamed(port: number | undefined): Protocol {
  const usual = port === undefined ? undefined : portUse(port)?.protocol
  return usual === undefined || usual === 'http' ? 'tcp' : usual
}

function tlsOf(
  scope: Scope,
  pass: Pass,
  isTls: boolean,
  rule: Rule,
): { encryption: Fact<Encryption>; verification: Fact<Verification>; authority?: Setting; cannot?: string } {
  const cannot = pass.family === undefined ? { cannot: `nginx has no TLS for ${pass.directive}` } : {}
  if (!isTls)
    return { encryption: configured('none', rule.trail), verification: byDefault('none', 'nothing is checked without TLS', rule.trail), ...cannot }
  const verify = inForce(scope, `${pass.family}_ssl_verify`)
  const trusted = inForce(scope, `${pass.family}_ssl_trusted_certificate`)
  const verification: Fact<Verification> =
    verify === undefined
      ? byDefault('none', `${pass.family}_ssl_verify is off unless it is set (all versions)`, rule.trail)
      : configured(verify.args[0] === 'on' ? 'name' : 'none', verify.trail)
  const authority = trusted?.args[0] === undefined ? {} : { authority: setting(trusted.args[0], ...trusted.trail) }
  return { encryption: configured('required', rule.trail), verification, ...authority }
}

function loginOf(scope: Scope, pass: Pass, rule: Rule): { authentication: Fact<Authentication>; user?: Setting; password?: Setting } {
  const certificate = pass.family === undefined ? undefined : inForce(scope, `${pass.family}_ssl_certificate`)
  if (certificate !== undefined) return { authentication: configured('certificate', certificate.trail) }
  const header = headerIn(scope, 'proxy_set_header', 'Authorization')
  const [kind = '', value = ''] = (header?.args[1] ?? '').split(' ')
  if (header !== undefined && value !== '' && !value.startsWith('$')) {
    if (kind.toLowerCase() !== 'basic') return { authentication: configured('token', header.trail), password: setting(value, ...header.trail) }
    const decoded = decodeBase64(value)
    const colon = decoded.indexOf(':')
    if (colon === -1) return { authentication: unknown('the Authorization header is not readable', header.trail[0]) }
    return {
      authentication: configured('password', header.trail),
      user: setting(decoded.slice(0, colon), ...header.trail),
      password: setting(decoded.slice(colon + 1), ...header.trail),
    }
  }
  return { authentication: byDefault('delegated', 'nginx passes on what the caller sends', rule.trail) }
}

function decodeBase64(text: string): string {
  try {
    return atob(text)
  } catch {
    return ''
  }
}

function isStream(scope: Scope): boolean {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) if (at.kind === 'stream') return true
  return false
}

function placeOf(rule: Rule): Pick<Gap, 'place'> {
  return rule.trail[0] === undefined ? {} : { place: rule.trail[0] }
}
