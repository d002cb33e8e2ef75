import type { Change, Edited, EditTechnology } from '../../model/change.ts'
import { ownFiles, ownFolder } from '../../model/own-files.ts'
import type { Protocol } from '../../model/vocabulary.ts'
import type { WantBridge } from '../../model/want.ts'
import { isAddress } from '../../protocols/address.ts'

const file = `${ownFolder}/stunnel.conf`

/** Number of the user that Debian's package makes room for: it owns nothing in the image. */
const user = 65532

/** Nobody publishes an image for it: Debian's package, 5.74 in Debian 13. */
const dockerfile = `FROM debian:13-slim
RUN apt-get update && apt-get install -y --no-install-recommends stunnel4 && rm -rf /var/lib/apt/lists/*
`

/** Protocols whose TLS begins with the first byte: nothing of what is carried needs to be known. */
const plainly: ReadonlySet<Protocol> = new Set([
  'amqp',
  'clickhouse',
  'elasticsearch',
  'etcd',
  'grpc',
  'http',
  'influxdb',
  'ldap',
  'loki',
  'memcached',
  'mongodb',
  'mqtt',
  'otlp',
  'redis',
  's3',
  'syslog',
  'tcp',
  'zookeeper',
])

/** Protocols that ask for TLS in words of their own, which stunnel knows (stunnel 5.74, `protocol`). */
const negotiated: ReadonlyMap<Protocol, string> = new Map([
  ['postgres', 'pgsql'],
  ['smtp', 'smtp'],
])

/** Why it carries no other. */
const refused: ReadonlyMap<Protocol, string> = new Map([
  ['mysql', 'MySQL asks for TLS inside of its own handshake, which no bridge takes over: stunnel, HAProxy and nginx do not know it'],
  ['mssql', 'SQL Server wraps the handshake of TLS into packets of its own, which no bridge takes over'],
  ['kafka', 'a broker names its own address to its clients, and they go on there past every bridge'],
  ['cassandra', 'a node names the others to its clients, and they go on there past every bridge'],
  ['nats', 'NATS asks for TLS in its own first message, which stunnel does not know'],
  ['ftp', 'FTP opens a second connection for every file, which no bridge takes over'],
])

/** stunnel carries a client's connection: the name of the server is checked, and looked up anew for each connection. */
export const bridge: EditTechnology = (want) => (want.kind === 'bridge' ? carried(want) : { cannot: 'stunnel is put beside clients only' })

function carried(want: WantBridge): Edited {
  const { name, protocol, identity, authority } = want
  if (!plainly.has(protocol) && !negotiated.has(protocol)) return { cannot: refused.get(protocol) ?? `stunnel does not carry ${protocol}` }
  const files: Extract<Change, { kind: 'file' }>[] = [
    { kind: 'file', path: file, text: configuration(want), isSecret: false },
    { kind: 'file', path: ownFiles.authority, text: authority, isSecret: false },
  ]
  if (identity !== undefined)
    files.push(
      { kind: 'file', path: ownFiles.certificate, text: identity.certificate, isSecret: false },
      { kind: 'file', path: ownFiles.key, text: identity.key.value, isSecret: true, owner: { user, group: user } },
    )
  return {
    changes: [{ kind: 'sidecar', name, image: 'ringwall/stunnel:debian13', dockerfile, command: ['stunnel', file], files, user, writes: [] }],
    notes: [`${name} is built from Debian's package: \`docker compose build ${name}\` needs the network once`],
  }
}

function configuration({ name, protocol, port, to, identity }: WantBridge): string {
  const spoken = negotiated.get(protocol)
  return [
    'foreground = yes',
    'syslog = no',
    'pid =',
    '',
    `[${name}]`,
    'client = yes',
    `accept = 127.0.0.1:${port}`,
    `connect = ${to.host}:${to.port}`,
    ...(spoken === undefined ? [] : [`protocol = ${spoken}`]),
    // the server may come back under another address
    'delay = yes',
    'sslVersionMin = TLSv1.2',
    `CAfile = ${ownFiles.authority}`,
    'verifyChain = yes',
    isAddress(to.host) ? `checkIP = ${to.host}` : `checkHost = ${to.host}`,
    // memcached 1.6 that asks for certificates ends a connection that resumes a session (no session id context)
    ...(protocol === 'memcached' && identity !== undefined ? ['sessionResume = no'] : []),
    ...(identity === undefined ? [] : [`cert = ${ownFiles.certificate}`, `key = ${ownFiles.key}`]),
    '',
  ].join('\n')
}
