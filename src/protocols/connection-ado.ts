import type { Protocol } from '../model/vocabulary.ts'
import { parsePort } from './address.ts'
import { normalise, parseSemicolons, truth } from './connection-parameters.ts'
import { tlsWords } from './connection-tls.ts'
import type { ConnectionString, Endpoint } from './connection-types.ts'
import { parseEndpoint } from './endpoints.ts'
import { hasHole, splitOutside } from './holes.ts'

/** `Server=db,1433;User Id=sa;…`, Npgsql's `Host=…;`, MySqlConnector's `Server=…;Uid=…;`, ODBC's `Driver={…};Server=…`. */
export function parseAdo(text: string): ConnectionString | undefined {
  if (!/(?:^|[;{"'\s])(?:server|data source|datasource|host|address|addr|network address)\s*=/i.test(text) || !text.includes(';')) return undefined
  const parameters = parseSemicolons(text)
  if (parameters.size < 2) return undefined
  const names = normalise(parameters)
  const server = first(names, 'server', 'datasource', 'host', 'address', 'addr', 'networkaddress')
  if (server === undefined || server === '' || /\.(?:db|db3|sqlite3?|mdb|accdb)$|^:memory:$/i.test(server)) return undefined
  const product = productOf(names, server)
  if (product === undefined) return undefined
  const endpoints = endpointsOf(server, names, product.protocol)
  if (endpoints === undefined) return undefined
  const tls = tlsWords(product.protocol, names, { scheme: 'unspecified', form: 'ado', library: product.library })
  const user = first(names, 'userid', 'uid', 'username', 'user')
  const password = first(names, 'password', 'pwd')
  const database = first(names, 'database', 'initialcatalog')
  return {
    protocol: product.protocol,
    scheme: product.protocol,
    form: 'ado',
    endpoints,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(database === undefined ? {} : { database }),
    encryption: tls.encryption,
    verification: tls.verification,
    ...(tls.authority === undefined ? {} : { authority: tls.authority }),
    parameters,
    library: product.library,
  }
}

const redisOptions: ReadonlySet<string> = new Set([
  'abortconnect',
  'allowadmin',
  'channelprefix',
  'checkcertificaterevocation',
  'connectretry',
  'connecttimeout',
  'configchannel',
  'defaultdatabase',
  'keepalive',
  'name',
  'password',
  'user',
  'proxy',
  'resolvedns',
  'servicename',
  'ssl',
  'sslhost',
  'sslprotocols',
  'synctimeout',
  'asynctimeout',
  'tiebreaker',
  'version',
  'protocol',
])

/** StackExchange.Redis: `host:6379,password=x,ssl=true`. */
export function parseStackExchangeRedis(text: string): ConnectionString | undefined {
  const endpoints: Endpoint[] = []
  const parameters = new Map<string, string>()
  for (const part of splitOutside(text, ',')) {
    const equals = part.indexOf('=')
    if (equals === -1) {
      const endpoint = parseEndpoint(part)
      if (endpoint === undefined) return undefined
      endpoints.push(endpoint)
      continue
    }
    const name = part.slice(0, equals).trim()
    if (!redisOptions.has(name.toLowerCase())) return undefined
    parameters.set(name, part.slice(equals + 1).trim())
  }
  if (endpoints.length === 0 || parameters.size === 0) return undefined
  const names = normalise(parameters)
  const isTls = truth(names.get('ssl'))
  const user = names.get('user')
  const password = names.get('password')
  const database = names.get('defaultdatabase')
  return {
    protocol: 'redis',
    scheme: 'redis',
    form: 'ado',
    endpoints,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(database === undefined ? {} : { database }),
    // StackExchange.Redis 2: TLS only with ssl=true, then SslStream's own verification (chain and name)
    encryption: isTls === true ? 'required' : 'none',
    verification: isTls === true ? 'name' : 'none',
    parameters,
    library: 'stackexchange.redis',
  }
}

function productOf(names: ReadonlyMap<string, string>, server: string): { protocol: Protocol; library: string } | undefined {
  const driver = (names.get('driver') ?? names.get('provider') ?? '').toLowerCase()
  const port = Number(names.get('port') ?? /[,:](\d+)$/.exec(server)?.[1] ?? 0)
  const hint = `${driver} ${server}`.toLowerCase()
  if (/postgres|psql|npgsql/.test(driver) || port === 5432) return { protocol: 'postgres', library: 'npgsql' }
  if (/mysql|maria/.test(driver) || port === 3306) return { protocol: 'mysql', library: 'mysqlconnector' }
  if (/sql server|sqlserver|sqlncli|msoledb|freetds/.test(driver) || port === 1433) return { protocol: 'mssql', library: 'sqlclient' }
  if (has(names, 'trustservercertificate') && !names.has('sslmode') && has(names, 'server', 'datasource', 'encrypt'))
    return { protocol: 'mssql', library: 'sqlclient' }
  if (has(names, 'initialcatalog', 'encrypt', 'multipleactiveresultsets', 'integratedsecurity', 'trustedconnection'))
    return { protocol: 'mssql', library: 'sqlclient' }
  if (has(names, 'allowpublickeyretrieval', 'allowuservariables', 'convertzerodatetime', 'treattinyasboolean', 'charset'))
    return { protocol: 'mysql', library: 'mysqlconnector' }
  if (/postgres|pgsql|(?:^|[^a-z])pg/.test(hint)) return { protocol: 'postgres', library: 'npgsql' }
  if (/mysql|maria/.test(hint)) return { protocol: 'mysql', library: 'mysqlconnector' }
  if (/mssql|sql-?server|\\sqlexpress/.test(hint)) return { protocol: 'mssql', library: 'sqlclient' }
  const sslMode =
    names
      .get('sslmode')
      ?.toLowerCase()
      .replace(/[\s_-]/g, '') ?? ''
  if (names.has('host') && has(names, 'username', 'userid', 'user', 'password', 'database', 'sslmode'))
    return { protocol: 'postgres', library: 'npgsql' }
  if (sslMode !== '' && names.has('server')) return { protocol: 'mysql', library: 'mysqlconnector' }
  if (has(names, 'uid', 'pwd') && names.has('server')) return { protocol: 'mysql', library: 'mysqlconnector' }
  if (has(names, 'userid', 'user', 'database') && has(names, 'server', 'datasource') && has(names, 'password', 'pwd', 'database'))
    return { protocol: 'mssql', library: 'sqlclient' }
  return undefined
}

function endpointsOf(server: string, names: ReadonlyMap<string, string>, protocol: Protocol): Endpoint[] | undefined {
  const port = parsePort(names.get('port') ?? '')
  if (protocol === 'mssql') {
    const found = /^(?:tcp:|np:|lpc:)?([^,\\]+)(?:\\[^,]*)?(?:,\s*(.+))?$/i.exec(server)
    const host = (found?.[1] ?? '').trim()
    const own = parsePort(found?.[2]?.trim() ?? '') ?? port
    const endpoint = host === '.' || host === '(local)' ? { host: 'localhost' } : parseEndpoint(host)
    if (endpoint === undefined) return undefined
    return [own === undefined ? endpoint : { host: endpoint.host, port: own }]
  }
  if (server.startsWith('/')) return []
  const result: Endpoint[] = []
  for (const entry of splitOutside(server, ',')) {
    const endpoint = parseEndpoint(entry)
    if (endpoint === undefined) return undefined
    result.push(endpoint.port !== undefined || port === undefined || hasHole(names.get('port') ?? '') ? endpoint : { ...endpoint, port })
  }
  return result
}

function has(names: ReadonlyMap<string, string>, ...wanted: readonly string[]): boolean {
  return wanted.some((name) => names.has(name))
}

function first(names: ReadonlyMap<string, string>, ...wanted: readonly string[]): string | undefined {
  for (const name of wanted) {
    const value = names.get(name)
    if (value !== undefined) return value
  }
  return undefined
}
