import type { Protocol } from '../model/vocabulary.ts'

const forms: Readonly<Partial<Record<Protocol, string>>> = {
  postgres: 'set sslmode=verify-full and sslrootcert in KEY, and ssl=on at the server',
  mysql: 'set ssl-mode=VERIFY_IDENTITY (or what the driver calls it) in KEY, and require_secure_transport=ON at the server',
  mongodb: 'add tls=true&tlsCAFile=... to KEY, and requireTLS at the server',
  redis: 'use rediss:// in KEY, and tls-port with port 0 at the server',
  ldap: 'use ldaps:// in KEY, with the CA that the client shall trust',
  amqp: 'use amqps:// in KEY, and a TLS listener at the server',
  http: 'use https:// in KEY, and give the server a certificate',
  elasticsearch: 'use https:// in KEY, and give the server a certificate',
  kafka: 'use a SASL_SSL listener of the broker in KEY',
  smtp: 'require STARTTLS or implicit TLS in KEY',
  zookeeper: 'use the secure client port in KEY',
  nfs: 'mount KEY with sec=krb5p, or with xprtsec=mtls where kernel and server know it',
  smb: 'add seal to the options of KEY',
  clickhouse: 'use the secure port (8443 or 9440) in KEY',
}

/** How a client of the protocol asks for TLS, as one line about the setting `key`. */
export function tlsForm(protocol: Protocol, key: string): string {
  return (forms[protocol] ?? `use the TLS form of ${protocol} in KEY`).replace('KEY', key)
}
