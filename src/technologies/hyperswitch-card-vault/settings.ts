import type { DeadKeyRule, SettingRule } from '../../settings/rules.ts'

/** Keys and defaults: src/config.rs of juspay/hyperswitch-card-vault, 2024 and 2025. */
export const rules: readonly SettingRule[] = [
  {
    key: 'secrets_management.secrets_manager',
    concern: 'key-management',
    stake: 'data',
    unsafe: (value) => value === 'no_encryption' || value === '',
    absent: { verdict: 'unsafe', why: 'the default is no_encryption' },
    message: 'the keys of the card vault are read as they stand in the settings, without a key management service',
    expected: 'aws_kms or hashi_corp_vault',
    fix: 'set secrets_manager in [secrets_management] and store the keys encrypted',
    show: true,
  },
  {
    key: 'external_key_manager.mode',
    concern: 'key-management',
    stake: 'defence',
    unsafe: (value) => value !== 'enabled_with_mtls',
    message: 'the vault does not use the key manager over mutual TLS',
    expected: 'external_key_manager.mode = enabled_with_mtls',
    fix: 'set mode = "enabled_with_mtls", an https url and ca_cert in [external_key_manager]',
    show: true,
  },
  {
    key: 'log.console.level',
    concern: 'data-in-logs',
    stake: 'data',
    unsafe: (value) => /^(debug|trace)$/i.test(value),
    message: 'the log of the card vault holds requests in detail',
    expected: 'INFO or less',
    fix: 'set level = "INFO" in [log.console]',
    want: 'INFO',
    show: true,
  },
]

const unread =
  'the vault reads [external_key_manager] with mode, url and ca_cert, and takes every other name in silence: the key manager stays disabled'

/** Names of the table in older documentation (src/config.rs has no deny_unknown_fields). */
export const misnamed: readonly DeadKeyRule[] = [
  ['LOCKER__EXTERNAL_KEYMANAGER__URL', 'LOCKER__EXTERNAL_KEY_MANAGER__URL'],
  ['LOCKER__EXTERNAL_KEYMANAGER__CERT', 'LOCKER__EXTERNAL_KEY_MANAGER__CA_CERT'],
  ['LOCKER__EXTERNAL_KEYMANAGER__MODE', 'LOCKER__EXTERNAL_KEY_MANAGER__MODE'],
  ['LOCKER__EXTERNAL_KEY_MANAGER__CERT', 'LOCKER__EXTERNAL_KEY_MANAGER__CA_CERT'],
].map(([key = '', right = '']) => ({
  key,
  why: unread,
  fix: `rename it to ${right}, and set LOCKER__EXTERNAL_KEY_MANAGER__MODE=enabled_with_mtls`,
  stake: 'data',
}))
