import type { ConfigurationFile } from '../../model/technology.ts'

export const files: readonly ConfigurationFile[] = [
  {
    name: /^cassandra.*\.ya?ml$/,
    content: /^(?:cluster_name|authenticator|commitlog_(?:directory|sync)|endpoint_snitch|rpc_address)\s*:/m,
    at: '/etc/cassandra/cassandra.yaml',
  },
]
