import { parsePort } from './address.ts'
import { normalise, parseQuery } from './connection-parameters.ts'
import { tlsWords } from './connection-tls.ts'
import type { ConnectionString, Endpoint } from './connection-types.ts'
import { parseEndpoint } from './endpoints.ts'
import { splitOutside } from './holes.ts'

const libpqWords: ReadonlySet<string> = new Set([
  'host',
  'hostaddr',
  'port',
  'dbname',
  'database',
  'user',
  'password',
  'passfile',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'sslcrl',
  'sslnegotiation',
  'gssencmode',
  'connect_timeout',
  'client_encoding',
  'options',
  'application_name',
  'channel_binding',
  'target_session_attrs',
  'keepalives',
  'service',
  'timezone',
])

/** libpq's `host=db port=5432 user=x password='y z' sslmode=verify-full`. */
export function parseKeyword(text: string): ConnectionString | undefined {
  if (!/(?:^|\s)host(?:addr)?\s*=/i.test(text)) return undefined
  const parameters = keywordPairs(text)
  if (parameters === undefined) return undefined
  const known = [...parameters.keys()].filter((name) => libpqWords.has(name.toLowerCase()))
  if (known.length < 2 || known.length * 2 < parameters.size) return undefined
  const names = normalise(parameters)
  const host = names.get('host') ?? names.get('hostaddr') ?? ''
  const ports = (names.get('port') ?? '').split(',')
  const endpoints: Endpoint[] = []
  for (const [index, entry] of host.startsWith('/') ? [] : splitOutside(host, ',').entries()) {
    const endpoint = parseEndpoint(entry)
    if (endpoint === undefined) return undefined
    const port = parsePort((ports.length === 1 ? ports[0] : ports[index]) ?? '')
    endpoints.push(port === undefined ? endpoint : { ...endpoint, port })
  }
  const tls = tlsWords('postgres', names, { scheme: 'unspecified', form: 'keyword' })
  const user = names.get('user')
  const password = names.get('password')
  const database = names.get('dbname') ?? names.get('database')
  return {
    protocol: 'postgres',
    scheme: 'postgres',
    form: 'keyword',
    endpoints,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(database === undefined ? {} : { database }),
    encryption: tls.encryption,
    verification: tls.verification,
    ...(tls.authority === undefined ? {} : { authority: tls.authority }),
    parameters,
  }
}

/** go-sql-driver's `user:password@tcp(host:3306)/db?tls=true`. */
export function parseGoMysql(text: string): ConnectionString | undefined {
  const found = /@?(tcp|unix)\(([^()\s]*)\)\/([^?\s]*)(?:\?(\S*))?$/.exec(text)
  if (found === null || (found.index > 0 && !found[0].startsWith('@'))) return undefined
  const login = text.slice(0, found.index)
  const colon = login.indexOf(':')
  const endpoint = found[1] === 'tcp' ? parseEndpoint(found[2] ?? '') : undefined
  if (found[1] === 'tcp' && endpoint === undefined && found[2] !== '') return undefined
  const parameters = parseQuery(found[4] ?? '')
  const tls = tlsWords('mysql', normalise(parameters), { scheme: 'unspecified', form: 'url', library: 'go-sql-driver' })
  const user = colon === -1 ? login : login.slice(0, colon)
  return {
    protocol: 'mysql',
    scheme: 'mysql',
    form: 'url',
    endpoints: endpoint === undefined ? [] : [endpoint],
    ...(user === '' ? {} : { user }),
    ...(colon === -1 ? {} : { password: login.slice(colon + 1) }),
    ...(found[3] === '' ? {} : { database: found[3] ?? '' }),
    encryption: tls.encryption,
    verification: tls.verification,
    parameters,
    library: 'go-sql-driver',
  }
}

/** Absent when some part is not `name=value`. */
function keywordPairs(text: string): Map<string, string> | undefined {
  const result = new Map<string, string>()
  const pair = /\s*([A-Za-z_][A-Za-z0-9_]{0,40})\s*=\s*(?:'((?:[^'\\]|\\.)*)'|(\$\{[^}]*\}\S*|(?:[^\s\\']|\\.)*))/y
  const end = text.trimEnd().length
  while (pair.lastIndex < end) {
    const from = pair.lastIndex
    const found = pair.exec(text)
    if (found === null || pair.lastIndex === from) return undefined
    result.set(found[1] ?? '', (found[2] ?? found[3] ?? '').replace(/\\(.)/g, '$1'))
  }
  return result
}
