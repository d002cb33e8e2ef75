import type { PortSpan } from './ruleset.ts'

/** Names of /etc/services that stand in rules. */
const services: ReadonlyMap<string, number> = new Map([
  ['ftp', 21],
  ['ssh', 22],
  ['telnet', 23],
  ['smtp', 25],
  ['domain', 53],
  ['bootps', 67],
  ['bootpc', 68],
  ['http', 80],
  ['kerberos', 88],
  ['sunrpc', 111],
  ['ntp', 123],
  ['imap2', 143],
  ['imap', 143],
  ['snmp', 161],
  ['ldap', 389],
  ['https', 443],
  ['submissions', 465],
  ['syslog', 514],
  ['submission', 587],
  ['ldaps', 636],
  ['rsync', 873],
  ['imaps', 993],
  ['pop3s', 995],
  ['openvpn', 1194],
  ['ms-sql-s', 1433],
  ['nfs', 2049],
  ['zookeeper', 2181],
  ['mysql', 3306],
  ['postgresql', 5432],
  ['amqp', 5672],
  ['redis', 6379],
  ['http-alt', 8080],
  ['mongodb', 27017],
])

/** `22`, `80-90`, `80:90`, `ssh`; a text that is none of them is none. */
export function portSpan(text: string): PortSpan | undefined {
  const range = /^(\d{1,5})?([-:])(\d{1,5})?$/.exec(text)
  if (range !== null) return { from: Number(range[1] ?? 0), to: Number(range[3] ?? 65_535) }
  const port = /^\d{1,5}$/.test(text) ? Number(text) : services.get(text)
  return port === undefined ? undefined : { from: port, to: port }
}

/** Doors that belong to the platform's own programs: nobody outside needs them. */
export const innerPorts: readonly (readonly [port: number, what: string])[] = [
  [23, 'telnet'],
  [111, 'RPC'],
  [389, 'LDAP'],
  [873, 'rsync'],
  [1433, 'SQL Server'],
  [2049, 'NFS'],
  [2181, 'ZooKeeper'],
  [2375, 'the Docker engine'],
  [2379, 'etcd'],
  [3306, 'MySQL'],
  [5432, 'PostgreSQL'],
  [5672, 'RabbitMQ'],
  [5984, 'CouchDB'],
  [6379, 'Redis'],
  [7077, 'Spark'],
  [8125, 'StatsD'],
  [9042, 'Cassandra'],
  [9092, 'Kafka'],
  [9200, 'Elasticsearch'],
  [11211, 'Memcached'],
  [15672, 'the pages of RabbitMQ'],
  [27017, 'MongoDB'],
]
