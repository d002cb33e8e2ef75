import type { ComponentInput } from '../model/input.ts'
import type { Observation, SecretReading } from '../model/technology.ts'
import type { SettingRule } from './rules.ts'
import { isOn, observe } from './rules.ts'
import { runtimeRules } from './runtimes.ts'

/**
 * Variables that web frameworks, and applications written with them, read under the same names. Sources: Flask 3.0, Django 5, Rails 7,
 * Laravel 11, Symfony 7, Express 4, Spring Boot 3, ASP.NET Core 8.
 */
const rules: readonly SettingRule[] = [
  debug('FLASK_DEBUG', 'takeover', 'Flask runs with its debugger, whose console runs any Python code that a visitor types.', '0'),
  {
    key: 'FLASK_ENV',
    concern: 'debug-mode',
    stake: 'takeover',
    unsafe: (value) => /^dev/i.test(value),
    message: 'Flask runs in development mode: before Flask 2.3 this switches on the debugger, whose console runs code.',
    expected: 'production',
    fix: 'set FLASK_ENV: production',
    want: 'production',
  },
  debug('DJANGO_DEBUG', 'data', 'Django shows settings and source code to whoever makes it fail.', 'False'),
  debug('DEBUG', 'data', 'The application runs in debug mode and shows its insides when it fails.', 'false'),
  debug('APP_DEBUG', 'data', 'The application shows its settings and source code to whoever makes it fail.', 'false'),
  debug('WERKZEUG_DEBUG', 'takeover', 'The debugger of Werkzeug runs any code that a visitor types.', '0'),
  {
    key: 'RAILS_ENV',
    concern: 'debug-mode',
    stake: 'data',
    unsafe: (value) => /^(?:development|test)$/i.test(value),
    message: 'Rails runs in development mode: errors show source code and settings.',
    expected: 'production',
    fix: 'set RAILS_ENV: production',
    want: 'production',
  },
  {
    key: 'APP_ENV',
    concern: 'debug-mode',
    stake: 'data',
    unsafe: (value) => /^(?:dev|development|local|test)$/i.test(value),
    message: 'The application runs in development mode: errors show source code and settings.',
    expected: 'production',
    fix: 'set APP_ENV: production',
    want: 'production',
  },
  {
    key: 'NODE_ENV',
    concern: 'debug-mode',
    stake: 'hygiene',
    unsafe: (value) => /^(?:dev|development)$/i.test(value),
    message: 'Node runs in development mode: Express shows stack traces to visitors.',
    expected: 'production',
    fix: 'set NODE_ENV: production',
    want: 'production',
  },
  {
    key: 'ASPNETCORE_ENVIRONMENT',
    concern: 'debug-mode',
    stake: 'data',
    unsafe: (value) => /^development$/i.test(value),
    message: 'ASP.NET Core runs in development mode: errors show source code and settings.',
    expected: 'Production',
    fix: 'set ASPNETCORE_ENVIRONMENT: Production',
    want: 'Production',
  },
  {
    key: 'MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE',
    concern: 'remote-management',
    stake: 'data',
    unsafe: (value) => value.includes('*') || /\b(?:env|heapdump|configprops)\b/.test(value),
    message: 'Spring Boot offers its management endpoints, among them its settings and memory.',
    expected: 'health',
    fix: 'set MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE: health',
    want: 'health',
  },
  hosts('ALLOWED_HOSTS'),
  hosts('DJANGO_ALLOWED_HOSTS'),
  origins('CORS_ORIGINS'),
  origins('CORS_ORIGIN'),
  origins('CORS_ALLOWED_ORIGINS'),
  origins('CORS_ALLOW_ORIGINS'),
  origins('ALLOWED_ORIGINS'),
  cookies('SESSION_COOKIE_SECURE'),
  cookies('JWT_COOKIE_SECURE'),
  cookies('CSRF_COOKIE_SECURE'),
  {
    key: 'FORWARDED_ALLOW_IPS',
    concern: 'proxy-trust',
    stake: 'defence',
    unsafe: (value) => value.includes('*'),
    message: 'The server believes forwarded headers from everybody: a client can lie about its address and scheme.',
    expected: "the proxy's address",
    fix: "set FORWARDED_ALLOW_IPS to the proxy's address",
  },
]

const secretNames: readonly (readonly [string, SecretReading['purpose']])[] = [
  ['SECRET_KEY', 'session'],
  ['FLASK_SECRET_KEY', 'session'],
  ['DJANGO_SECRET_KEY', 'session'],
  ['SECRET_KEY_BASE', 'session'],
  ['APP_SECRET', 'session'],
  ['APP_KEY', 'encryption'],
  ['SESSION_SECRET', 'session'],
  ['COOKIE_SECRET', 'session'],
  ['NEXTAUTH_SECRET', 'signing'],
  ['AUTH_SECRET', 'signing'],
  ['JWT_SECRET', 'signing'],
  ['JWT_SECRET_KEY', 'signing'],
  ['JWT_SIGNING_KEY', 'signing'],
  ['ENCRYPTION_KEY', 'encryption'],
]

/** What the usual variables of web frameworks say. Names that a technology judges itself are left to it. */
export function frameworkSettings(input: ComponentInput, except: ReadonlySet<string> = new Set()): readonly Observation[] {
  return observe(
    rules.filter((rule) => !except.has(rule.key)),
    (key) => input.env.get(key),
    input.at,
  )
}

export function frameworkSecrets(input: ComponentInput, except: ReadonlySet<string> = new Set()): readonly SecretReading[] {
  return secretNames.flatMap(([key, purpose]) => {
    const value = except.has(key) ? undefined : input.env.get(key)
    return value === undefined || value.value === '' ? [] : [{ key, purpose, value }]
  })
}

/** True when any of these variables is there. */
export function hasFrameworkSettings(input: ComponentInput): boolean {
  return [...rules, ...runtimeRules].some((rule) => input.env.has(rule.key)) || secretNames.some(([key]) => input.env.has(key))
}

function debug(key: string, stake: SettingRule['stake'], message: string, off: string): SettingRule {
  return { key, concern: 'debug-mode', stake, unsafe: (value) => isOn(value), message, expected: off, fix: `set ${key}: "${off}"`, want: off }
}

function hosts(key: string): SettingRule {
  return {
    key,
    concern: 'host-header',
    stake: 'defence',
    unsafe: (value) => value.split(/[\s,[\]"']+/).includes('*'),
    message: 'The application answers to any host name: links in its mails can be led to a foreign site.',
    expected: 'the names under which it is reached',
    fix: `name the hosts in ${key}`,
  }
}

function origins(key: string): SettingRule {
  return {
    key,
    concern: 'cross-origin',
    stake: 'defence',
    unsafe: (value) => value.split(/[\s,[\]"']+/).includes('*'),
    message: "Pages of any origin may call the application from a user's browser.",
    expected: 'the origins that need it',
    fix: `name the origins in ${key}`,
  }
}

function cookies(key: string): SettingRule {
  return {
    key,
    concern: 'cookie-flags',
    stake: 'traffic',
    safe: (value) => isOn(value),
    message: 'The session cookie is also sent over plain HTTP, where it can be read.',
    expected: 'true',
    fix: `set ${key}: "true" and serve over HTTPS`,
    want: 'true',
  }
}
