import type { DeadKeyRule, SettingRule } from '../../settings/rules.ts'

/** Defaults: cornflow 1.3.6, cornflow/cli/service.py and cornflow/config.py. */
export const rules: readonly SettingRule[] = [
  {
    key: 'FLASK_ENV',
    concern: 'debug-mode',
    stake: 'data',
    safe: (value) => value === 'production',
    absent: { verdict: 'unsafe', why: 'cornflow then starts as development, with DEBUG and TESTING on' },
    message: 'cornflow runs with its development settings: errors show internals and testing short cuts are on',
    expected: 'FLASK_ENV=production',
    fix: 'set FLASK_ENV: production',
    show: true,
  },
  {
    key: 'SIGNUP_ACTIVATED',
    concern: 'open-signup',
    stake: 'defence',
    unsafe: (value) => value === '1',
    absent: { verdict: 'unsafe', why: 'the default is 1' },
    message: 'whoever reaches the API can make an account for themselves',
    expected: 'SIGNUP_ACTIVATED=0',
    fix: 'set SIGNUP_ACTIVATED: "0"',
    show: true,
  },
  {
    key: 'OPEN_DEPLOYMENT',
    concern: 'over-privileged-default',
    stake: 'defence',
    unsafe: (value) => value !== '0',
    absent: { verdict: 'unsafe', why: 'the default is 1' },
    message: 'every user may run every DAG',
    expected: 'OPEN_DEPLOYMENT=0',
    fix: 'set OPEN_DEPLOYMENT: "0" and grant DAGs to users',
    show: true,
  },
  {
    key: 'USER_ACCESS_ALL_OBJECTS',
    concern: 'over-privileged-default',
    stake: 'data',
    unsafe: (value) => value !== '0',
    message: 'planners see the objects of all other users',
    expected: 'USER_ACCESS_ALL_OBJECTS=0',
    fix: 'set USER_ACCESS_ALL_OBJECTS: "0"',
    show: true,
  },
  {
    key: 'TOKEN_DURATION',
    concern: 'token-lifetime',
    stake: 'defence',
    // hours
    unsafe: (value) => !(Number(value) > 0 && Number(value) <= 24),
    message: 'a stolen token stays good for more than a day',
    expected: 'at most 24 hours',
    fix: 'set TOKEN_DURATION to 24 or less',
    show: true,
  },
  {
    key: 'PWD_ROTATION_TIME',
    concern: 'token-lifetime',
    stake: 'hygiene',
    // days
    unsafe: (value) => !(Number(value) > 0 && Number(value) <= 365),
    message: 'passwords stay good for more than a year',
    expected: 'at most 365 days',
    fix: 'set PWD_ROTATION_TIME to 120',
    show: true,
  },
  {
    key: 'CORS_ORIGINS',
    concern: 'cross-origin',
    stake: 'defence',
    unsafe: (value) => value === '*' || value === '',
    absent: { verdict: 'unsafe', why: 'the default is *' },
    message: 'any web page may call the API from a browser',
    expected: 'the one origin of the web client',
    fix: "set CORS_ORIGINS to the web client's origin, such as https://app.example.org",
    show: true,
  },
]

export const dead: readonly DeadKeyRule[] = [
  {
    key: 'DATABASE_URL',
    why: 'the image overwrites it at start with an address made of CORNFLOW_DB_* or cornflow_db_conn: the database that it names is not used',
    fix: 'set cornflow_db_conn, or CORNFLOW_DB_HOST, _USER and _PASSWORD',
    stake: 'data',
  },
  {
    key: 'SECRET_KEY',
    why: 'it is overwritten at start with FERNET_KEY, or with a random key when that is absent',
    fix: 'set FERNET_KEY instead',
    stake: 'defence',
  },
  {
    key: 'LDAP_USE_TLS',
    why: 'it is read and never used: the directory is asked in clear text unless LDAP_HOST says ldaps://',
    fix: 'set LDAP_HOST to an ldaps:// address and remove LDAP_USE_TLS',
    stake: 'traffic',
  },
]
