import type { SettingInForce } from '../in-force.ts'

const isOff = (value: string): boolean => value === '' || /^(?:off|false|no|0)$/i.test(value)

/** Settings that everybody may read in pg_settings (PostgreSQL 15). */
export const rules: readonly SettingInForce[] = [
  {
    key: 'ssl_min_protocol_version',
    concern: 'tls-policy',
    stake: 'traffic',
    unsafe: (value) => /^TLSv1(\.1)?$|^$/i.test(value),
    message: 'PostgreSQL accepts TLS versions that are broken',
    expected: 'TLSv1.2 or TLSv1.3',
    fix: "set ssl_min_protocol_version = 'TLSv1.2'",
  },
  {
    key: 'log_statement',
    concern: 'data-in-logs',
    stake: 'data',
    unsafe: (value) => /^all$/i.test(value),
    message: 'Every statement goes to the log with the values in it',
    expected: 'ddl or none',
    fix: "set log_statement = 'ddl'",
  },
  {
    key: 'password_encryption',
    concern: 'password-policy',
    stake: 'defence',
    unsafe: (value) => !/^scram-sha-256$/i.test(value),
    message: 'New passwords are stored as MD5, which serves to log in without being cracked',
    expected: 'scram-sha-256',
    fix: 'set password_encryption = scram-sha-256',
  },
  ...(['log_connections', 'log_disconnections'] as const).map((key): SettingInForce => ({
    key,
    concern: 'audit-log',
    stake: 'hygiene',
    unsafe: isOff,
    message: 'Who logs in, and from where, is not recorded',
    expected: 'on',
    fix: `set ${key} = on`,
  })),
  {
    key: 'log_file_mode',
    concern: 'file-access',
    stake: 'defence',
    unsafe: (value) => (Number.parseInt(value, 8) & 0o007) !== 0,
    message: 'Logs with names and statements are readable by everybody on the machine',
    expected: '0600 or 0640',
    fix: 'set log_file_mode = 0600',
  },
  {
    key: 'row_security',
    concern: 'over-privileged-default',
    stake: 'defence',
    unsafe: isOff,
    message: 'Queries on tables with row security fail instead of being filtered, which tempts into BYPASSRLS',
    expected: 'on',
    fix: 'set row_security = on',
  },
]
