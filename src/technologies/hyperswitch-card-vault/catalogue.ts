import type { Catalogue, CatalogueTable } from '../../settings/catalogue.ts'

const database: CatalogueTable = { keys: ['host', 'username', 'password', 'dbname'], also: ['port', 'url', 'pool_size'], stake: 'data' }

/** Names that the card vault reads: src/config.rs and config/ of juspay/hyperswitch-card-vault, 0.1 to 2026; nothing refuses another name. */
export const catalogue: Catalogue = {
  product: 'the card vault',
  prefix: 'LOCKER',
  caseless: true,
  tables: {
    '': {
      keys: ['secrets', 'tenant_secrets', 'secrets_management', 'external_key_manager', 'api_client', 'read_replica'],
      also: [
        'server',
        'database',
        'redis',
        'log',
        'limit',
        'cache',
        'tls',
        'kv',
        'metrics',
        'runtime_config',
        'kms',
        'aws_kms',
        'hashi_corp_vault',
        'key_custodian',
      ],
      stake: 'data',
    },
    secrets: { keys: ['locker_private_key', 'master_key', 'tenant_public_key'], also: ['tenant'], stake: 'data' },
    'tenant_secrets.*': { keys: ['master_key', 'public_key'], also: ['schema', 'redis_key_prefix'], stake: 'data' },
    secrets_management: { keys: ['secrets_manager'], also: ['aws_kms', 'hashi_corp_vault', 'gcp_kms'], stake: 'data' },
    external_key_manager: { keys: ['ca_cert'], also: ['mode', 'url', 'cert'], stake: 'data' },
    tls: { keys: ['certificate', 'private_key'], stake: 'traffic' },
    api_client: { keys: ['identity'], also: ['client_idle_timeout', 'pool_max_idle_per_host'], stake: 'defence' },
    limit: { keys: ['request_count', 'duration'], also: ['buffer_size'], stake: 'defence' },
    database,
    read_replica: database,
  },
}
