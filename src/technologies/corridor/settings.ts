import type { DeadKeyRule, SettingRule } from '../../settings/rules.ts'
import { isOff, isOn } from '../../settings/rules.ts'

/** Keys of the self-hosting manual of Corridor (GenGuardX), 2023 to 2026; each may also come as CORRIDOR_<KEY>. */
export const rules: readonly SettingRule[] = [
  {
    key: 'JWT_COOKIE_SECURE',
    concern: 'cookie-flags',
    stake: 'defence',
    unsafe: isOff,
    absent: { verdict: 'unsafe', why: 'the manual asks for it to be set wherever HTTPS is used' },
    message: 'login cookies also travel over plain HTTP',
    expected: 'JWT_COOKIE_SECURE = True',
    fix: 'set CORRIDOR_JWT_COOKIE_SECURE: "true"',
    want: 'true',
    show: true,
  },
  {
    key: 'WSGI_SERVER',
    concern: 'development-server',
    stake: 'defence',
    unsafe: (value) => value.toLowerCase() === 'werkzeug',
    message: 'the server is the one for development, which withstands no load and answers errors with a debugger',
    expected: 'WSGI_SERVER = gunicorn or auto',
    fix: 'set CORRIDOR_WSGI_SERVER: gunicorn',
    want: 'gunicorn',
    show: true,
  },
  {
    key: 'SANDBOX_MODE',
    concern: 'debug-mode',
    stake: 'data',
    unsafe: isOn,
    message: 'the platform runs as a sandbox, with log-ins that need no identity provider',
    expected: 'SANDBOX_MODE = False',
    fix: 'remove CORRIDOR_SANDBOX_MODE',
    want: 'false',
    show: true,
  },
  {
    key: 'ALLOWED_LOGINS',
    concern: 'over-privileged-default',
    stake: 'defence',
    unsafe: (value) => /\b(password|otp)\b/i.test(value),
    message: 'the built-in log-in by password or mailed code is open beside the identity provider',
    expected: 'SAML or LDAP alone',
    fix: 'take password and otp out of CORRIDOR_ALLOWED_LOGINS and set up SAML',
    show: true,
  },
  {
    key: 'SAML_ENABLED',
    concern: 'over-privileged-default',
    stake: 'defence',
    unsafe: isOff,
    message: "users log in with the built-in provider instead of the organisation's",
    expected: 'SAML_ENABLED = True',
    fix: 'set CORRIDOR_SAML_ENABLED and SAML_SETTINGS',
    show: true,
  },
  {
    key: 'API_VERIFY_SSL',
    concern: 'tls-verification',
    stake: 'traffic',
    unsafe: isOff,
    message: 'notebooks send data and API key to whoever answers for the API: its certificate is not checked',
    expected: 'CORRIDOR_API_VERIFY_SSL=1',
    fix: 'remove CORRIDOR_API_VERIFY_SSL and trust the certificate authority instead',
    show: true,
  },
  {
    key: 'C_FORCE_ROOT',
    concern: 'over-privileged-default',
    stake: 'takeover',
    unsafe: (value) => !isOff(value),
    message: 'the worker takes tasks as root: whoever writes into its queue runs code as root',
    expected: 'no C_FORCE_ROOT',
    fix: 'remove C_FORCE_ROOT and run the worker as a user of its own',
    want: null,
    show: true,
  },
]

const whole = 'Corridor has no such key: the database and its password stand in SQLALCHEMY_DATABASE_URI'

export const dead: readonly DeadKeyRule[] = ['DB_PASSWORD', 'CORRIDOR_DB_PASSWORD'].map((key) => ({
  key,
  why: whole,
  fix: 'put the password into CORRIDOR_SQLALCHEMY_DATABASE_URI, from a secret',
  stake: 'data',
}))

/** Celery looks at it only where it runs as root (platforms.check_privileges). */
export const pointless: readonly DeadKeyRule[] = ['C_FORCE_ROOT', 'CORRIDOR_C_FORCE_ROOT'].map((key) => ({
  key,
  why: 'the component runs as a user of its own, and Celery asks for this only when it runs as root',
  fix: `remove ${key}`,
  stake: 'hygiene',
}))
