import type { Protocol } from '../model/vocabulary.ts'
import { wordsOf } from './secret-names.ts'

/** Words of names and hosts that give a protocol away. */
const rows: readonly (readonly [Protocol, string])[] = [
  ['postgres', 'postgres postgresql pg pgsql psql timescale timescaledb postgis pgbouncer'],
  ['mysql', 'mysql mariadb percona mysqli'],
  ['redis', 'redis valkey keydb dragonfly'],
  ['mongodb', 'mongo mongodb'],
  ['amqp', 'rabbitmq rabbit amqp'],
  ['kafka', 'kafka redpanda'],
  ['elasticsearch', 'elasticsearch elastic es opensearch'],
  ['ldap', 'ldap openldap slapd'],
  ['smtp', 'smtp mail mailer email mailhog mailpit'],
  ['imap', 'imap'],
  ['zookeeper', 'zookeeper zk'],
  ['memcached', 'memcached memcache'],
  ['mssql', 'mssql sqlserver sqlsrv'],
  ['oracle', 'oracle'],
  ['clickhouse', 'clickhouse'],
  ['cassandra', 'cassandra scylla'],
  ['etcd', 'etcd'],
  ['nats', 'nats'],
  ['mqtt', 'mqtt mosquitto'],
  ['influxdb', 'influx influxdb'],
  ['s3', 's3 minio'],
  ['loki', 'loki'],
  ['ftp', 'ftp'],
  ['sftp', 'sftp'],
  ['otlp', 'otlp'],
  ['syslog', 'syslog'],
]

const words: ReadonlyMap<string, Protocol> = new Map(
  rows.flatMap(([protocol, names]) => names.split(' ').map((name): [string, Protocol] => [name, protocol])),
)

/** The protocol that the words of a name tell, the last one first: `WORDPRESS_MYSQL_HOST`. */
export function protocolOfName(name: string): Protocol | undefined {
  for (const word of wordsOf(name).reverse()) {
    const found = words.get(word) ?? words.get(word.replace(/\d+$/, ''))
    if (found !== undefined) return found
  }
  return undefined
}

/** The names of variables that belong to the machine that listens, or say which addresses are let in, from browsers too. */
export function isOwnAddressName(name: string): boolean {
  const joined = wordsOf(name).join('_')
  if (/(?:^|_)(?:cors(?:_|$)|origins?$)/.test(joined)) return true
  return /(?:^|_)(?:listen|listens|listener|listeners|listening|bind|binds|binding|advertised?|advertise|virtual|letsencrypt|allowed|trusted|allow|trust|no_proxy|acme|publish|hostname|ignore|exclude|whitelist|allowlist|zone|domain|domains|cookie)(?:_|$)/.test(
    joined,
  )
}

/** Addresses for the user's browser: links, origins, call-backs. */
export function isBrowserAddressName(name: string): boolean {
  const joined = wordsOf(name).join('_')
  return (
    /^(?:next_public|react_app|vite|nuxt_public|gatsby|expo_public|vue_app|public)_/.test(joined) ||
    /(?:^|_)(?:public|external|site|frontend|canonical|cors|origin|origins|redirect|callback|logout|success|cancel|return|homepage|documentation|docs|help|support|privacy|terms|logo|icon|avatar|browser|website|self)(?:_|$)/.test(
      joined,
    ) ||
    /^(?:\w+_)?(?:root|app)_(?:url|uri)$/.test(joined) ||
    /^(?:(?:app|web|server|root|host|my|http|https|ui|api)_)?base_(?:url|uri)$/.test(joined) ||
    /^(?:url|web_url|server_url|instance_url|domain_url|hostname_url)$/.test(joined)
  )
}

/** The name says that the program calls what stands there. */
export function isCalledName(name: string): boolean {
  return /(?:^|_)(?:url|urls|uri|uris|endpoint|endpoints|host|hosts|server|servers|dsn|addr|address|addresses|broker|brokers|conn|connection|bootstrap|nodes|backend|upstream|target|proxy|gateway|api|webhook|issuer|registry|remote|peer|peers|master|connect|service)s?(?:_|$)/.test(
    wordsOf(name).join('_'),
  )
}
