import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Reading, SecretReading } from '../../model/technology.ts'
import { isGiven } from '../../settings/given.ts'
import { addressesOf, mailOf } from '../../settings/python/addresses.ts'
import type { Profile } from '../../settings/python/profiles.ts'
import { profilesOf } from '../../settings/python/profiles.ts'
import { pythonSettings } from '../../settings/python/read.ts'
import { evenOnCondition } from '../../settings/python/value.ts'
import type { SettingRule } from '../../settings/rules.ts'
import { isOff, isOn, observe } from '../../settings/rules.ts'

export const home = '/srv/app'

/** Configuration of Flask 3.0, Flask-WTF 1.2, Flask-JWT-Extended 4.6, Flask-SQLAlchemy 3.1, Flask-Login 0.6. */
const rules: readonly SettingRule[] = [
  {
    key: 'DEBUG',
    concern: 'debug-mode',
    stake: 'takeover',
    unsafe: isOn,
    message: 'Flask runs in debug mode: its console runs any Python code that a visitor types.',
    expected: 'DEBUG = False',
    fix: 'set DEBUG = False',
    want: 'False',
  },
  {
    key: 'TESTING',
    concern: 'debug-mode',
    stake: 'data',
    unsafe: isOn,
    message: 'Flask runs in test mode: errors and switched-off checks reach the visitors.',
    expected: 'TESTING = False',
    fix: 'set TESTING = False',
    want: 'False',
  },
  {
    key: 'SESSION_COOKIE_SECURE',
    concern: 'cookie-flags',
    stake: 'hygiene',
    safe: isOn,
    absent: { verdict: 'unsafe', why: 'False is the default of Flask' },
    message: 'The session cookie is also sent over plain HTTP, where it can be read.',
    expected: 'SESSION_COOKIE_SECURE = True',
    fix: 'set SESSION_COOKIE_SECURE = True and serve over HTTPS',
    want: 'True',
  },
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
    key: 'REMEMBER_COOKIE_SECURE',
    concern: 'cookie-flags',
    stake: 'traffic',
    unsafe: isOff,
    message: 'The cookie that logs a user in again is also sent over plain HTTP.',
    expected: 'REMEMBER_COOKIE_SECURE = True',
    fix: 'set REMEMBER_COOKIE_SECURE = True',
    want: 'True',
  },
  {
    key: 'JWT_COOKIE_SECURE',
    concern: 'cookie-flags',
    stake: 'traffic',
    unsafe: isOff,
    message: 'The cookie with the token is also sent over plain HTTP, where it can be read.',
    expected: 'JWT_COOKIE_SECURE = True',
    fix: 'set JWT_COOKIE_SECURE = True and serve over HTTPS',
    want: 'True',
  },
  {
    key: 'JWT_COOKIE_CSRF_PROTECT',
    concern: 'cross-origin',
    stake: 'takeover',
    unsafe: isOff,
    message: "Foreign pages may send requests in a user's name: the token in the cookie is enough.",
    expected: 'JWT_COOKIE_CSRF_PROTECT = True',
    fix: 'remove JWT_COOKIE_CSRF_PROTECT',
    want: null,
  },
  {
    key: 'JWT_ACCESS_TOKEN_EXPIRES',
    concern: 'token-lifetime',
    stake: 'defence',
    unsafe: isOff,
    message: 'Tokens never end.',
    expected: 'a timedelta',
    fix: 'set JWT_ACCESS_TOKEN_EXPIRES to a timedelta',
  },
  {
    key: 'WTF_CSRF_ENABLED',
    concern: 'cross-origin',
    stake: 'takeover',
    unsafe: isOff,
    message: "Foreign pages may send forms in a user's name.",
    expected: 'WTF_CSRF_ENABLED = True',
    fix: 'remove WTF_CSRF_ENABLED',
    want: null,
  },
  {
    key: 'CORS_ORIGINS',
    concern: 'cross-origin',
    stake: 'defence',
    unsafe: (value) => value.split(',').includes('*'),
    message: "Pages of any origin may call the application from a user's browser.",
    expected: 'the origins that need it',
    fix: 'name the origins in CORS_ORIGINS',
  },
  {
    key: 'SQLALCHEMY_ECHO',
    concern: 'data-in-logs',
    stake: 'data',
    unsafe: isOn,
    message: 'Every statement goes into the log with its values.',
    expected: 'SQLALCHEMY_ECHO = False',
    fix: 'remove SQLALCHEMY_ECHO',
    want: null,
  },
  {
    key: 'PREFERRED_URL_SCHEME',
    concern: 'proxy-trust',
    stake: 'hygiene',
    unsafe: (value) => value === 'http',
    message: 'The application makes links for plain HTTP: it is not told that it is behind TLS.',
    expected: "PREFERRED_URL_SCHEME = 'https'",
    fix: "set PREFERRED_URL_SCHEME = 'https', and ProxyFix with as many hops as there are proxies",
  },
]

const secretNames: readonly (readonly [string, SecretReading['purpose']])[] = [
  ['SECRET_KEY', 'session'],
  ['JWT_SECRET_KEY', 'signing'],
  ['WTF_CSRF_SECRET_KEY', 'signing'],
  ['SECURITY_PASSWORD_SALT', 'shared-secret'],
]

/** What a settings file of a Flask application says. */
export function flaskFiles(input: ComponentInput, gaps: Gap[]): Reading {
  const files =
    input.declared === undefined ? [] : ['config.py', 'settings.py'].flatMap((name) => pythonSettings(input, `${home}/${name}`, gaps) ?? [])
  const readings = files.flatMap((file) => {
    const at = { file: file.document.file, line: 1 }
    return profilesOf(file).map((profile) => {
      const keyed = (key: string): string => (profile.name === '' ? key : `${profile.name}.${key}`)
      return {
        observations: observe(rules, profile.text, at).map((each) => ({ ...each, key: keyed(each.key) })),
        secrets: secrets(profile),
        connections: [
          ...addressesOf(profile),
          ...mailOf(profile, { host: 'MAIL_SERVER', prefix: 'MAIL', user: 'MAIL_USERNAME', password: 'MAIL_PASSWORD' }),
        ],
      }
    })
  })
  return {
    observations: readings.flatMap(({ observations }) => observations),
    secrets: readings.flatMap((each) => each.secrets),
    connections: readings.flatMap(({ connections }) => connections),
  }
}

function secrets({ text }: Profile): readonly SecretReading[] {
  return secretNames.flatMap(([key, purpose]) => {
    const value = text(key)
    return isGiven(value) ? [{ key, purpose, value: evenOnCondition(value) }] : []
  })
}
