import { parsePort } from './address.ts'
import { decodePercent, normalise, parseQuery, parseSemicolons } from './connection-parameters.ts'
import { tlsWords } from './connection-tls.ts'
import type { ConnectionString, Endpoint } from './connection-types.ts'
import { urlParts, userinfo } from './connection-url.ts'
import { parseEndpoint } from './endpoints.ts'
import { schemeOf } from './schemes.ts'

/** Wrappers and topologies in front of or behind the product's name. */
const skipped: ReadonlySet<string> = new Set([
  'p6spy',
  'aws-wrapper',
  'pool',
  'otel',
  'log4jdbc',
  'tracing',
  'proxy',
  'replication',
  'loadbalance',
  'sequential',
  'failover',
  'aurora',
])

const libraries: ReadonlyMap<string, string> = new Map([
  ['postgres', 'pgjdbc'],
  ['mysql', 'connector-j'],
  ['mssql', 'mssql-jdbc'],
  ['oracle', 'ojdbc'],
  ['clickhouse', 'clickhouse-jdbc'],
])

/** `jdbc:` and `r2dbc:` URLs. In-process databases give nothing. */
export function parseJdbc(text: string): ConnectionString | undefined {
  const found = /^(r2dbcs?|jdbc):/i.exec(text)
  if (found === null) return undefined
  const prefix = (found[1] ?? '').toLowerCase()
  let rest = text.slice(found[0].length)
  let product: string | undefined
  for (let turn = 0; turn < 4; turn++) {
    const name = /^([A-Za-z0-9_+-]{1,30}):(?!\/\/)/.exec(rest)
    if (name === null) break
    const word = (name[1] ?? '').toLowerCase()
    if (product === undefined && !skipped.has(word)) product = word
    rest = rest.slice(name[0].length)
  }
  if (product === 'oracle') return oracle(text, rest)
  const scheme = /^([A-Za-z0-9+_-]{1,30}):\/\//.exec(rest)?.[1]?.toLowerCase()
  product ??= scheme
  if (product === undefined) return undefined
  const known = schemeOf(product)
  if (known === undefined) return undefined
  const address = scheme === undefined ? (rest.startsWith('//') ? rest.slice(2) : rest) : rest.slice(scheme.length + 3)
  // `jdbc:ch:https://…`
  const inner = scheme !== undefined && scheme !== product ? (schemeOf(scheme)?.tls ?? known.tls) : known.tls
  const isServer = known.protocol === 'mssql'
  const semicolon = address.indexOf(';')
  const hasOptions = isServer && semicolon !== -1
  const parts = urlParts(
    `${isServer || known.protocol === 'http' ? 'mssql' : known.protocol}://${withoutInstance(hasOptions ? address.slice(0, semicolon) : address, isServer)}`,
  )
  if (parts === undefined) return undefined
  const parameters = hasOptions ? parseSemicolons(address.slice(semicolon + 1)) : parts.query
  const names = normalise(parameters)
  const library = product === 'mariadb' ? 'mariadb-java' : libraries.get(known.protocol)
  const tls = tlsWords(known.protocol, names, {
    scheme: prefix === 'r2dbcs' ? 'required' : inner,
    form: 'jdbc',
    ...(library === undefined ? {} : { library }),
  })
  const user = parts.user ?? names.get('user') ?? names.get('username')
  const password = parts.password ?? names.get('password')
  const database = names.get('databasename') ?? names.get('database') ?? parts.path.replace(/^\//, '')
  const named = names.get('servername')
  const port = parsePort(names.get('portnumber') ?? names.get('port') ?? '')
  const endpoints = parts.endpoints.length > 0 || named === undefined ? parts.endpoints : [{ host: named, ...(port === undefined ? {} : { port }) }]
  return {
    protocol: known.protocol,
    scheme: `${prefix}:${product}`,
    form: 'jdbc',
    endpoints,
    ...(user === undefined || user === '' ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(database === '' ? {} : { database }),
    encryption: tls.encryption,
    verification: tls.verification,
    ...(tls.authority === undefined ? {} : { authority: tls.authority }),
    parameters,
    ...(library === undefined ? {} : { library }),
  }
}

function withoutInstance(address: string, isServer: boolean): string {
  return isServer ? address.replace(/\\[^:/;]*/, '') : address
}

/** `thin:@//host:port/service`, `thin:user/password@host:port:sid`, `thin:@tcps://…`, `thin:@(DESCRIPTION=…)`. */
function oracle(text: string, rest: string): ConnectionString | undefined {
  const at = rest.lastIndexOf('@')
  if (at === -1) return undefined
  const login = /^([^/]*)\/(.*)$/.exec(rest.slice(0, at))
  const target = rest.slice(at + 1)
  const endpoints: Endpoint[] = []
  let isTls = /^tcps:/i.test(target)
  let database: string | undefined
  if (target.startsWith('(')) {
    isTls = /\(\s*PROTOCOL\s*=\s*TCPS\s*\)/i.test(target)
    const port = parsePort(/\(\s*PORT\s*=\s*(\d+)\s*\)/i.exec(target)?.[1] ?? '')
    for (const host of target.matchAll(/\(\s*HOST\s*=\s*([^()\s]+)\s*\)/gi))
      endpoints.push({ host: host[1] ?? '', ...(port === undefined ? {} : { port }) })
    database = /\(\s*(?:SERVICE_NAME|SID)\s*=\s*([^()\s]+)\s*\)/i.exec(target)?.[1]
  } else {
    const bare = target.replace(/^(?:tcps?:)?\/\//i, '')
    const [hostPort = '', ...others] = bare.split('/')
    database = others.join('/').split('?')[0]
    const sid = /^([^:]+:\d+):([^:]+)$/.exec(hostPort)
    if (sid !== null) database = sid[2]
    const endpoint = parseEndpoint(sid?.[1] ?? hostPort)
    if (endpoint === undefined) return undefined
    endpoints.push(endpoint)
  }
  const query = target.startsWith('(') || !target.includes('?') ? new Map<string, string>() : parseQuery(target.slice(target.indexOf('?') + 1))
  const loginUser = login === null ? {} : userinfo(`${login[1] ?? ''}:${login[2] ?? ''}`)
  const scheme = /^r2dbc/i.test(text) ? 'r2dbc:oracle' : 'jdbc:oracle'
  return {
    protocol: 'oracle',
    scheme,
    form: 'jdbc',
    endpoints,
    ...loginUser,
    ...(database === undefined || database === '' ? {} : { database: decodePercent(database) }),
    encryption: isTls ? 'required' : 'none',
    verification: isTls ? 'unspecified' : 'none',
    parameters: query,
    library: 'ojdbc',
  }
}
