import type { SettingRule } from '../../settings/rules.ts'
import { isOff, isOn } from '../../settings/rules.ts'

/** Keys of config/config.example.toml of juspay/hyperswitch, 2023 to 2025. */
export const rules: readonly SettingRule[] = [
  {
    key: 'locker.mock_locker',
    concern: 'mock-backend',
    stake: 'data',
    unsafe: isOn,
    message: 'cards are kept in the main database instead of the card vault',
    expected: 'locker.mock_locker = false',
    fix: 'set mock_locker = false and locker.host to the card vault',
    show: true,
  },
  {
    key: 'dummy_connector.enabled',
    concern: 'mock-backend',
    stake: 'hygiene',
    unsafe: isOn,
    message: 'a connector that invents payments is offered',
    expected: 'dummy_connector.enabled = false',
    fix: 'set dummy_connector.enabled = false',
    want: 'false',
    show: true,
  },
  {
    key: 'user.force_two_factor_auth',
    concern: 'second-factor',
    stake: 'defence',
    unsafe: isOff,
    message: 'users of the control center may log in with a password alone',
    expected: 'user.force_two_factor_auth = true',
    fix: 'set force_two_factor_auth = true in [user]',
    want: 'true',
    show: true,
  },
  {
    key: 'user.force_cookies',
    concern: 'cookie-flags',
    stake: 'defence',
    unsafe: isOff,
    message: 'login tokens go to scripts of the page instead of into cookies that scripts cannot read',
    expected: 'user.force_cookies = true',
    fix: 'set force_cookies = true in [user]',
    want: 'true',
    show: true,
  },
  {
    key: 'cors.wildcard_origin',
    concern: 'cross-origin',
    stake: 'defence',
    unsafe: isOn,
    message: 'any web page may call the API from a browser',
    expected: 'cors.wildcard_origin = false, and cors.origins',
    fix: 'set wildcard_origin = false and name the dashboard and shop in origins',
    show: true,
  },
  {
    key: 'log.console.level',
    concern: 'data-in-logs',
    stake: 'data',
    unsafe: isVerbose,
    message: 'the log holds requests and answers in detail, payment data among them',
    expected: 'INFO or less',
    fix: 'set level = "INFO" in [log.console] and [log.file]',
    want: 'INFO',
    show: true,
  },
  {
    key: 'secrets_management.secrets_manager',
    concern: 'key-management',
    stake: 'defence',
    unsafe: isUnencrypted,
    absent: { verdict: 'unsafe', why: 'the default is no_encryption' },
    message: 'master and database secrets are read as they stand in the settings, without a key management service',
    expected: 'aws_kms, hashicorp_vault or gcp_kms',
    fix: 'set secrets_manager in [secrets_management] and store the secrets encrypted',
    show: true,
  },
  {
    key: 'encryption_management.encryption_manager',
    concern: 'key-management',
    stake: 'defence',
    unsafe: isUnencrypted,
    message: 'files and data keys are not wrapped by a key management service',
    expected: 'aws_kms',
    fix: 'set encryption_manager in [encryption_management]',
    show: true,
  },
  {
    key: 'key_manager.enabled',
    concern: 'key-management',
    stake: 'defence',
    unsafe: isOff,
    message: 'personal data is encrypted with keys that the application makes and keeps in its own database, not in the encryption service',
    expected: 'key_manager.enabled = true',
    fix: 'set enabled = true in [key_manager], with the url of the encryption service and ca and cert',
    show: true,
  },
]

export function isVerbose(value: string): boolean {
  return /^(debug|trace)$/i.test(value)
}

function isUnencrypted(value: string): boolean {
  return value === 'no_encryption' || value === ''
}
