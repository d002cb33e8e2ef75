import type { Observation } from '../../model/technology.ts'
import { isGiven } from '../../settings/given.ts'
import type { SettingRule } from '../../settings/rules.ts'
import type { SettingsTree } from '../../settings/settings-tree.ts'

/** Keys: src/config.rs and config/ of juspay/hyperswitch-encryption-service, 2024 to 2026. */
export const rules: readonly SettingRule[] = [
  {
    key: 'secrets.manager',
    concern: 'key-management',
    stake: 'data',
    unsafe: (value) => value === 'aes_local',
    message: 'the master key of all data keys stands in the settings, without a key management service',
    expected: 'aws_kms, gcp_kms or hashicorp_vault',
    fix: 'set manager in [secrets] to a key management service, with its table',
    show: true,
  },
  {
    key: 'log.log_level',
    concern: 'data-in-logs',
    stake: 'defence',
    unsafe: (value) => /^(?:debug|trace)$/i.test(value),
    message: 'the log of the encryption service holds requests in detail',
    expected: 'info or less',
    fix: 'set log_level = "info" in [log]',
    want: 'info',
    show: true,
  },
]

/** Before `manager` came, the feature the program was built with chose: the one for tests takes the key as it stands. */
export function localKey(tree: SettingsTree): readonly Observation[] {
  const key = 'secrets.master_key'
  const written = tree.get(key)
  const managed = ['secrets.kms_config.key_id', 'secrets.vault_config.url'].some((name) => isGiven(tree.get(name)))
  if (!isGiven(written) || managed || tree.get('secrets.manager') !== undefined) return []
  return [
    {
      concern: 'key-management',
      key,
      verdict: 'unsafe',
      trail: written.trail,
      basis: 'configured',
      message: 'the master key of all data keys stands in the settings, without a key management service',
      actual: 'secrets.master_key is set',
      expected: 'kms_config or vault_config',
      fix: 'use an image with AWS KMS or HashiCorp Vault, and set kms_config or vault_config in [secrets]',
      stake: 'data',
    },
  ]
}
