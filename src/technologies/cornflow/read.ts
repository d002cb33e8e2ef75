import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { setting, withText } from '../../model/setting.ts'
import type { AccountReading, ConnectionReading, DeadKey, LogInPath, Observation, Reading, SecretReading } from '../../model/technology.ts'
import { isLoopback } from '../../protocols/address.ts'
import { parseConnectionString } from '../../protocols/connection-string.ts'
import { strayNames } from '../../settings/catalogue.ts'
import { connectionsTo } from '../../settings/client.ts'
import { variable } from '../../settings/environment.ts'
import { libpqTls } from '../../settings/libpq.ts'
import { deadKeys, observe } from '../../settings/rules.ts'
import { variables } from './catalogue.ts'
import { dead, rules } from './settings.ts'

const port = 5000

/** None of them asks for a log-in or counts (cornflow 1.3.6, endpoints/__init__.py); a reset changes the password at once. */
const logInPaths: readonly LogInPath[] = [
  { path: '/login/', is: 'log-in' },
  { path: '/user/recover-password/', is: 'reset' },
  { path: '/signup/', is: 'sign-up' },
]

/** Settings and defaults: cornflow 1.3.6, cornflow/cli/service.py, cornflow/cli/utils.py and cornflow/config.py. */
export function read(input: ComponentInput, version: string | undefined): Reading {
  function lookup(key: string): Setting | undefined {
    return variable(input, key)
  }
  return {
    listeners: [
      {
        port,
        protocol: 'http',
        purpose: 'application',
        tls: byDefault('none', 'cornflow has no TLS of its own: gunicorn speaks plain HTTP on port 5000 (all versions)', [input.at]),
        authentication: byDefault('token', 'the API asks for a token that POST /login/ gives (all versions)', [input.at]),
        logInPaths,
      },
    ],
    connections: [...database(input), ...airflow(input), ...directory(input)],
    accounts: accounts(input),
    secrets: secrets(input),
    observations: [...observe(rules, lookup, input.at, version), ...roleMapping(input), ...ownDatabase(input)],
    deadKeys: [...deadKeys(dead, lookup, version), ...originList(input), ...strayNames(input.env, 'Cornflow', variables)],
  }
}

/** The variable, or the value that the program falls back to, which then stands at the component. */
function orDefault(input: ComponentInput, name: string, fallback: string): Setting {
  return variable(input, name) ?? setting(fallback, input.at)
}

function database(input: ComponentInput): readonly ConnectionReading[] {
  const whole = variable(input, 'cornflow_db_conn')
  if (whole !== undefined) return connectionsTo(whole, { key: 'cornflow_db_conn', library: 'libpq' })
  const { query, authority } = libpqTls(input)
  const host = orDefault(input, 'CORNFLOW_DB_HOST', 'cornflow_db')
  const address = `postgresql://${host.value}:${orDefault(input, 'CORNFLOW_DB_PORT', '5432').value}/${query}`
  return connectionsTo(withText(host, address), {
    key: 'CORNFLOW_DB_HOST',
    library: 'libpq',
    authority,
    user: orDefault(input, 'CORNFLOW_DB_USER', 'cornflow'),
    userKey: 'CORNFLOW_DB_USER',
    database: orDefault(input, 'CORNFLOW_DB', 'cornflow'),
    password: orDefault(input, 'CORNFLOW_DB_PASSWORD', 'cornflow'),
    passwordKey: 'CORNFLOW_DB_PASSWORD',
  })
}

/** A database beside the application shares its host, its fate and its copies; the manual wants an external one. */
function ownDatabase(input: ComponentInput): readonly Observation[] {
  const whole = variable(input, 'cornflow_db_conn')
  const host = whole ?? orDefault(input, 'CORNFLOW_DB_HOST', 'cornflow_db')
  const key = whole === undefined ? 'CORNFLOW_DB_HOST' : 'cornflow_db_conn'
  const parsed = parseConnectionString(whole?.value ?? `postgresql://${host.value}/`)
  const name = parsed?.endpoints[0]?.host
  if (name === undefined || host.unresolved.some(({ text }) => name.includes(text))) return []
  const isFile = parsed?.protocol !== 'postgres'
  const isBeside = isFile || isLoopback(name) || !name.includes('.')
  return [
    {
      concern: 'production-topology',
      key,
      verdict: isBeside ? 'unsafe' : 'safe',
      trail: host.trail,
      basis: variable(input, key) === undefined ? 'default' : 'configured',
      message: isBeside
        ? 'the data lies in a database of the same deployment: it has no copies of its own, and is gone with the volume'
        : 'the data lies in a database outside',
      actual: isBeside ? `${key} names a neighbour` : `${key} names another host`,
      expected: 'an external PostgreSQL that is looked after and backed up',
      fix: `set ${key} to the external server`,
      stake: 'hygiene',
    },
  ]
}

function airflow(input: ComponentInput): readonly ConnectionReading[] {
  // 1 is Airflow, 2 Databricks
  if (variable(input, 'CORNFLOW_BACKEND')?.value === '2') return []
  return connectionsTo(orDefault(input, 'AIRFLOW_URL', 'http://webserver:8080'), {
    key: 'AIRFLOW_URL',
    user: orDefault(input, 'AIRFLOW_USER', 'admin'),
    password: orDefault(input, 'AIRFLOW_PWD', 'admin'),
    passwordKey: 'AIRFLOW_PWD',
  })
}

/** AUTH_TYPE: 1 database, 2 LDAP, 0 OpenID. A value that is not known here may be 2. */
function usesDirectory(input: ComponentInput): boolean {
  const kind = variable(input, 'AUTH_TYPE')
  return kind !== undefined && (kind.value.trim() === '2' || kind.unresolved.length > 0)
}

function directory(input: ComponentInput): readonly ConnectionReading[] {
  if (!usesDirectory(input)) return []
  const host = orDefault(input, 'LDAP_HOST', 'ldap://openldap:389')
  const parsed = parseConnectionString(host.value)
  const endpoint = parsed?.endpoints[0]
  if (parsed === undefined || endpoint === undefined) return []
  const secure = parsed.encryption === 'required'
  const password = orDefault(input, 'LDAP_BIND_PASSWORD', 'admin')
  const cannot = 'cornflow gives ldap3 no certificate authority, and ldap3 then checks none; there is no key for it (1.3.6)'
  return [
    {
      protocol: 'ldap',
      host: endpoint.host,
      port: endpoint.port ?? (secure ? 636 : 389),
      encryption: configured(secure ? 'required' : 'none', host.trail),
      verification: byDefault('none', cannot, host.trail),
      authentication: configured('password', password.trail),
      user: orDefault(input, 'LDAP_BIND_DN', 'cn=admin,dc=example,dc=org'),
      password,
      key: 'LDAP_HOST',
      passwordKey: 'LDAP_BIND_PASSWORD',
      trail: host.trail,
      cannot,
    },
  ]
}

/** Made at start, in the database, unless users come from a directory. */
function accounts(input: ComponentInput): readonly AccountReading[] {
  if (usesDirectory(input)) return []
  return [
    {
      user: orDefault(input, 'CORNFLOW_ADMIN_USER', 'cornflow_admin'),
      password: orDefault(input, 'CORNFLOW_ADMIN_PWD', 'Cornflow_admin1234'),
      power: 'administrator',
      key: 'CORNFLOW_ADMIN_PWD',
      port,
    },
    {
      user: orDefault(input, 'CORNFLOW_SERVICE_USER', 'service_user'),
      password: orDefault(input, 'CORNFLOW_SERVICE_PWD', 'Service_user1234'),
      power: 'administrator',
      key: 'CORNFLOW_SERVICE_PWD',
      port,
    },
  ]
}

function secrets(input: ComponentInput): readonly SecretReading[] {
  const key = variable(input, 'FERNET_KEY')
  const reports = variable(input, 'SECRET_BI_KEY')
  return [
    {
      key: 'FERNET_KEY',
      purpose: 'signing',
      ...(key === undefined || key.value === '' ? {} : { value: key }),
      ifAbsent: {
        verdict: 'unsafe',
        why: "cornflow makes a random key at every start: all sessions end with it, and copies of the service do not accept each other's tokens",
      },
      at: key?.trail[0] ?? input.at,
    },
    ...(reports === undefined ? [] : [{ key: 'SECRET_BI_KEY', purpose: 'signing' as const, value: reports, at: input.at }]),
  ]
}

/** flask-cors takes the text as one origin: a list matches nothing. */
function originList(input: ComponentInput): readonly DeadKey[] {
  const origins = variable(input, 'CORS_ORIGINS')
  if (origins === undefined || !/[,;\s]/.test(origins.value.trim())) return []
  return [
    {
      key: 'CORS_ORIGINS',
      trail: origins.trail,
      why: 'the value is taken as one origin, so a list of them matches none',
      fix: 'name one origin in CORS_ORIGINS, and let the proxy answer for the others',
      stake: 'availability',
    },
  ]
}

/** Airflow's image of the same release looks users up in one branch and knows services by the group cn=services,ou=groups. */
function roleMapping(input: ComponentInput): readonly Observation[] {
  const services = variable(input, 'LDAP_SERVICE_BASE')
  if (!usesDirectory(input) || services === undefined) return []
  const users = orDefault(input, 'LDAP_USER_BASE', 'ou=users,dc=example,dc=org')
  const below = services.value.toLowerCase().replaceAll(' ', '').endsWith(users.value.toLowerCase().replaceAll(' ', ''))
  const unclear = services.unresolved.length > 0 || users.unresolved.length > 0
  return [
    {
      concern: 'role-mapping',
      key: 'LDAP_SERVICE_BASE',
      verdict: unclear ? 'unknown' : below ? 'safe' : 'unsafe',
      trail: services.trail,
      basis: 'configured',
      message:
        'service accounts stand in another branch of the directory than users, where Airflow, which maps services by the group cn=services,ou=groups, does not find them: they get the role of a new user',
      actual: services.value,
      expected: `a branch below ${users.value}, or a group that both sides map`,
      fix: "put service accounts and their group where both Cornflow and Airflow look, and map the group's real name",
      stake: 'defence',
    },
  ]
}
