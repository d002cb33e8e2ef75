import type { Fact } from '../model/fact.ts'
import { byDefault, configured, unknown } from '../model/fact.ts'
import type { Place } from '../model/place.ts'
import type { Authentication, Encryption, Protocol, Verification } from '../model/vocabulary.ts'
import { normalise } from './connection-parameters.ts'
import type { ConnectionString } from './connection-types.ts'

export interface ClientDefault {
  readonly encryption: Encryption
  /** What is checked where TLS is used; absent where versions differ. */
  readonly verification?: Verification
  /** Library and version, or the manual, that the default is from. */
  readonly why: string
  /** Why settings cannot say otherwise, whatever the library. */
  readonly cannot?: string
}

export interface ClientEnd {
  readonly encryption: Fact<Encryption>
  readonly verification: Fact<Verification>
  readonly authentication: Fact<Authentication>
  readonly cannot?: string
}

const libpq: ClientDefault = { encryption: 'optional', verification: 'none', why: 'libpq: sslmode=prefer unless set (PostgreSQL manual, 34.1.2)' }

/** By client library: what it does when nobody says. */
const byLibrary: ReadonlyMap<string, ClientDefault> = new Map<string, ClientDefault>([
  ['psycopg2', libpq],
  ['psycopg', libpq],
  ['psycopg2cffi', libpq],
  ['psycopg_async', libpq],
  ['pygresql', libpq],
  ['libpq', libpq],
  ['diesel', libpq],
  ['asyncpg', { encryption: 'optional', verification: 'none', why: 'asyncpg: ssl=prefer for TCP (asyncpg 0.22 and later)' }],
  ['pg8000', { encryption: 'none', verification: 'none', why: 'pg8000: no TLS without ssl_context' }],
  ['pg', { encryption: 'none', verification: 'none', why: 'node-postgres: no TLS without ssl or sslmode' }],
  ['pgjdbc', { encryption: 'optional', verification: 'none', why: 'pgjdbc 42.2 and later: sslmode=prefer' }],
  ['npgsql', { encryption: 'optional', verification: 'none', why: 'Npgsql 6 and later: SSL Mode=Prefer' }],
  ['sqlx', { encryption: 'optional', verification: 'none', why: 'sqlx: sslmode=prefer' }],
  ['pgx', { encryption: 'optional', verification: 'none', why: 'pgx: sslmode=prefer' }],
  ['lib-pq', { encryption: 'required', verification: 'none', why: 'Go lib/pq: sslmode=require, without verification' }],
  ['pymysql', { encryption: 'none', verification: 'none', why: 'PyMySQL 1.0: no TLS without ssl options' }],
  ['mysql2', { encryption: 'none', verification: 'none', why: 'mysql2 for Node: no TLS without ssl' }],
  ['go-sql-driver', { encryption: 'none', verification: 'none', why: 'go-sql-driver/mysql: tls=false' }],
  ['mysqldb', { encryption: 'optional', verification: 'none', why: 'libmysqlclient 5.7.11 and later: ssl-mode=PREFERRED' }],
  ['connector-j', { encryption: 'optional', verification: 'none', why: 'Connector/J 8.0.13 and later: sslMode=PREFERRED' }],
  ['mysqlconnector', { encryption: 'optional', verification: 'none', why: 'MySqlConnector: SslMode=Preferred' }],
  ['mariadb-java', { encryption: 'none', verification: 'none', why: 'MariaDB Connector/J: sslMode=disable' }],
  ['mssql-jdbc', { encryption: 'required', verification: 'name', why: 'mssql-jdbc 10.2 and later: encrypt=true, trustServerCertificate=false' }],
  ['python-ldap', { encryption: 'none', verification: 'name', why: 'OpenLDAP library: TLS_REQCERT demand' }],
  ['ldap3', { encryption: 'none', verification: 'none', why: 'ldap3 for Python 2.9: Tls(validate=ssl.CERT_NONE)' }],
  ['ldapjs', { encryption: 'none', verification: 'name', why: 'ldapjs: verification of Node itself, rejectUnauthorized=true' }],
  ['redis-py', { encryption: 'none', verification: 'chain', why: 'redis-py: ssl_cert_reqs=required; the host name only since 6.0' }],
  ['ioredis', { encryption: 'none', verification: 'name', why: 'ioredis: verification of Node itself, rejectUnauthorized=true' }],
  ['stackexchange.redis', { encryption: 'none', verification: 'name', why: 'StackExchange.Redis: ssl=false' }],
])

/** By protocol, where all usual clients agree. Those missing here differ by library: nobody can tell. */
const byProtocol: Readonly<Partial<Record<Protocol, ClientDefault>>> = {
  mongodb: { encryption: 'none', verification: 'name', why: 'MongoDB drivers: tls=false for mongodb:// (URI options specification)' },
  ldap: { encryption: 'none', why: 'ldap:// is plain text until the client asks for StartTLS' },
  redis: { encryption: 'none', why: 'redis:// is plain text' },
  memcached: {
    encryption: 'none',
    why: 'memcached clients use plain text unless given a TLS context',
    // pymemcache 4 (`tls_context`); libmemcached, php-memcached and memjs have no TLS
    cannot: 'clients of memcached are given TLS in code alone',
  },
  zookeeper: { encryption: 'none', why: 'ZooKeeper clients: zookeeper.client.secure=false (ZooKeeper 3.5 and later)' },
  kafka: { encryption: 'none', why: 'Kafka clients: security.protocol=PLAINTEXT' },
  clickhouse: { encryption: 'none', why: 'ClickHouse clients: secure=false' },
  cassandra: { encryption: 'none', why: 'Cassandra drivers: no TLS without an SSL context' },
  nats: { encryption: 'optional', why: 'NATS clients take up TLS when the server asks for it' },
  spark: { encryption: 'none', why: 'Spark: spark.ssl.enabled=false' },
  amqp: { encryption: 'none', why: 'amqp:// is plain text' },
  syslog: { encryption: 'none', why: 'syslog is plain text unless TLS is asked for' },
}

/** What the client does where the string is silent; absent where that cannot be told. */
function clientDefault(protocol: Protocol, library?: string): ClientDefault | undefined {
  return (library === undefined ? undefined : byLibrary.get(library.toLowerCase())) ?? byProtocol[protocol]
}

/** The client's end as facts: what the string says, and what its library does where it says nothing. */
export function clientEnd(parsed: ConnectionString, trail: readonly Place[]): ClientEnd {
  const fallback = clientDefault(parsed.protocol, parsed.library)
  const encryption = encryptionOf(parsed, trail, fallback)
  const facts = { encryption, verification: verificationOf(parsed, trail, fallback), authentication: authenticationOf(parsed, trail) }
  return fallback?.cannot === undefined ? facts : { ...facts, cannot: fallback.cannot }
}

function encryptionOf(parsed: ConnectionString, trail: readonly Place[], fallback: ClientDefault | undefined): Fact<Encryption> {
  if (parsed.encryption !== 'unspecified') return configured(parsed.encryption, trail)
  if (fallback !== undefined) return byDefault(fallback.encryption, fallback.why, trail)
  return unknown(`the connection string leaves TLS to the client library, and ${parsed.protocol} libraries differ`, trail[0])
}

function verificationOf(parsed: ConnectionString, trail: readonly Place[], fallback: ClientDefault | undefined): Fact<Verification> {
  if (parsed.verification !== 'unspecified') return configured(parsed.verification, trail)
  if (parsed.encryption === 'unspecified' && fallback?.encryption === 'none') return byDefault('none', fallback.why, trail)
  if (fallback?.verification !== undefined) return byDefault(fallback.verification, fallback.why, trail)
  // browsers, curl, OpenSSL-based runtimes and Go alike
  if (parsed.protocol === 'http' && parsed.encryption === 'required')
    return byDefault('name', 'HTTP clients verify chain and host name unless told otherwise', trail)
  return unknown(`nothing says whether the client verifies the server's certificate, and ${parsed.protocol} libraries differ`, trail[0])
}

function authenticationOf(parsed: ConnectionString, trail: readonly Place[]): Fact<Authentication> {
  const names = normalise(parsed.parameters)
  if (parsed.password !== undefined && parsed.password !== '') return configured('password', trail)
  if (['sslcert', 'tlscertificatekeyfile', 'sslcertfile', 'certfile', 'clientcertificate', 'sslcertificate'].some((name) => names.has(name)))
    return configured('certificate', trail)
  if (names.get('authmechanism')?.toUpperCase() === 'MONGODB-X509') return configured('certificate', trail)
  if (names.has('krbsrvname') || names.get('authmechanism')?.toUpperCase() === 'GSSAPI') return configured('kerberos', trail)
  switch (parsed.protocol) {
    case 'amqp':
      return parsed.user === undefined
        ? byDefault('password', 'AMQP clients log in as guest when no user is given', trail)
        : unknown('the password is not in the connection string', trail[0])
    case 'redis':
    case 'mongodb':
      return parsed.user === undefined
        ? byDefault('none', `a ${parsed.protocol} address without credentials logs in as nobody`, trail)
        : unknown('the password is not in the connection string', trail[0])
    case 'memcached':
    case 'zookeeper':
      return byDefault('none', `${parsed.protocol} clients send no credentials unless given some`, trail)
    default:
      return unknown('the connection string holds no password; it may be given elsewhere', trail[0])
  }
}
