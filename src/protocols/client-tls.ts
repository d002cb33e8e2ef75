import type { Cannot } from '../model/change.ts'
import type { Protocol } from '../model/vocabulary.ts'

/** How a client library is told to verify the server against an authority of one's own. */
export interface ClientTls {
  /** Parameters of the address. */
  readonly parameters: ReadonlyMap<string, string>
  /** Parameters that say otherwise, in lower case without dashes and underscores. */
  readonly without: ReadonlySet<string>
  /** Variables of the environment that the library or its runtime reads. */
  readonly variables: ReadonlyMap<string, string>
  /** What a person should know. */
  readonly note?: string
}

type Row = (authority: string) => Partial<ClientTls>

const libpq: Row = (authority) => ({
  parameters: new Map([
    ['sslmode', 'verify-full'],
    ['sslrootcert', authority],
  ]),
  without: new Set(['ssl', 'requiressl']),
})

const node: Row = (authority) => ({
  variables: new Map([['NODE_EXTRA_CA_CERTS', authority]]),
  without: new Set(['rejectunauthorized']),
})

/** By protocol and library; `*` is what all that are not named have in common. */
const rows: Readonly<Partial<Record<Protocol, Readonly<Record<string, Row | Cannot>>>>> = {
  postgres: {
    // libpq (manual, 34.1.2), pgx, lib/pq, sqlx, pgjdbc and pg-connection-string 2 know both words
    '*': libpq,
    // SQLAlchemy hands `ssl` on; asyncpg 0.25 and later take the authority from libpq's variable
    asyncpg: (authority) => ({
      parameters: new Map([['ssl', 'verify-full']]),
      without: new Set(['sslmode']),
      variables: new Map([['PGSSLROOTCERT', authority]]),
    }),
    pg8000: { cannot: 'pg8000 takes TLS from code alone' },
  },
  redis: {
    // redis-py 4.3 takes all three from the address; kombu 5.2 and Celery's result backend hand them on to it
    'redis-py': (authority) => ({
      parameters: new Map([
        ['ssl_cert_reqs', 'required'],
        ['ssl_ca_certs', authority],
        ['ssl_check_hostname', 'true'],
      ]),
    }),
    // Node's own verification, with the authority of the runtime (ioredis 5, node-redis 4)
    ioredis: node,
    'node-redis': node,
    '*': { cannot: 'which client library it has, and how that is told its authority, is not in the files' },
  },
  amqp: {
    // Node's own verification (amqplib)
    amqplib: node,
    // py-amqp takes an authority from code alone (kombu 5, `broker_use_ssl`)
    '*': { cannot: 'which client library it has, and how that is told its authority, is not in the files' },
  },
  ldap: {
    // ldap.conf(5): variables come before files; python-ldap and PHP have this library
    libldap: (authority) => ({
      variables: new Map([
        ['LDAPTLS_CACERT', authority],
        ['LDAPTLS_REQCERT', 'demand'],
      ]),
    }),
    // Node's own verification (ldapts, ldapjs)
    ldapts: node,
    '*': { cannot: 'which client library it has, and how that is told its authority, is not in the files' },
  },
  ftp: { '*': { cannot: 'which client library it has, and how that is told to demand TLS and whom to trust, is not in the files' } },
  mongodb: {
    // URI options specification: all official drivers but those of .NET and Java
    '*': (authority) => ({
      parameters: new Map([
        ['tls', 'true'],
        ['tlsCAFile', authority],
      ]),
      without: new Set(['ssl', 'tlsinsecure', 'tlsallowinvalidcertificates', 'tlsallowinvalidhostnames', 'sslcertreqs']),
    }),
  },
  mysql: {
    // SQLAlchemy 1.4 and later put both into `ssl`; more words beside them make PyMySQL forget the authority (connections.py, 1.0 and 1.1)
    pymysql: (authority) => ({
      parameters: new Map([
        ['ssl_ca', authority],
        ['ssl_check_hostname', 'true'],
      ]),
      without: new Set(['ssl', 'sslverifycert', 'sslverifyidentity', 'ssldisabled']),
    }),
    mysqldb: (authority) => ({
      parameters: new Map([
        ['ssl_mode', 'VERIFY_IDENTITY'],
        ['ssl_ca', authority],
      ]),
      without: new Set(['ssl']),
      note: 'mysqlclient knows ssl_mode since 2.2 where it is built with the library of MariaDB, as Debian does',
    }),
    // lib/base/connection.js: without verifyIdentity any name will do
    mysql2: (authority) => ({
      parameters: new Map([['ssl', '{"rejectUnauthorized":true,"verifyIdentity":true}']]),
      variables: new Map([['NODE_EXTRA_CA_CERTS', authority]]),
      without: new Set(['sslmode']),
    }),
    '*': { cannot: 'which client library it has, and how that is told its authority, is not in the files' },
  },
}

/** What to write for a library so that it verifies chain and name; a reason where that cannot be said. `authority`: path of the file as the client sees it. */
export function clientTls(protocol: Protocol, library: string | undefined, authority: string): ClientTls | Cannot {
  const known = rows[protocol]
  const row = known?.[library?.toLowerCase() ?? '*'] ?? known?.['*']
  if (row === undefined) return { cannot: `how clients of ${protocol} are told their authority is not known here` }
  if (typeof row !== 'function') return row
  return { parameters: new Map(), without: new Set(), variables: new Map(), ...row(authority) }
}
