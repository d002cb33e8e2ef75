import type { Node } from '../formats/node.ts'
import type { ChannelAttestation, DeclaredChannel } from '../model/project.ts'
import type { Authentication, Encryption, Protocol, Verification } from '../model/vocabulary.ts'
import type { Fields, Keys, Reading } from './fields.ts'
import { date, fieldsOf, mistake, nodeOf, port, requiredText, text, word } from './fields.ts'

const encryptions: readonly Encryption[] = ['none', 'optional', 'required']
const verifications: readonly Verification[] = ['name', 'chain', 'none']
const authentications: readonly Authentication[] = ['none', 'password', 'token', 'certificate', 'kerberos', 'peer', 'delegated']

/** Every protocol of the vocabulary: a record, so that none can be left out. */
const protocols = Object.keys({
  amqp: true,
  cassandra: true,
  clickhouse: true,
  debug: true,
  docker: true,
  elasticsearch: true,
  etcd: true,
  ftp: true,
  grpc: true,
  http: true,
  imap: true,
  influxdb: true,
  jmx: true,
  kafka: true,
  kerberos: true,
  ldap: true,
  loki: true,
  memcached: true,
  mongodb: true,
  mqtt: true,
  mssql: true,
  mysql: true,
  nats: true,
  nfs: true,
  oracle: true,
  otlp: true,
  postgres: true,
  redis: true,
  s3: true,
  sftp: true,
  smb: true,
  smtp: true,
  spark: true,
  ssh: true,
  syslog: true,
  tcp: true,
  zookeeper: true,
} satisfies Record<Protocol, true>) as readonly Protocol[]

const keys: Keys = { from: true, to: true, port: false, protocol: false, attested: false }
const attestedKeys: Keys = { encryption: false, verification: false, authentication: false, by: true, evidence: false, until: true }

export function readChannel(node: Node, reading: Reading): DeclaredChannel | undefined {
  const fields = fieldsOf(node, 'a channel', keys, reading)
  if (fields === undefined) return undefined
  const number = port(fields, 'port')
  const protocol = word(fields, 'protocol', protocols)
  const attested = readAttested(fields)
  return {
    from: requiredText(fields, 'from'),
    to: requiredText(fields, 'to'),
    ...(number === undefined ? {} : { port: number }),
    ...(protocol === undefined ? {} : { protocol }),
    ...(attested === undefined ? {} : { attested }),
    at: fields.at,
  }
}

function readAttested(channel: Fields): ChannelAttestation | undefined {
  const node = nodeOf(channel, 'attested')
  const fields = node === undefined ? undefined : fieldsOf(node, '"attested" of a channel', attestedKeys, channel.reading)
  if (fields === undefined) return undefined
  const encryption = word(fields, 'encryption', encryptions)
  const verification = word(fields, 'verification', verifications)
  const authentication = word(fields, 'authentication', authentications)
  if (encryption === undefined && verification === undefined && authentication === undefined)
    mistake(channel.reading, fields.node, '"attested" of a channel needs "encryption", "verification" or "authentication"')
  const evidence = text(fields, 'evidence')
  return {
    ...(encryption === undefined ? {} : { encryption }),
    ...(verification === undefined ? {} : { verification }),
    ...(authentication === undefined ? {} : { authentication }),
    by: requiredText(fields, 'by'),
    ...(evidence === undefined ? {} : { evidence }),
    until: date(fields, 'until'),
    at: fields.at,
  }
}
