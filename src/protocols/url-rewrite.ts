import type { Cannot } from '../model/change.ts'
import type { Secret, Text } from '../model/text.ts'
import { decodePercent } from './connection-parameters.ts'
import { maskHoles, splitOutside } from './holes.ts'
import { schemeOf } from './schemes.ts'

/** What an address is to say else; what is absent stays as it is written. */
export interface UrlChange {
  /** The scheme's form with TLS, where it has one. */
  readonly isSecure?: boolean
  readonly port?: number
  /** Takes the place of the whole log-in. */
  readonly login?: { readonly user?: string; readonly password: Secret }
  /** Parameters of the query; those of equal names go. */
  readonly parameters?: ReadonlyMap<string, string>
  /** Parameters that go, in lower case without blanks, dashes and underscores. */
  readonly without?: ReadonlySet<string>
  /** A name for the password that stands there, where it may not be repeated. */
  readonly conceal?: string
}

/** An address as it is written, holes (`${NAME}`) and all, with another log-in, port or query: nothing else changes. */
export function rewriteUrl(text: string, change: UrlChange): Text | Cannot {
  const found = /^([A-Za-z][A-Za-z0-9+._-]{0,40}):\/\//.exec(text)
  if (found === null) return { cannot: 'the address does not begin with a scheme' }
  const scheme = change.isSecure === true ? secureScheme(found[1]!) : found[1]!
  if (scheme === undefined) return { cannot: `${found[1]}:// has no form with TLS` }
  const rest = text.slice(found[0].length)
  const masked = maskHoles(rest)
  const stop = masked.search(/[/?#]/)
  const authority = stop === -1 ? masked.length : stop
  const at = masked.lastIndexOf('@', authority)
  if (masked.indexOf('@', authority) !== -1 && at === -1) return { cannot: 'the password has characters that are not written as %XX' }
  const hosts = hostsWith(rest.slice(at + 1, authority), change.port)
  if (hosts === undefined) return { cannot: 'the port of the address cannot be told' }
  const tail = masked.slice(authority)
  const [queryAt, hashAt] = [tail.search(/\?/), tail.search(/#/)]
  const pathEnd = queryAt !== -1 ? queryAt : hashAt !== -1 ? hashAt : tail.length
  const written = rest.slice(authority, authority + pathEnd)
  const query = queryAt === -1 ? '' : rest.slice(authority + queryAt + 1, hashAt === -1 ? undefined : authority + hashAt)
  const hash = hashAt === -1 ? '' : rest.slice(authority + hashAt)
  const asked = queryWith(query, change)
  // drivers of MongoDB ask for it before parameters (connection string specification, until 2024)
  const path = written === '' && asked !== '' && scheme.startsWith('mongodb') ? '/' : written
  return joined([`${scheme}://`, ...loginOf(at === -1 ? '' : rest.slice(0, at), change), hosts, path, asked, hash])
}

/** `redis` and `rediss`; a scheme that leaves TLS to its parameters stays. */
function secureScheme(scheme: string): string | undefined {
  const said = schemeOf(scheme)?.tls
  if (said === 'required') return scheme
  const [first = '', ...driver] = scheme.split('+')
  const named = driver.length > 0 ? `+${driver.join('+')}` : ''
  const candidate = `${first}s${named}`
  const secure = schemeOf(candidate)?.tls === 'required' ? candidate : undefined
  return secure ?? (said === 'none' ? undefined : scheme)
}

function loginOf(written: string, { login, conceal }: UrlChange): readonly (string | Secret)[] {
  if (login !== undefined)
    return [`${encodeURIComponent(login.user ?? '')}:`, { ...login.password, value: encodeURIComponent(login.password.value) }, '@']
  if (written === '') return []
  const colon = maskHoles(written).indexOf(':')
  const password = written.slice(colon + 1)
  if (conceal === undefined || colon === -1 || password === '') return [`${written}@`]
  return [written.slice(0, colon + 1), { name: conceal, value: password }, '@']
}

/** Each host with the port; undefined where a host is a hole that may hold a port. */
function hostsWith(written: string, port: number | undefined): string | undefined {
  if (port === undefined) return written
  const hosts = splitOutside(written, ',').map((host) => {
    const colon = maskHoles(host).search(/:(?!.*[\]])[^:\]]*$/)
    const name = colon === -1 ? host : host.slice(0, colon)
    return name === '' || (colon === -1 && host.startsWith('$')) ? undefined : `${name}:${port}`
  })
  return hosts.includes(undefined) ? undefined : hosts.join(',')
}

function queryWith(query: string, { parameters = new Map<string, string>(), without = new Set<string>() }: UrlChange): string {
  const gone = new Set([...[...parameters.keys()].map(plain), ...without])
  const kept = query === '' ? [] : splitOutside(query, '&').filter((part) => !gone.has(plain(decodePercent(part.split('=')[0]!))))
  const added = [...parameters].map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll('%2F', '/')}`)
  const all = [...kept, ...added]
  return all.length === 0 ? '' : `?${all.join('&')}`
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_.-]/g, '')
}

function joined(parts: readonly (string | Secret)[]): Text {
  const found: (string | Secret)[] = []
  for (const part of parts) {
    const last = found.at(-1)
    if (typeof part === 'string' && typeof last === 'string') found[found.length - 1] = last + part
    else found.push(part)
  }
  return found.length === 1 && typeof found[0] === 'string' ? found[0] : found
}
