import type { SettingInForce } from '../in-force.ts'

const isOn = (value: string): boolean => /^(?:on|true|1|yes)$/i.test(value)

/** Variables that everybody may read (MariaDB 10.11, MySQL 8.0). */
export const rules: readonly SettingInForce[] = [
  {
    key: 'tls_version',
    concern: 'tls-policy',
    stake: 'traffic',
    unsafe: (value) => /\bTLSv1(\.1)?\s*(,|$)/i.test(value),
    message: 'The server accepts TLS versions that are broken',
    expected: 'TLSv1.2,TLSv1.3',
    fix: 'set tls_version=TLSv1.2,TLSv1.3',
  },
  {
    key: 'general_log',
    concern: 'data-in-logs',
    stake: 'data',
    unsafe: isOn,
    message: 'Every statement goes to the log with the values in it',
    expected: 'OFF',
    fix: 'remove general_log, or set it to OFF',
  },
  {
    key: 'secure_file_priv',
    concern: 'over-privileged-default',
    stake: 'data',
    unsafe: (value) => value === '',
    message: 'Accounts with FILE read and write anywhere where the server may',
    expected: 'a folder, or NULL',
    fix: 'set secure_file_priv to a folder of its own',
  },
  {
    key: 'local_infile',
    concern: 'over-privileged-default',
    stake: 'defence',
    unsafe: isOn,
    message: 'The server may ask clients for their files',
    expected: 'OFF',
    fix: 'set local_infile=OFF',
  },
  {
    key: 'old_passwords',
    concern: 'password-policy',
    stake: 'defence',
    unsafe: (value) => !/^(?:0|off|false)$/i.test(value),
    message: 'Passwords are stored in the form of MySQL before 4.1, which is broken',
    expected: 'not set',
    fix: 'remove old_passwords',
  },
]
