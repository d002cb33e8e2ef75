import type { Protocol, Verification } from '../model/vocabulary.ts'
import { truth } from './connection-parameters.ts'
import type { TlsWords } from './connection-types.ts'

type Parameters = ReadonlyMap<string, string>

interface Hints {
  readonly scheme: 'none' | 'required' | 'unspecified'
  readonly form: 'url' | 'jdbc' | 'keyword' | 'ado'
  readonly library?: string
}

/** What scheme and parameters (names normalised) say about TLS, in the language of each protocol's clients. */
export function tlsWords(protocol: Protocol, parameters: Parameters, hints: Hints): TlsWords {
  switch (protocol) {
    case 'postgres':
      return postgres(parameters, hints)
    case 'mysql':
      return mysql(parameters, hints)
    case 'mssql':
      return mssql(parameters)
    case 'mongodb':
      return mongodb(parameters, hints)
    case 'http':
      // the query is the application's
      return { encryption: hints.scheme, verification: hints.scheme === 'none' ? 'none' : 'unspecified' }
    default:
      return general(parameters, hints)
  }
}

function postgres(parameters: Parameters, hints: Hints): TlsWords {
  const authority = first(parameters, 'sslrootcert', 'rootcertificate')
  const mode = first(parameters, 'sslmode', ...(hints.library === 'asyncpg' ? ['ssl'] : []))
    ?.toLowerCase()
    .replace(/[\s_-]/g, '')
  const ca = authority === undefined ? {} : { authority }
  // pg-connection-string 2: every mode but these verifies fully, unless uselibpqcompat=true
  const isNode = hints.library === 'pg' || mode === 'noverify' || parameters.has('uselibpqcompat')
  const library = isNode ? { library: 'pg' } : {}
  const isAdo = hints.form === 'ado'
  if (parameters.get('sslfactory')?.endsWith('NonValidatingFactory') === true)
    return { encryption: mode === 'disable' ? 'none' : 'required', verification: 'none', ...ca }
  switch (mode) {
    case 'disable':
      return { encryption: 'none', verification: 'none', ...library }
    case 'allow':
    case 'prefer':
      if (isNode && truth(parameters.get('uselibpqcompat')) !== true && mode === 'prefer')
        return { encryption: 'required', verification: 'name', ...ca, ...library }
      return { encryption: 'optional', verification: 'none', ...ca, ...library }
    case 'noverify':
      return { encryption: 'required', verification: 'none', ...ca, ...library }
    case 'require':
    case 'required':
      if (isNode && truth(parameters.get('uselibpqcompat')) !== true) return { encryption: 'required', verification: 'name', ...ca, ...library }
      // libpq: "if a root CA file exists, the behavior of sslmode=require will be the same as that of verify-ca"; pgjdbc and Npgsql do not
      return {
        encryption: 'required',
        verification: authority !== undefined && hints.form !== 'jdbc' && !isAdo ? 'chain' : 'none',
        ...ca,
        ...library,
      }
    case 'verifyca':
      return {
        encryption: 'required',
        verification: isNode && truth(parameters.get('uselibpqcompat')) !== true ? 'name' : 'chain',
        ...ca,
        ...library,
      }
    case 'verifyfull':
      return { encryption: 'required', verification: 'name', ...ca, ...library }
    default:
  }
  const ssl = truth(parameters.get('ssl'))
  // pgjdbc 42.2: ssl=true without sslmode is verify-full; node-postgres: Node's own verification
  if (ssl === true || parameters.get('ssl') === '') return { encryption: 'required', verification: 'name', ...ca, ...library }
  if (ssl === false) return { encryption: 'none', verification: 'none', ...library }
  if (parameters.get('sslnegotiation') === 'direct') return { encryption: 'required', verification: 'unspecified', ...ca, ...library }
  return { encryption: 'unspecified', verification: 'unspecified', ...ca, ...library }
}

function mysql(parameters: Parameters, hints: Hints): TlsWords {
  const authority = first(
    parameters,
    'sslca',
    'servercertificate',
    'serversslcert',
    'sslcapath',
    'cacertificatefile',
    'certificateauthorityfile',
    'sslcacert',
  )
  const ca = authority === undefined ? {} : { authority }
  const mode = parameters
    .get('sslmode')
    ?.toLowerCase()
    .replace(/[\s_-]/g, '')
  switch (mode) {
    case 'disable':
    case 'disabled':
    case 'none':
      return { encryption: 'none', verification: 'none' }
    case 'prefer':
    case 'preferred':
      return { encryption: 'optional', verification: 'none', ...ca }
    case 'require':
    case 'required':
    case 'trust':
      return { encryption: 'required', verification: 'none', ...ca }
    case 'verifyca':
      return { encryption: 'required', verification: 'chain', ...ca }
    case 'verifyidentity':
    case 'verifyfull':
      return { encryption: 'required', verification: 'name', ...ca }
    default:
  }
  if (hints.library === 'go-sql-driver') {
    const tls = parameters.get('tls')?.toLowerCase()
    if (tls === undefined || truth(tls) === false) return { encryption: 'none', verification: 'none' }
    if (tls === 'skip-verify') return { encryption: 'required', verification: 'none' }
    if (tls === 'preferred') return { encryption: 'optional', verification: 'none' }
    return { encryption: 'required', verification: truth(tls) === true ? 'name' : 'unspecified' }
  }
  // Prisma
  if (parameters.has('sslaccept'))
    return { encryption: 'required', verification: parameters.get('sslaccept')?.toLowerCase() === 'strict' ? 'name' : 'none', ...ca }
  const use = truth(first(parameters, 'usessl', 'ssl', 'tls', 'usetls'))
  if (use === false) return { encryption: 'none', verification: 'none' }
  const verifiesCertificate = truth(first(parameters, 'verifyservercertificate', 'sslverifycert', 'sslverifyservercert'))
  const verifiesName = truth(first(parameters, 'sslverifyidentity', 'sslcheckhostname'))
  const trustsAll = truth(first(parameters, 'trustservercertificate'))
  const json = parameters.get('ssl') ?? ''
  if (json.includes('rejectUnauthorized'))
    return { encryption: 'required', verification: /rejectUnauthorized"?\s*:\s*false/.test(json) ? 'none' : 'name', ...ca }
  const asked =
    use === true || authority !== undefined || verifiesCertificate === true || verifiesName === true || truth(parameters.get('requiressl')) === true
  if (!asked) return { encryption: 'unspecified', verification: 'unspecified' }
  let verification: Verification | 'unspecified' = 'unspecified'
  if (verifiesCertificate === false || trustsAll === true) verification = 'none'
  else if (verifiesName === true) verification = 'name'
  else if (verifiesCertificate === true) verification = 'chain'
  // PyMySQL by SQLAlchemy: a CA turns on chain and host name (pymysql 1.1, _create_ssl_ctx); libmysqlclient: a CA without mode is VERIFY_CA
  else if (authority !== undefined) verification = hints.library === 'pymysql' && verifiesName !== false ? 'name' : 'chain'
  else if (hints.form === 'jdbc') verification = 'none'
  // Connector/J 8: useSSL=true without requireSSL and verifyServerCertificate is PREFERRED
  const isPreferred =
    hints.library === 'connector-j' &&
    use === true &&
    truth(parameters.get('requiressl')) !== true &&
    verification === 'none' &&
    verifiesCertificate !== true
  return { encryption: isPreferred ? 'optional' : 'required', verification, ...ca }
}

function mssql(parameters: Parameters): TlsWords {
  const word = parameters.get('encrypt')?.toLowerCase()
  const trusts = truth(parameters.get('trustservercertificate'))
  const authority = first(parameters, 'servercertificate', 'truststore')
  const ca = authority === undefined ? {} : { authority }
  if (word === 'strict') return { encryption: 'required', verification: 'name', ...ca }
  const verification = trusts === undefined ? 'unspecified' : trusts ? 'none' : 'name'
  if (truth(word) === true || word === 'mandatory') return { encryption: 'required', verification, ...ca }
  // only the login packet is encrypted, unless the server forces more
  if (truth(word) === false || word === 'optional') return { encryption: 'none', verification: 'none' }
  return { encryption: 'unspecified', verification, ...ca }
}

function mongodb(parameters: Parameters, hints: Hints): TlsWords {
  const said = truth(first(parameters, 'tls', 'ssl'))
  const authority = first(parameters, 'tlscafile', 'sslcacerts', 'sslca', 'sslcertificateauthorityfile')
  const ca = authority === undefined ? {} : { authority }
  const encryption =
    said === undefined ? (hints.scheme === 'required' || authority !== undefined ? 'required' : 'unspecified') : said ? 'required' : 'none'
  if (encryption === 'none') return { encryption, verification: 'none' }
  const certificates = parameters.get('sslcertreqs')?.toLowerCase()
  const isBlind =
    truth(parameters.get('tlsinsecure')) === true ||
    truth(parameters.get('tlsallowinvalidcertificates')) === true ||
    truth(first(parameters, 'sslverifycertificate', 'sslvalidate')) === false ||
    certificates?.endsWith('none') === true
  if (isBlind) return { encryption, verification: 'none', ...ca }
  if (truth(first(parameters, 'tlsallowinvalidhostnames', 'sslallowinvalidhostnames')) === true) return { encryption, verification: 'chain', ...ca }
  // the driver specification makes all drivers verify by default (URI options specification, tlsInsecure)
  return { encryption, verification: encryption === 'required' ? 'name' : 'unspecified', ...ca }
}

function general(parameters: Parameters, hints: Hints): TlsWords {
  const authority = first(
    parameters,
    'sslcacerts',
    'sslca',
    'sslcafile',
    'cacertfile',
    'cafile',
    'cacert',
    'tlscafile',
    'tlscacert',
    'sslcapath',
    'cacerts',
    'rootcert',
  )
  const ca = authority === undefined ? {} : { authority }
  const said = truth(first(parameters, 'ssl', 'tls', 'secure', 'usetls', 'usessl', 'sslenabled', 'starttls'))
  const word = first(parameters, 'encryption', 'securityprotocol')?.toLowerCase()
  let encryption: TlsWords['encryption'] = hints.scheme
  if (said === true || word === 'tls' || word === 'ssl' || word === 'starttls' || word === 'sasl_ssl') encryption = 'required'
  else if (hints.scheme !== 'required' && (said === false || word === 'none' || word === 'plaintext' || word === 'sasl_plaintext'))
    encryption = 'none'
  if (encryption === 'none') return { encryption, verification: 'none' }
  return { encryption, verification: generalVerification(parameters), ...ca }
}

function generalVerification(parameters: Parameters): Verification | 'unspecified' {
  const skips = truth(
    first(
      parameters,
      'skipverify',
      'insecureskipverify',
      'tlsinsecureskipverify',
      'insecure',
      'tlsinsecure',
      'tlsskipverify',
      'sslinsecure',
      'allowinvalidcertificates',
    ),
  )
  if (skips === true) return 'none'
  const required = first(
    parameters,
    'sslcertreqs',
    'verify',
    'sslverify',
    'verifypeer',
    'verifyssl',
    'verifycerts',
    'tlsverify',
    'rejectunauthorized',
    'sslmode',
  )?.toLowerCase()
  const checksName = truth(first(parameters, 'sslcheckhostname', 'checkhostname', 'verifyhostname', 'servernameindication'))
  if (required === undefined) return skips === false ? 'name' : checksName === true ? 'name' : checksName === false ? 'chain' : 'unspecified'
  // redis-py and kombu: none, optional, required or ssl.CERT_*; RabbitMQ: verify_none, verify_peer
  if (/(?:^|_)(?:none|optional|no)$/.test(required) || truth(required) === false || required === 'disable') return 'none'
  if (/(?:^|_)(?:required|peer)$/.test(required) && !parameters.has('verifypeer'))
    return checksName === true || parameters.has('servernameindication') ? 'name' : 'chain'
  if (truth(required) === true || required === 'strict' || required === 'full') return checksName === false ? 'chain' : 'name'
  return 'unspecified'
}

function first(parameters: Parameters, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = parameters.get(name)
    if (value !== undefined) return value
  }
  return undefined
}
