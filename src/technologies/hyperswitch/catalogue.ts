import type { Catalogue, CatalogueTable } from '../../settings/catalogue.ts'
import type { DeadKeyRule } from '../../settings/rules.ts'

const database: CatalogueTable = {
  keys: ['host', 'username', 'password', 'dbname'],
  also: ['port', 'pool_size', 'connection_timeout', 'queue_strategy', 'min_idle', 'max_lifetime', 'schema'],
  stake: 'data',
}

/**
 * Names that the router, the scheduler and the drainer read: config/ and crates/router/src/configs/settings.rs of juspay/hyperswitch, 2023 to
 * 2025. Only tables that matter here. The crate `config` 0.14 turns all names to lower case.
 */
export const catalogue: Catalogue = {
  product: 'Hyperswitch',
  prefix: 'ROUTER',
  caseless: true,
  tables: {
    '': {
      keys: ['secrets', 'secrets_management', 'encryption_management', 'key_manager', 'locker', 'jwekey', 'api_keys', 'cors', 'user_auth_methods'],
      also: [
        'server proxy user redis log email master_database replica_database multitenancy opensearch events analytics webhooks file_storage',
        'eph_key forex_api theme platform chat crm drainer scheduler refund payouts mandates connectors tokenization frm kv_config oidc',
        'lock_settings dummy_connector payment_link grpc_client open_router authentication_providers merchant_id_auth temp_locker_enable_config',
      ].flatMap((line) => line.split(' ')),
      stake: 'data',
    },
    secrets: {
      keys: ['master_enc_key', 'admin_api_key', 'jwt_secret', 'recon_admin_api_key'],
      also: ['migration_encryption_timestamp'],
      stake: 'takeover',
    },
    secrets_management: { keys: ['secrets_manager'], also: ['aws_kms', 'hc_vault', 'gcp_kms', 'hashicorp_vault'], stake: 'data' },
    'secrets_management.aws_kms': { keys: ['key_id', 'region'], stake: 'data' },
    encryption_management: { keys: ['encryption_manager'], also: ['aws_kms', 'gcp_kms'], stake: 'data' },
    key_manager: { keys: ['enabled', 'cert'], also: ['url', 'ca'], stake: 'data' },
    locker: {
      keys: ['mock_locker', 'locker_enabled', 'redis_temp_locker_encryption_key', 'locker_signing_key_id'],
      also: ['host', 'host_rs', 'basilisk_host', 'ttl_for_storage_in_secs', 'decryption_scheme'],
      stake: 'data',
    },
    jwekey: { keys: ['vault_encryption_key', 'rust_locker_encryption_key', 'vault_private_key', 'tunnel_private_key'], stake: 'data' },
    api_keys: {
      keys: ['hash_key'],
      also: ['expiry_reminder_days', 'checksum_auth_context', 'checksum_auth_key', 'enable_partial_auth'],
      stake: 'data',
    },
    cors: { keys: ['wildcard_origin', 'origins', 'allowed_methods'], also: ['max_age'], stake: 'defence' },
    proxy: {
      keys: ['https_url', 'http_url', 'bypass_proxy_hosts'],
      also: ['idle_pool_connection_timeout', 'mitm_enabled', 'mitm_ca_certificate'],
      stake: 'traffic',
    },
    server: { keys: ['host', 'port', 'request_body_limit'], also: ['tls', 'workers', 'shutdown_timeout', 'base_url'], stake: 'defence' },
    'server.tls': { keys: ['certificate', 'private_key'], also: ['host', 'port'], stake: 'traffic' },
    user: {
      keys: ['force_two_factor_auth', 'force_cookies', 'password_validity_in_days', 'two_factor_auth_expiry_in_secs'],
      also: ['totp_issuer_name', 'base_url'],
      stake: 'defence',
    },
    user_auth_methods: { keys: ['encryption_key'], stake: 'data' },
    master_database: database,
    replica_database: database,
    'opensearch.auth': { keys: ['username', 'password', 'auth'], also: ['region'], stake: 'data' },
    'email.smtp': { keys: ['username', 'password', 'connection'], also: ['host', 'port', 'timeout'], stake: 'traffic' },
  },
}

const since = 'the name is of releases before March 2024: since then one key holds the value, and [secrets_management] says how it is encrypted'

/** Names of older releases (crates/router/src/configs/settings.rs; pull requests 3536 and 3985, February and March 2024). */
export const renamed: readonly DeadKeyRule[] = [
  ['secrets.kms_encrypted_jwt_secret', 'secrets.jwt_secret'],
  ['secrets.kms_encrypted_admin_api_key', 'secrets.admin_api_key'],
  ['secrets.kms_encrypted_master_enc_key', 'secrets.master_enc_key'],
  ['secrets.kms_encrypted_recon_admin_api_key', 'secrets.recon_admin_api_key'],
  ['api_keys.kms_encrypted_hash_key', 'api_keys.hash_key'],
  ['master_database.kms_encrypted_password', 'master_database.password'],
  ['replica_database.kms_encrypted_password', 'replica_database.password'],
  ['kms.key_id', 'secrets_management.aws_kms.key_id'],
  ['kms.region', 'secrets_management.aws_kms.region'],
].map(([key = '', right = '']) => ({
  key,
  versions: { from: '1.108' },
  why: since,
  fix: `set ${right}, and secrets_manager in [secrets_management]`,
  stake: 'data' as const,
}))
