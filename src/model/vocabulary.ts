/** Closed vocabulary at the waist. A new word here is a decision: see docs/decisions. */

/** What speaks over a socket. */
export type Protocol =
  | 'amqp'
  | 'cassandra'
  | 'clickhouse'
  | 'debug'
  | 'docker'
  | 'elasticsearch'
  | 'etcd'
  | 'ftp'
  | 'grpc'
  | 'http'
  | 'imap'
  | 'influxdb'
  | 'jmx'
  | 'kafka'
  | 'ldap'
  | 'loki'
  | 'memcached'
  | 'mongodb'
  | 'mqtt'
  | 'kerberos'
  | 'mssql'
  | 'mysql'
  | 'nats'
  | 'nfs'
  | 'oracle'
  | 'otlp'
  | 'postgres'
  | 'redis'
  | 's3'
  | 'sftp'
  | 'smb'
  | 'smtp'
  | 'spark'
  | 'ssh'
  | 'syslog'
  | 'tcp'
  | 'zookeeper'

/** What a component is for. Decides who needs to reach it and what is lost with it. */
export type Role =
  | 'datastore'
  | 'cache'
  | 'broker'
  | 'directory'
  | 'storage'
  | 'coordination'
  | 'proxy'
  | 'application'
  | 'worker'
  | 'admin'
  | 'observability'
  | 'job'
  | 'mail'
  /** the system that programs run on */
  | 'machine'
  | 'unknown'

/** What a listener is for. */
export type Purpose = 'data' | 'application' | 'admin' | 'metrics' | 'peer' | 'debug' | 'mail'

/** From how far away a listener can be reached. */
export type Exposure = 'component' | 'zone' | 'loopback' | 'host' | 'internet' | 'unknown'

export type Encryption = 'none' | 'optional' | 'required'

export type Authentication = 'none' | 'password' | 'token' | 'certificate' | 'kerberos' | 'peer' | 'delegated'

/** What a client checks of the server's certificate: `name` is chain and host name, `chain` the chain alone. */
export type Verification = 'name' | 'chain' | 'none'

/** How much a secret withstands guessing. `known` is a published value. */
export type Strength = 'empty' | 'known' | 'weak' | 'fair' | 'strong' | 'unknown'

export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info'

/** Who can make use of a weakness. */
export type Reach = 'internet' | 'host' | 'zone' | 'loopback' | 'component' | 'unknown'

/** What is lost when a weakness is used. */
export type Stake =
  /** control of the host or of the whole platform */
  | 'takeover'
  /** the data, or a credential that opens it */
  | 'data'
  /** traffic that can be read or changed by who is on the path */
  | 'traffic'
  /** a second line of defence */
  | 'defence'
  /** the service stops, or state is lost */
  | 'availability'
  /** good order: it helps the next fault along */
  | 'hygiene'

export type SubjectType = 'component' | 'listener' | 'channel' | 'store' | 'secret' | 'identity' | 'zone' | 'deployment'

/** A product setting that one generic control per concern judges. */
export type Concern =
  | 'debug-mode'
  | 'sample-data'
  | 'development-server'
  | 'mock-backend'
  | 'second-factor'
  | 'open-signup'
  | 'open-api'
  | 'over-privileged-default'
  | 'cross-origin'
  | 'cookie-flags'
  | 'security-headers'
  | 'encryption-at-rest'
  | 'token-lifetime'
  | 'key-expiry'
  | 'unsafe-deserialisation'
  | 'data-in-logs'
  | 'role-mapping'
  | 'remote-management'
  | 'telemetry'
  | 'proxy-trust'
  | 'published-log-in'
  | 'tls-policy'
  | 'tls-verification'
  | 'secret-left-behind'
  | 'key-management'
  | 'anonymous-access'
  | 'production-topology'
  | 'host-header'
  | 'resource-limit'
  | 'allow-list'
  | 'audit-log'
  | 'backup'
  | 'client-certificate'
  | 'contradiction'
  | 'file-access'
  | 'firewall'
  | 'host-key'
  | 'kernel'
  | 'malware-scanner'
  | 'memory-exposure'
  | 'message-signing'
  | 'password-policy'
  | 'rate-limit'
  | 'remote-login'
  | 'updates'

/** What is read of a container engine. `containers`: which there are, their settings, networks and events. `logs`: what they print. */
export type EngineQuestion = 'containers' | 'images' | 'logs'
