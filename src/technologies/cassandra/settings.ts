import type { DeadKeyRule } from '../../settings/rules.ts'

const ours = 'set it in a cassandra.yaml of your own, mounted at /etc/cassandra/cassandra.yaml'

/** docker-entrypoint.sh of the official image (4.x, 5.x) reads addresses, seeds, cluster name, tokens, data centre, rack and snitch, nothing else. */
export const ignoredByImage: readonly DeadKeyRule[] = [
  {
    key: 'CASSANDRA_AUTHENTICATOR',
    why: 'the official image reads no variable for it: Cassandra keeps AllowAllAuthenticator',
    fix: ours,
    stake: 'data',
  },
  { key: 'CASSANDRA_AUTHORIZER', why: 'the official image reads no variable for it: Cassandra keeps AllowAllAuthorizer', fix: ours, stake: 'data' },
  { key: 'CASSANDRA_USER', why: 'only the Bitnami image reads it', fix: 'make the account with CREATE ROLE', stake: 'data' },
  {
    key: 'CASSANDRA_PASSWORD',
    why: 'only the Bitnami image reads it: no account gets this password',
    fix: 'make the account with CREATE ROLE',
    stake: 'data',
  },
  { key: 'CASSANDRA_CLIENT_ENCRYPTION', why: 'only the Bitnami image reads it: clients stay in clear text', fix: ours, stake: 'traffic' },
]
