import type { DeadKeyRule, SettingRule } from '../../settings/rules.ts'

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

/** cassandra.yaml, Cassandra 4.0 to 5.0. Only what is written: the image's own file is not seen. */
export const rules: readonly SettingRule[] = [
  {
    key: 'authorizer',
    concern: 'over-privileged-default',
    stake: 'hygiene',
    unsafe: (value) => value.endsWith('AllowAllAuthorizer'),
    message: 'every account may read and change every table',
    expected: 'CassandraAuthorizer',
    fix: 'set authorizer to CassandraAuthorizer and grant what each account needs',
    show: true,
  },
  {
    key: 'server_encryption_options.internode_encryption',
    concern: 'tls-policy',
    stake: 'traffic',
    unsafe: (value) => value.toLowerCase() !== 'all',
    message: 'servers of the cluster send each other data in clear text',
    expected: 'all',
    fix: 'set server_encryption_options.internode_encryption to all',
    show: true,
  },
]
