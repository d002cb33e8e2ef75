import type { Catalogue } from '../../settings/catalogue.ts'

/** Names that the service reads: src/config.rs and config/ of juspay/hyperswitch-encryption-service, 2024 to 2026. */
export const catalogue: Catalogue = {
  product: 'the encryption service',
  prefix: 'CRIPTA',
  caseless: true,
  tables: {
    '': {
      keys: ['secrets', 'database', 'certs', 'multitenancy', 'management_server'],
      also: ['server', 'cassandra', 'log', 'metrics', 'cache', 'pool_config', 'metrics_server'],
      stake: 'data',
    },
    database: {
      keys: ['password', 'enable_ssl', 'root_ca', 'host', 'user', 'dbname'],
      also: ['port', 'pool_size', 'min_idle', 'max_lifetime_secs', 'idle_timeout_secs', 'connection_acquire_timeout_secs', 'connect_timeout_secs'],
      stake: 'data',
    },
    secrets: {
      keys: ['master_key', 'access_token', 'hash_context', 'manager', 'kms_config', 'vault_config'],
      also: ['aes_local', 'aws_kms', 'gcp_kms', 'hashicorp_vault', 'oci_kms'],
      stake: 'data',
    },
    'secrets.aes_local': { keys: ['master_key'], stake: 'data' },
    'secrets.hashicorp_vault': { keys: ['vault_token', 'encryption_key', 'mount_point'], also: ['url'], stake: 'data' },
    'secrets.vault_config': { keys: ['vault_token', 'encryption_key', 'mount_point'], also: ['url'], stake: 'data' },
    certs: { keys: ['tls_cert', 'tls_key', 'root_ca'], stake: 'traffic' },
  },
}
