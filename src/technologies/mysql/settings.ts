import type { SettingRule } from '../../settings/rules.ts'

/** Options of the server, with `_` in names. */
export const settings: readonly SettingRule[] = [
  {
    key: 'tls_version',
    concern: 'tls-policy',
    stake: 'traffic',
    unsafe: (value) => /\bTLSv1(\.1)?\s*(,|$)/i.test(value),
    message: 'the server accepts TLS versions that are broken',
    expected: 'TLSv1.2,TLSv1.3',
    fix: 'set tls_version=TLSv1.2,TLSv1.3',
  },
  {
    key: 'general_log',
    concern: 'data-in-logs',
    stake: 'data',
    unsafe: (value) => /^(on|true|1)$/i.test(value),
    message: 'every statement goes to the log with the values in it',
    expected: 'OFF',
    fix: 'remove general_log, or set it to OFF',
  },
  {
    key: 'secure_file_priv',
    concern: 'over-privileged-default',
    stake: 'data',
    unsafe: (value) => value === '',
    message: 'accounts with FILE read and write anywhere in the container',
    expected: 'a folder, or NULL',
    fix: 'set secure_file_priv=NULL',
  },
  {
    key: 'local_infile',
    concern: 'over-privileged-default',
    stake: 'defence',
    unsafe: (value) => /^(on|true|1)$/i.test(value),
    message: 'the server may ask clients for their files',
    expected: 'OFF',
    fix: 'set local_infile=OFF',
  },
]
