import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { ConnectionReading, Observation, Reading } from '../../model/technology.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import { parsePort } from '../../protocols/address.ts'
import { isGiven } from '../../settings/given.ts'
import { addressesOf, mailOf } from '../../settings/python/addresses.ts'
import type { Profile } from '../../settings/python/profiles.ts'
import { profilesOf } from '../../settings/python/profiles.ts'
import { pythonSettings } from '../../settings/python/read.ts'
import type { PythonSetting } from '../../settings/python/value.ts'
import { asSetting, evenOnCondition, trailOf, within } from '../../settings/python/value.ts'
import { observe } from '../../settings/rules.ts'
import { rules } from './rules.ts'

export const home = '/srv/app/project'

/** What settings.py of a Django project says (Django 4.2 to 5). */
export function djangoFiles(input: ComponentInput, gaps: Gap[]): Reading {
  const file = input.declared === undefined ? undefined : pythonSettings(input, `${home}/settings.py`, gaps)
  if (file === undefined) return {}
  const at = { file: file.document.file, line: 1 }
  const [profile] = profilesOf(file)
  if (profile === undefined) return {}
  const key = profile.text('SECRET_KEY')
  return {
    observations: [...observe(rules, profile.text, at), ...lists(profile)],
    secrets: isGiven(key) ? [{ key: 'SECRET_KEY', purpose: 'signing', value: evenOnCondition(key) }] : [],
    connections: [
      ...databases(profile),
      ...addressesOf(profile),
      ...mailOf(profile, { host: 'EMAIL_HOST', prefix: 'EMAIL', user: 'EMAIL_HOST_USER', password: 'EMAIL_HOST_PASSWORD' }),
    ],
  }
}

/** Lists in which something has to stand, or must not. */
function lists(profile: Profile): readonly Observation[] {
  const found: Observation[] = []
  const middleware = profile.get('MIDDLEWARE')
  if (middleware?.kind === 'items' && middleware.items.length > 0 && !namesIn(middleware).some((name) => name.endsWith('CsrfViewMiddleware')))
    found.push({
      ...base('MIDDLEWARE', middleware),
      concern: 'cross-origin',
      stake: 'takeover',
      message: "Foreign pages may send forms in a user's name: the check against it is not among the middleware.",
      actual: 'CsrfViewMiddleware is missing',
      expected: 'django.middleware.csrf.CsrfViewMiddleware',
      fix: 'put django.middleware.csrf.CsrfViewMiddleware into MIDDLEWARE',
    })
  const validators = profile.get('AUTH_PASSWORD_VALIDATORS')
  if (validators?.kind === 'items' && validators.items.length === 0)
    found.push({
      ...base('AUTH_PASSWORD_VALIDATORS', validators),
      concern: 'password-policy',
      stake: 'defence',
      message: 'Any password is taken, however short or usual.',
      actual: 'AUTH_PASSWORD_VALIDATORS is empty',
      expected: 'the validators of django.contrib.auth.password_validation',
      fix: 'name the validators in AUTH_PASSWORD_VALIDATORS',
    })
  const hashers = profile.get('PASSWORD_HASHERS')
  const [first] = hashers?.kind === 'items' ? namesIn(hashers) : []
  if (hashers !== undefined && first !== undefined && /MD5|SHA1|Unsalted|Crypt/.test(first) && !/BCrypt|SCrypt/i.test(first))
    found.push({
      ...base('PASSWORD_HASHERS', hashers),
      concern: 'password-policy',
      stake: 'data',
      message: 'Passwords are kept as hashes that are quickly guessed from.',
      actual: `the first of PASSWORD_HASHERS is ${first.slice(first.lastIndexOf('.') + 1)}`,
      expected: 'Argon2 or PBKDF2 first',
      fix: 'put django.contrib.auth.hashers.Argon2PasswordHasher first, or remove PASSWORD_HASHERS',
    })
  const permissions = within(profile.get('REST_FRAMEWORK'), 'DEFAULT_PERMISSION_CLASSES')
  if (permissions?.kind === 'items' && namesIn(permissions).some((name) => name.endsWith('.AllowAny')))
    found.push({
      ...base('REST_FRAMEWORK', permissions),
      concern: 'open-api',
      stake: 'data',
      message: 'The API asks nobody who he is, unless a view does so itself.',
      actual: 'DEFAULT_PERMISSION_CLASSES has AllowAny',
      expected: 'rest_framework.permissions.IsAuthenticated',
      fix: 'set DEFAULT_PERMISSION_CLASSES to IsAuthenticated',
    })
  return found
}

function base(key: string, value: PythonSetting): Pick<Observation, 'key' | 'verdict' | 'basis' | 'trail'> {
  return { key, verdict: 'unsafe', basis: 'configured', trail: trailOf(value) }
}

function namesIn(value: PythonSetting): readonly string[] {
  return value.kind === 'items' ? value.items.flatMap((item) => asSetting(item)?.value ?? []) : []
}

/** `DATABASES`: PostgreSQL by libpq, so that sslmode of OPTIONS counts; MySQL has TLS with `ssl` or `ssl_mode`. */
function databases(profile: Profile): readonly ConnectionReading[] {
  const all = profile.get('DATABASES')
  if (all?.kind !== 'entries') return []
  return [...all.entries].flatMap(([name, database]): readonly ConnectionReading[] => {
    const of = (key: string): ReturnType<typeof asSetting> => asSetting(within(database, key))
    const engine = /(?:^|\.)(postgresql|postgis|mysql)(?:_psycopg2)?$/.exec(of('ENGINE')?.value ?? '')?.[1]
    const host = of('HOST')
    if (engine === undefined || !isGiven(host) || host.value.startsWith('/')) return []
    const isMysql = engine === 'mysql'
    const [user, password, port] = [of('USER'), of('PASSWORD'), parsePort(of('PORT')?.value ?? '')]
    return [
      {
        protocol: isMysql ? 'mysql' : 'postgres',
        host: host.value,
        port: port ?? (isMysql ? 3306 : 5432),
        ...(isMysql ? mysqlTls(database) : libpqTls(database)),
        authentication: isGiven(password) ? configured('password', password.trail) : byDefault('none', 'no password is set for it', host.trail),
        ...(isGiven(user) ? { user } : {}),
        ...(isGiven(password) ? { password: evenOnCondition(password) } : {}),
        key: `DATABASES.${name}`,
        passwordKey: `DATABASES.${name}.PASSWORD`,
        trail: host.trail,
      },
    ]
  })
}

type Tls = Pick<ConnectionReading, 'encryption' | 'verification'>

/** libpq 9.1 and later: prefer unless set; only verify-ca and verify-full look at the certificate. */
function libpqTls(database: PythonSetting): Tls {
  const mode = asSetting(within(database, 'OPTIONS', 'sslmode'))
  const at = trailOf(database)
  if (mode === undefined)
    return {
      encryption: byDefault('optional', 'libpq: sslmode=prefer unless set otherwise', at),
      verification: byDefault('none', 'libpq: sslmode=prefer checks no certificate', at),
    }
  if (mode.unresolved.length > 0)
    return { encryption: unknown('sslmode is not known here', mode.trail[0]), verification: unknown('sslmode is not known here', mode.trail[0]) }
  const encryption = mode.value === 'disable' ? 'none' : /^(?:require|verify-ca|verify-full)$/.test(mode.value) ? 'required' : 'optional'
  const verification = mode.value === 'verify-full' ? 'name' : mode.value === 'verify-ca' ? 'chain' : 'none'
  return { encryption: configured(encryption, mode.trail), verification: configured(verification, mode.trail) }
}

function mysqlTls(database: PythonSetting): Tls {
  const options = within(database, 'OPTIONS')
  const mode = asSetting(within(options, 'ssl_mode'))
  const ssl = within(options, 'ssl')
  const at = trailOf(database)
  if (mode === undefined && ssl === undefined)
    return {
      encryption: byDefault('optional', 'mysqlclient takes TLS where the server offers it', at),
      verification: byDefault('none', 'nothing is checked unless a CA is set', at),
    }
  const trail = mode?.trail ?? trailOf(ssl!)
  const checks = mode?.value.startsWith('VERIFY_') === true || within(ssl, 'ca') !== undefined
  return {
    encryption: configured('required', trail),
    verification: configured(checks ? (mode?.value === 'VERIFY_IDENTITY' ? 'name' : 'chain') : 'none', trail),
  }
}
