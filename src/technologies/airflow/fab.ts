import type { Fact, Gap } from '../../model/fact.ts'
import { configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { ConnectionReading, Observation, SecretReading } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import { connectionsTo } from '../../settings/client.ts'
import { isGiven } from '../../settings/given.ts'
import type { PythonSettings } from '../../settings/python/read.ts'
import { pythonSettings } from '../../settings/python/read.ts'
import { asSetting, evenOnCondition, switchOf, within } from '../../settings/python/value.ts'
import type { SettingRule } from '../../settings/rules.ts'
import { isOff, isOn, observe } from '../../settings/rules.ts'
import { homesOf } from './options.ts'

/** Log-in and roles of Airflow's pages, as webserver_config.py gives them to Flask-AppBuilder. */
export interface Fab {
  readonly login: Fact<Authentication> | undefined
  readonly connections: readonly ConnectionReading[]
  readonly observations: readonly Observation[]
  readonly secrets: readonly SecretReading[]
}

export const noFab: Fab = { login: undefined, connections: [], observations: [], secrets: [] }

export function fabSettings(input: ComponentInput, gaps: Gap[]): Fab {
  for (const folder of homesOf(input)) {
    const file = pythonSettings(input, `${folder}/webserver_config.py`, gaps)
    if (file !== undefined) return fabOf(file)
  }
  return noFab
}

function fabOf(file: PythonSettings): Fab {
  const at = { file: file.document.file, line: 1 }
  return {
    login: loginOf(file),
    connections: directory(file),
    observations: [...observe(rules, file.text, at), ...registration(file), ...trusted(file), ...everybody(file)].map((each) => ({
      ...each,
      port: 8080,
    })),
    secrets: providers(file),
  }
}

/** AUTH_TYPE by its name or number (flask_appbuilder.const: 0 OID, 1 DB, 2 LDAP, 3 REMOTE_USER, 4 OAUTH). */
function typeOf(file: PythonSettings): string | undefined {
  const value = file.text('AUTH_TYPE')?.value
  return value === undefined ? undefined : (['OID', 'DB', 'LDAP', 'REMOTE_USER', 'OAUTH'][Number(value)] ?? value.replace(/^.*AUTH_/, ''))
}

function loginOf(file: PythonSettings): Fact<Authentication> | undefined {
  const role = file.text('AUTH_ROLE_PUBLIC')
  if (isGiven(role) && role.value !== 'Public') {
    if (role.unresolved.length > 0) return unknown('AUTH_ROLE_PUBLIC holds only under a condition', role.trail[0])
    return configured('none', role.trail, `everybody has the role ${role.value}`)
  }
  const type = file.text('AUTH_TYPE')
  const name = typeOf(file)
  if (type === undefined || name === undefined) return undefined
  return configured(name === 'DB' ? 'password' : 'delegated', type.trail)
}

/** Defaults of Flask-AppBuilder 4: no StartTLS, TLS_DEMAND off, self-signed refused. */
function directory(file: PythonSettings): readonly ConnectionReading[] {
  const server = file.text('AUTH_LDAP_SERVER')
  if (!isGiven(server)) return []
  const startTls = file.text('AUTH_LDAP_USE_TLS')
  const selfSigned = file.text('AUTH_LDAP_ALLOW_SELF_SIGNED')
  const demand = file.text('AUTH_LDAP_TLS_DEMAND')
  const isTls = server.value.startsWith('ldaps:') || (startTls !== undefined && isOn(startTls.value))
  const verification =
    selfSigned !== undefined && isOn(selfSigned.value)
      ? configured('none' as const, selfSigned.trail)
      : demand !== undefined && isOn(demand.value)
        ? configured('name' as const, demand.trail)
        : unknown<'name'>("AUTH_LDAP_TLS_DEMAND is not set: the system's ldap.conf decides", server.trail[0])
  return connectionsTo(server, {
    key: 'AUTH_LDAP_SERVER',
    encryption: startTls !== undefined && isTls && !server.value.startsWith('ldaps:') ? configured('required', startTls.trail) : undefined,
    verification: isTls ? verification : undefined,
    user: file.text('AUTH_LDAP_BIND_USER'),
    password: file.text('AUTH_LDAP_BIND_PASSWORD'),
    passwordKey: 'AUTH_LDAP_BIND_PASSWORD',
    authority: file.text('AUTH_LDAP_TLS_CACERTFILE'),
  })
}

const rules: readonly SettingRule[] = [
  {
    key: 'WTF_CSRF_ENABLED',
    concern: 'cross-origin',
    stake: 'takeover',
    unsafe: isOff,
    message: "Foreign pages may send forms to Airflow in a user's name.",
    expected: 'WTF_CSRF_ENABLED = True',
    fix: 'set WTF_CSRF_ENABLED = True in webserver_config.py',
    want: 'True',
  },
  {
    key: 'RATELIMIT_ENABLED',
    concern: 'rate-limit',
    stake: 'defence',
    unsafe: isOff,
    message: 'Passwords of Airflow can be tried without limit.',
    expected: 'RATELIMIT_ENABLED = True',
    fix: 'remove RATELIMIT_ENABLED from webserver_config.py',
    want: null,
  },
  {
    key: 'SESSION_COOKIE_SECURE',
    concern: 'cookie-flags',
    stake: 'traffic',
    unsafe: isOff,
    message: 'The session cookie of Airflow is also sent over plain HTTP.',
    expected: 'SESSION_COOKIE_SECURE = True',
    fix: 'set SESSION_COOKIE_SECURE = True behind TLS',
    want: 'True',
  },
]

/** The role of everybody who logs in for the first time. */
function registration(file: PythonSettings): readonly Observation[] {
  const isOpen = file.get('AUTH_USER_REGISTRATION')
  const role = file.text('AUTH_USER_REGISTRATION_ROLE')
  if (isOpen === undefined || switchOf(isOpen) === false || role === undefined) return []
  const isKnown = role.unresolved.length === 0 && switchOf(isOpen) === true
  const isHigh = /^(?:Admin|Op|User)$/.test(role.value)
  return [
    {
      concern: 'role-mapping',
      key: 'AUTH_USER_REGISTRATION_ROLE',
      verdict: !isKnown ? 'unknown' : isHigh ? 'unsafe' : 'safe',
      basis: 'configured',
      stake: role.value === 'Admin' ? 'takeover' : 'data',
      trail: role.trail,
      message: `Whoever logs in to Airflow for the first time gets the role ${isHigh ? role.value : 'that is set here'}, which may run workflows.`,
      actual: isKnown ? `AUTH_USER_REGISTRATION_ROLE = ${role.value}` : 'not known here',
      expected: 'Public or Viewer, and AUTH_ROLES_MAPPING for those who need more',
      fix: 'set AUTH_USER_REGISTRATION_ROLE = "Public" and name groups in AUTH_ROLES_MAPPING',
      want: 'Public',
    },
  ]
}

/** The role of those who do not log in. */
function everybody(file: PythonSettings): readonly Observation[] {
  const role = file.text('AUTH_ROLE_PUBLIC')
  if (!isGiven(role) || role.value === 'Public') return []
  return [
    {
      concern: 'anonymous-access',
      key: 'AUTH_ROLE_PUBLIC',
      verdict: role.unresolved.length > 0 ? 'unknown' : 'unsafe',
      basis: 'configured',
      stake: /^(?:Admin|Op|User)$/.test(role.value) ? 'takeover' : 'data',
      trail: role.trail,
      message: 'Airflow gives a role to everybody who does not log in.',
      actual: 'AUTH_ROLE_PUBLIC is set',
      expected: 'AUTH_ROLE_PUBLIC left out, or Public',
      fix: 'remove AUTH_ROLE_PUBLIC from webserver_config.py',
      want: null,
    },
  ]
}

/** The name of the user comes in a header: who passes the proxy by is whom he says. */
function trusted(file: PythonSettings): readonly Observation[] {
  const type = file.text('AUTH_TYPE')
  if (type === undefined || typeOf(file) !== 'REMOTE_USER') return []
  return [
    {
      concern: 'proxy-trust',
      key: 'AUTH_TYPE',
      verdict: 'unsafe',
      basis: 'configured',
      stake: 'takeover',
      trail: type.trail,
      message: 'Airflow takes the name of the user from the server in front: who reaches Airflow beside it is whoever he says.',
      actual: 'AUTH_REMOTE_USER',
      expected: 'AUTH_OAUTH or AUTH_LDAP, or a port that the proxy alone can reach',
      fix: 'bind Airflow to loopback behind the proxy, or log in at an identity provider',
    },
  ]
}

function providers(file: PythonSettings): readonly SecretReading[] {
  const all = file.get('OAUTH_PROVIDERS')
  const listed = (all?.kind === 'items' ? all.items : []).flatMap((provider): readonly SecretReading[] => {
    const name = asSetting(within(provider, 'name'))?.value ?? 'provider'
    const secret = asSetting(within(provider, 'remote_app', 'client_secret')) ?? asSetting(within(provider, 'remote_app', 'consumer_secret'))
    return isGiven(secret)
      ? [{ key: `OAUTH_PROVIDERS.${name}.client_secret`, purpose: 'shared-secret', value: evenOnCondition(secret), atLeast: 16 }]
      : []
  })
  const session = file.text('SECRET_KEY')
  return isGiven(session) ? [...listed, { key: 'SECRET_KEY', purpose: 'session', value: evenOnCondition(session), atLeast: 16 }] : listed
}
