import type { DeadKeyRule, SettingRule } from '../../settings/rules.ts'

/** Settings of the server, by their names in postgresql.conf. */
export const settings: readonly SettingRule[] = [
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
    message: 'every statement goes to the log with the values in it',
    expected: 'ddl or none',
    fix: "set log_statement = 'ddl'",
  },
  {
    key: 'password_encryption',
    concern: 'password-policy',
    stake: 'defence',
    unsafe: (value) => !/^scram-sha-256$/i.test(value),
    message: 'new passwords are stored as MD5, which serves to log in without being cracked',
    expected: 'scram-sha-256',
    fix: 'set password_encryption = scram-sha-256',
    show: true,
  },
  ...(['log_connections', 'log_disconnections'] as const).map((key): SettingRule => ({
    key,
    concern: 'audit-log',
    stake: 'hygiene',
    // since 18 a list of what is told of a connection
    unsafe: (value) => value === '' || /^(?:off|false|no|0)$/i.test(value),
    absent: { verdict: 'unsafe', why: 'off is the default of PostgreSQL (all versions up to 17)' },
    message: 'who logs in, and from where, is not recorded',
    expected: 'on',
    fix: `set ${key} = on`,
    show: true,
  })),
  {
    key: 'ssl_ciphers',
    concern: 'tls-policy',
    stake: 'traffic',
    unsafe: (value) => /(?:^|:)(?:ALL|DEFAULT|aNULL|eNULL|EXP|EXPORT|RC4|DES|3DES|MD5|LOW)(?=$|:|\+)/i.test(value),
    message: 'PostgreSQL accepts ciphers that are broken, or that anybody can answer',
    expected: 'HIGH:!aNULL or better',
    fix: "set ssl_ciphers = 'HIGH:!aNULL:!MD5'",
    show: true,
  },
  {
    key: 'log_file_mode',
    concern: 'file-access',
    stake: 'defence',
    unsafe: (value) => (Number.parseInt(value, 8) & 0o007) !== 0,
    message: 'logs with names and statements are readable by everybody on the machine',
    expected: '0600 or 0640',
    fix: 'set log_file_mode = 0600',
    show: true,
  },
  {
    key: 'row_security',
    concern: 'over-privileged-default',
    stake: 'defence',
    unsafe: (value) => /^(off|false|no|0)$/i.test(value),
    message: 'queries on tables with row security fail instead of being filtered, which tempts into BYPASSRLS',
    expected: 'on',
    fix: 'set row_security = on',
  },
]

/** Variables that the official image does not read (docker-library/postgres, docker-entrypoint.sh up to 18). */
export const officialDeadKeys: readonly DeadKeyRule[] = [
  ...[
    'POSTGRES_SSL',
    'POSTGRES_SSL_MODE',
    'POSTGRES_SSLMODE',
    'POSTGRES_ENABLE_SSL',
    'POSTGRES_ENABLE_TLS',
    'POSTGRESQL_ENABLE_TLS',
    'POSTGRES_SSL_CERT_FILE',
    'POSTGRES_SSL_KEY_FILE',
  ].map((key): DeadKeyRule => ({
    key,
    stake: 'traffic',
    why: 'the image reads no variable for TLS: the server still speaks plaintext',
    fix: 'start it with `-c ssl=on -c ssl_cert_file=... -c ssl_key_file=...`',
  })),
  ...['POSTGRESQL_PASSWORD', 'POSTGRES_ROOT_PASSWORD', 'POSTGRES_PASS'].map((key): DeadKeyRule => ({
    key,
    stake: 'data',
    why: 'the image takes the password from POSTGRES_PASSWORD alone',
    fix: `rename ${key} to POSTGRES_PASSWORD_FILE and name a secret's file`,
  })),
]
