import { isAddress } from '../../protocols/address.ts'
import type { Acl, AclValue } from './acl.ts'
import { fitsAddress } from './networks.ts'
import { fitsPattern } from './pattern.ts'
import type { Maybe, Request } from './request.ts'
import { every, not, some, urlOf } from './request.ts'

/** `login`: the ACL asks for a name and a password that the client did not give. */
export type Match = Maybe | 'login'

const deepest = 8

/** Says whether an ACL fits a request without a login (Squid 5.7; a missing file makes an ACL without values). */
export function matches(acl: Acl | undefined, request: Request, acls: ReadonlyMap<string, Acl>, depth = 0): Match {
  if (acl === undefined || depth > deepest) return undefined
  const values = acl.lines.flat()
  const found = test(acl, values, request, acls, depth)
  if (acl.missing === undefined || found !== false) return found
  return request.member === undefined ? undefined : request.member === acl.name
}

function test(acl: Acl, values: readonly AclValue[], request: Request, acls: ReadonlyMap<string, Acl>, depth: number): Match {
  const inner = ({ text }: AclValue): Maybe => {
    const name = text.replace(/^!/, '')
    const found = matches(acls.get(name), request, acls, depth + 1)
    return found === 'login' ? undefined : text.startsWith('!') ? not(found) : found
  }
  switch (acl.type) {
    case 'src':
      return some(values, ({ text }) => fitsAddress(request.source, text))
    case 'dst':
      return fitsDestination(values, request)
    case 'dstdomain':
      return fitsDomain(values, request)
    case 'port':
      return some(values, ({ text }) => fitsPort(request.port, text))
    case 'method':
      return some(values, ({ text }) => text.toUpperCase() === request.method)
    case 'proto':
      return request.scheme === undefined ? undefined : some(values, ({ text }) => text.toLowerCase() === request.scheme)
    case 'url_regex':
      return fitsPattern(values, urlOf(request))
    case 'urlpath_regex':
      return request.path === undefined ? false : fitsPattern(values, request.path)
    case 'dstdom_regex':
      return isAddress(request.host) ? undefined : fitsPattern(values, request.host)
    case 'any-of':
      return some(values, inner)
    case 'all-of':
      return some(acl.lines, (line) => every(line, inner))
    case 'proxy_auth':
    case 'proxy_auth_regex':
      return 'login'
    default:
      return undefined
  }
}

function fitsDestination(values: readonly AclValue[], { host, address }: Request): Maybe {
  const known = address ?? (isAddress(host) ? host : undefined)
  return some(values, ({ text }) => (known === undefined ? (text === 'all' ? true : undefined) : fitsAddress(known, text)))
}

/** `.example.com` fits the domain and all below it, `example.com` itself alone. The name of an address would have to be looked up. */
function fitsDomain(values: readonly AclValue[], { host, member }: Request): Maybe {
  const name = host.toLowerCase().replace(/\.$/, '')
  const found = some(values, ({ text }) => {
    const domain = text.toLowerCase()
    return domain.startsWith('.') ? name === domain.slice(1) || name.endsWith(domain) : name === domain
  })
  return found === false && member !== '' && isAddress(host) && !values.some(({ text }) => text === '-n') ? undefined : found
}

function fitsPort(port: number, text: string): Maybe {
  const [, from, to] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? []
  return from === undefined ? undefined : port >= Number(from) && port <= Number(to ?? from)
}
