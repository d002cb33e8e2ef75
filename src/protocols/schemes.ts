import type { Protocol } from '../model/vocabulary.ts'

export interface Scheme {
  readonly protocol: Protocol
  /** `unspecified`: parameters or the client library decide. */
  readonly tls: 'none' | 'required' | 'unspecified'
  readonly library?: string
}

/** One row per protocol: what decides elsewhere, what is plain, what is TLS. */
const rows: readonly (readonly [Protocol, Scheme['tls'], string])[] = [
  [
    'postgres',
    'unspecified',
    'postgres postgresql postgis timescaledb timescale timescalegis cockroachdb cockroach crdb pg pgsql pgx pgx5 redshift yugabytedb',
  ],
  ['mysql', 'unspecified', 'mysql mysql2 mariadb mysqlgis percona tidb'],
  ['redis', 'none', 'redis valkey redis+sentinel sentinel keydb dragonfly redis-cluster redis+cluster rediscache redis-sentinel'],
  ['redis', 'required', 'rediss valkeys rediss+sentinel rediss+cluster redis+tls redis+ssl rediss-sentinel'],
  ['redis', 'none', 'redis-socket redis+socket redis+unix valkey+unix'],
  ['amqp', 'none', 'amqp pyamqp amqp+tcp rabbitmq'],
  ['amqp', 'required', 'amqps pyamqps amqp+ssl amqp+tls pyamqp+ssl'],
  ['mongodb', 'unspecified', 'mongodb mongo documentdb'],
  ['mongodb', 'required', 'mongodb+srv'],
  ['ldap', 'unspecified', 'ldap'],
  ['ldap', 'required', 'ldaps'],
  ['ldap', 'none', 'ldapi'],
  ['http', 'none', 'http ws h2c unix+http http+unix'],
  ['http', 'required', 'https wss'],
  ['ftp', 'none', 'ftp'],
  ['ftp', 'required', 'ftps ftpes ftp+ssl ftp+tls'],
  ['sftp', 'required', 'sftp'],
  ['ssh', 'required', 'ssh ssh2 svn+ssh git+ssh'],
  ['smtp', 'unspecified', 'smtp submission email'],
  ['smtp', 'required', 'smtps submissions smtp+tls smtp+ssl smtp+starttls smtps+login'],
  ['imap', 'unspecified', 'imap imap4'],
  ['imap', 'required', 'imaps imap+ssl imap+tls'],
  ['kafka', 'unspecified', 'kafka sasl_plaintext'],
  ['kafka', 'none', 'plaintext'],
  ['kafka', 'required', 'kafka+ssl kafkas sasl_ssl'],
  ['zookeeper', 'unspecified', 'zookeeper zk'],
  ['nats', 'unspecified', 'nats'],
  ['nats', 'required', 'tls nats+tls'],
  ['mqtt', 'none', 'mqtt mqtt+tcp'],
  ['mqtt', 'required', 'mqtts mqtt+ssl mqtt+tls'],
  ['memcached', 'none', 'memcached memcache pymemcache pylibmc elasticache libmc'],
  ['clickhouse', 'unspecified', 'clickhouse ch clickhousedb clickhouse+native clickhouse+asynch'],
  ['clickhouse', 'none', 'clickhouse+http'],
  ['clickhouse', 'required', 'clickhouse+https clickhouses'],
  ['cassandra', 'unspecified', 'cassandra scylla scylladb cql'],
  ['mssql', 'unspecified', 'mssql sqlserver azuresql'],
  ['oracle', 'unspecified', 'oracle oracle+cx_oracle'],
  ['etcd', 'unspecified', 'etcd etcd3'],
  ['s3', 'unspecified', 's3 s3a s3n minio'],
  ['influxdb', 'unspecified', 'influxdb influx'],
  ['influxdb', 'required', 'influxdb+https https+influxdb influxdbs'],
  ['influxdb', 'none', 'http+influxdb'],
  ['elasticsearch', 'unspecified', 'elasticsearch elastic opensearch es'],
  ['grpc', 'none', 'grpc'],
  ['grpc', 'required', 'grpcs'],
  ['syslog', 'none', 'syslog syslog+udp syslog+tcp tcp+syslog udp+syslog'],
  ['syslog', 'required', 'syslog+tls tcp+tls'],
  ['spark', 'unspecified', 'spark'],
  ['jmx', 'unspecified', 'jmx'],
  ['docker', 'none', 'docker'],
  ['tcp', 'none', 'tcp udp unix'],
  ['tcp', 'required', 'ssl tcps'],
  [
    'tcp',
    'unspecified',
    'neo4j bolt gearman beanstalk beanstalkd thrift hdfs nntp pop3 pulsar stomp couchbase hive2 hive presto trino nsq rtsp rtmp vertica db2 snowflake socks4 socks5 socks5h dns stratum janus',
  ],
  ['tcp', 'required', 'neo4j+s bolt+s neo4j+ssc bolt+ssc pulsar+ssl couchbases rtsps rtmps pop3s stomp+ssl'],
]

const schemes: ReadonlyMap<string, Scheme> = new Map(
  rows.flatMap(([protocol, tls, names]) => names.split(' ').map((name): [string, Scheme] => [name, { protocol, tls }])),
)

/** Names that wrap another scheme: Celery's result back ends, kombu's SQL transport, pools and spies. */
const wrappers: ReadonlySet<string> = new Set(['db', 'sqla', 'django', 'django-db', 'sqlalchemy', 'pool', 'confluentkafka', 'proxy'])

/** What a URL's scheme says: `postgresql+psycopg2` is postgres by psycopg2. Unknown schemes give nothing. */
export function schemeOf(text: string): Scheme | undefined {
  const name = text.toLowerCase()
  const whole = schemes.get(name)
  if (whole !== undefined) return whole
  const [first = '', ...others] = name.split('+')
  if (others.length === 0) return undefined
  if (wrappers.has(first)) return schemeOf(others.join('+'))
  const base = schemes.get(first)
  if (base === undefined) return undefined
  const driver = others.join('+')
  if (/^(?:tls|ssl|https)$/.test(driver)) return { ...base, tls: 'required' }
  if (driver === 'http') return { ...base, tls: 'none' }
  return { ...base, library: driver }
}
