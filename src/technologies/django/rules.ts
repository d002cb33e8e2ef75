import type { SettingRule } from '../../settings/rules.ts'
import { isOff, isOn } from '../../settings/rules.ts'

/** Settings of Django 4.2 to 5.1 and of django-cors-headers 4. */
export const rules: readonly SettingRule[] = [
  {
    key: 'DEBUG',
    concern: 'debug-mode',
    stake: 'data',
    unsafe: isOn,
    message: 'Django shows settings and source code to whoever makes it fail.',
    expected: 'DEBUG = False',
    fix: 'set DEBUG = False',
    want: 'False',
  },
  {
    key: 'ALLOWED_HOSTS',
    concern: 'host-header',
    stake: 'defence',
    unsafe: (value) => value.split(',').includes('*'),
    message: 'The application answers to any host name: links in its mails can be led to a foreign site.',
    expected: 'the names under which it is reached',
    fix: 'name the hosts in ALLOWED_HOSTS',
  },
  cookie('SESSION_COOKIE_SECURE', 'The session cookie is also sent over plain HTTP, where it can be read.'),
  cookie('CSRF_COOKIE_SECURE', 'The cookie against forged forms is also sent over plain HTTP.'),
  {
    key: 'SESSION_COOKIE_HTTPONLY',
    concern: 'cookie-flags',
    stake: 'defence',
    unsafe: isOff,
    message: 'Scripts of a page can read the session cookie.',
    expected: 'SESSION_COOKIE_HTTPONLY = True',
    fix: 'remove SESSION_COOKIE_HTTPONLY',
    want: null,
  },
  {
    key: 'SESSION_SERIALIZER',
    concern: 'unsafe-deserialisation',
    stake: 'takeover',
    unsafe: (value) => value.includes('Pickle'),
    message: 'Sessions are unpickled: who knows SECRET_KEY or writes into the session store runs code.',
    expected: 'JSONSerializer',
    fix: 'remove SESSION_SERIALIZER',
    want: null,
  },
  ...['CORS_ALLOW_ALL_ORIGINS', 'CORS_ORIGIN_ALLOW_ALL'].map((key): SettingRule => ({
    key,
    concern: 'cross-origin',
    stake: 'defence',
    unsafe: isOn,
    message: "Pages of any origin may call the application from a user's browser.",
    expected: 'CORS_ALLOWED_ORIGINS with the origins that need it',
    fix: `remove ${key} and name the origins in CORS_ALLOWED_ORIGINS`,
  })),
  {
    key: 'USE_X_FORWARDED_HOST',
    concern: 'host-header',
    stake: 'hygiene',
    unsafe: isOn,
    message: 'Django believes the host name that a header brings.',
    expected: 'only behind a proxy that sets the header itself',
    fix: 'remove USE_X_FORWARDED_HOST',
  },
  {
    key: 'SECURE_HSTS_SECONDS',
    concern: 'security-headers',
    stake: 'hygiene',
    unsafe: (value) => value === '0',
    message: 'Browsers are not told to come back over HTTPS alone.',
    expected: 'SECURE_HSTS_SECONDS = 63072000',
    fix: 'set SECURE_HSTS_SECONDS, or the header in the proxy',
  },
  {
    key: 'X_FRAME_OPTIONS',
    concern: 'security-headers',
    stake: 'defence',
    unsafe: (value) => /^allow/i.test(value),
    message: 'Any page may show the application in a frame and have its user click there.',
    expected: 'DENY',
    fix: 'remove X_FRAME_OPTIONS (DENY is the default)',
    want: null,
  },
]

function cookie(key: string, message: string): SettingRule {
  return {
    key,
    concern: 'cookie-flags',
    stake: 'hygiene',
    safe: isOn,
    absent: { verdict: 'unsafe', why: 'False is the default of Django' },
    message,
    expected: `${key} = True`,
    fix: `set ${key} = True and serve over HTTPS`,
    want: 'True',
  }
}
