import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import { isResolved } from '../../model/setting.ts'
import type { Observation, Reading, SecretReading } from '../../model/technology.ts'
import type { SecretShape } from '../../model/text.ts'
import { matchesImage } from '../../protocols/image.ts'
import type { Lookup } from '../../settings/rules.ts'
import { isOn, observe } from '../../settings/rules.ts'
import { accountsOf } from './accounts.ts'
import { connectionsOf, hasLdap } from './connections.ts'
import { cornflowDead, cornflowLdap } from './cornflow.ts'
import { fabSettings, noFab } from './fab.ts'
import { listenersOf } from './listeners.ts'
import { airflowOptions } from './options.ts'
import type { Part } from './parts.ts'
import { isCornflow, majorOf, partsOf } from './parts.ts'
import { taskSettings, webSettings } from './settings.ts'

export function read(input: ComponentInput, version: string | undefined): Reading {
  const gaps: Gap[] = []
  const options = airflowOptions(input, gaps)
  const parts = partsOf(input)
  const major = majorOf(input, version)
  const ldap = hasLdap(input)
  const fab = parts.includes('web') ? fabSettings(input, gaps) : noFab
  const isWeb = parts.includes('web')
  const runsTasks = isWeb || parts.includes('scheduler') || parts.includes('worker')
  const release = version ?? (major === undefined ? undefined : `${major}`) ?? (input.form === 'process' ? releaseOf(options) : undefined)
  return {
    role: roleOf(parts),
    listeners: listenersOf(parts, { input, options, major, hasLdap: ldap, fab }),
    connections: [...connectionsOf(input, options, parts), ...fab.connections],
    accounts: accountsOf(input, parts, ldap),
    secrets: [...(isWeb ? secrets(input, options, major) : []), ...fab.secrets],
    stores: parts.some((part) => part !== 'flower') ? [{ path: `${homeOf(input)}/logs`, holds: 'logs' as const, disposable: true }] : [],
    observations: [
      ...(isWeb ? observe(webSettings, options, input.at, release) : []),
      ...(runsTasks ? observe(taskSettings, (key) => written(options, key), input.at, release) : []),
      ...(isWeb ? emptyFernetKey(options) : []),
      ...(isWeb ? [...behindTls(options), ...cornflowLdap(input)] : []),
      ...fab.observations,
    ],
    deadKeys: isCornflow(input) ? cornflowDead(input) : [],
    image: matchesImage(input.image, [
      'apache/airflow',
      'bitnami/airflow',
      'bitnami/airflow-scheduler',
      'bitnami/airflow-worker',
      'puckel/docker-airflow',
      'baobabsoluciones/airflow',
    ])
      ? { runsAs: 'user', healthcheck: false }
      : {},
    gaps,
  }
}

/** An address that comes from elsewhere is no more than that. */
function written(options: Lookup, key: string): ReturnType<Lookup> {
  const found = options(key)
  return key.endsWith('SQL_ALCHEMY_CONN') && found !== undefined && !isResolved(found) ? undefined : found
}

/** Options that Airflow 3 has no more tell the release of a file that nothing else is known of. */
function releaseOf(options: Lookup): string | undefined {
  const gone = ['WEBSERVER__SECRET_KEY', 'WEBSERVER__EXPOSE_CONFIG', 'WEBSERVER__COOKIE_SECURE', 'API__AUTH_BACKENDS', 'CORE__ENABLE_XCOM_PICKLING']
  return gone.some((name) => options(`AIRFLOW__${name}`) !== undefined) ? '2' : undefined
}

function roleOf(parts: readonly Part[]): 'application' | 'worker' | 'admin' | 'job' {
  if (parts.includes('web')) return 'application'
  if (parts.includes('flower')) return 'admin'
  return parts.length === 0 ? 'job' : 'worker'
}

function homeOf(input: ComponentInput): string {
  const home = input.env.get('AIRFLOW_HOME')?.value
  if (home !== undefined && home.startsWith('/')) return home
  return matchesImage(input.image, ['baobabsoluciones/airflow', 'puckel/docker-airflow']) ? '/usr/local/airflow' : '/opt/airflow'
}

/** Behind a server with TLS, Airflow has to be told: else it makes links and redirects for plain HTTP (2.x). */
function behindTls(options: Lookup): readonly Observation[] {
  const url = options('AIRFLOW__WEBSERVER__BASE_URL')
  const fix = options('AIRFLOW__WEBSERVER__ENABLE_PROXY_FIX')
  const own = options('AIRFLOW__WEBSERVER__WEB_SERVER_SSL_CERT')
  if (url?.value.startsWith('https://') !== true || (own !== undefined && own.value !== '') || (fix !== undefined && isOn(fix.value))) return []
  return [
    {
      concern: 'proxy-trust',
      key: 'AIRFLOW__WEBSERVER__ENABLE_PROXY_FIX',
      verdict: 'unsafe',
      basis: fix === undefined ? 'default' : 'configured',
      stake: 'hygiene',
      port: 8080,
      trail: fix?.trail ?? url.trail,
      message: 'Airflow is reached over HTTPS and is not told so: its redirects lead to plain HTTP, and its log shows the proxy as every client.',
      actual: fix === undefined ? 'enable_proxy_fix is not set' : 'enable_proxy_fix is off',
      expected: 'True, with proxy_fix_x_* as many as there are proxies',
      fix: 'set AIRFLOW__WEBSERVER__ENABLE_PROXY_FIX: "True"',
    },
  ]
}

const fernet = 'AIRFLOW__CORE__FERNET_KEY'

/** `Fernet.generate_key` of cryptography 42. */
const fernetShape: SecretShape = { encoding: 'base64url', bytes: 32 }

/** An empty key is not a missing one: Airflow then stores without encryption (models/crypto.py, 1.10 to 3.0). */
function emptyFernetKey(options: Lookup): readonly Observation[] {
  const key = options(fernet)
  if (key === undefined || key.value.trim() !== '') return []
  return [
    {
      concern: 'encryption-at-rest',
      key: fernet,
      verdict: 'unsafe',
      basis: 'configured',
      stake: 'data',
      trail: key.trail,
      message: 'Airflow stores the passwords of its connections and variables unencrypted, because its Fernet key is empty.',
      actual: `${fernet} is empty`,
      expected: 'a generated Fernet key, the same in every part of Airflow',
      fix: `set ${fernet} to the output of: openssl rand -base64 32 | tr '+/' '-_'`,
      wantSecret: fernetShape,
    },
  ]
}

function secrets(input: ComponentInput, options: Lookup, major: number | undefined): readonly SecretReading[] {
  const found: SecretReading[] = []
  const encryption = options(fernet)
  if (encryption === undefined) {
    const why = isCornflow(input)
      ? 'the entry script makes up a new key at every start: what was stored before cannot be read'
      : 'each container makes up its own key: what one part stores the others cannot read'
    found.push({ key: fernet, purpose: 'encryption', ifAbsent: { verdict: 'unknown', why }, at: input.at })
  } else if (encryption.value.trim() !== '') found.push({ key: fernet, purpose: 'encryption', value: encryption })
  const name = major === 3 ? 'AIRFLOW__API__SECRET_KEY' : 'AIRFLOW__WEBSERVER__SECRET_KEY'
  const session = options(name) ?? options('AIRFLOW__WEBSERVER__SECRET_KEY')
  if (session !== undefined && session.value !== '') found.push({ key: name, purpose: 'session', value: session, atLeast: 16 })
  else found.push({ key: name, purpose: 'session', at: session?.trail[0] ?? input.at, ifAbsent: absentSession(major) })
  const token = options('AIRFLOW__API_AUTH__JWT_SECRET')
  if (token !== undefined && token.value !== '') found.push({ key: 'AIRFLOW__API_AUTH__JWT_SECRET', purpose: 'signing', value: token, atLeast: 16 })
  return found
}

function absentSession(major: number | undefined): NonNullable<SecretReading['ifAbsent']> {
  if (major === 1) return { verdict: 'unsafe', why: 'Airflow 1.10 signs sessions with the published key temporary_key' }
  return { verdict: 'safe', why: 'Airflow 2.1.1 and later makes up a key at every start' }
}
