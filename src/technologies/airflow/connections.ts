import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { setting, withText } from '../../model/setting.ts'
import type { ConnectionReading } from '../../model/technology.ts'
import { parsePort } from '../../protocols/address.ts'
import type { Client } from '../../settings/client.ts'
import { connectionsTo } from '../../settings/client.ts'
import { isGiven } from '../../settings/given.ts'
import { libpqTls } from '../../settings/libpq.ts'
import type { Lookup } from '../../settings/rules.ts'
import { isOn } from '../../settings/rules.ts'
import type { Part } from './parts.ts'
import { isCornflow } from './parts.ts'

const urls = ['AIRFLOW__DATABASE__SQL_ALCHEMY_CONN', 'AIRFLOW__CELERY__BROKER_URL', 'AIRFLOW__CELERY__RESULT_BACKEND']

/** Addresses of airflow.cfg, and those that the entry script of Cornflow's image puts together. Variables that hold a URL are found without help. */
export function connectionsOf(input: ComponentInput, options: Lookup, parts: readonly Part[]): readonly ConnectionReading[] {
  const written = urls.flatMap((key) => {
    const value = input.env.has(key) || (key.includes('SQL') && input.env.has('AIRFLOW__CORE__SQL_ALCHEMY_CONN')) ? undefined : options(key)
    return value === undefined || value.value.startsWith('sqlite')
      ? []
      : connectionsTo(value, { key, library: key.includes('SQL') ? 'libpq' : undefined, ...(key.includes('BROKER') ? brokerTls(options) : {}) })
  })
  const own = [...written, ...mail(options)]
  return isCornflow(input) ? [...own, ...database(input), ...broker(input), ...directory(input), ...callback(input, parts)] : own
}

/** `[celery] ssl_active` (celery provider, default_celery.py): TLS with a certificate of the CA in ssl_cacert. */
function brokerTls(options: Lookup): Pick<Client, 'encryption' | 'verification'> {
  const active = options('AIRFLOW__CELERY__SSL_ACTIVE')
  if (active === undefined || !isOn(active.value)) return {}
  return {
    encryption: configured('required', active.trail),
    verification: byDefault('chain', 'ssl_active asks for a certificate of the CA (cert_reqs)', active.trail),
  }
}

/** `[smtp]`: StartTLS unless smtp_starttls is off, TLS from the start with smtp_ssl (utils/email.py, 2.x). */
function mail(options: Lookup): readonly ConnectionReading[] {
  const host = options('AIRFLOW__SMTP__SMTP_HOST')
  if (!isGiven(host) || /^(?:localhost|127\.)/.test(host.value)) return []
  const [starts, ssl, password] = ['SMTP_STARTTLS', 'SMTP_SSL', 'SMTP_PASSWORD'].map((name) => options(`AIRFLOW__SMTP__${name}`))
  const decides = ssl !== undefined && isOn(ssl.value) ? ssl : starts
  const isTls = decides === undefined || isOn(decides.value)
  return connectionsTo(host, {
    key: 'AIRFLOW__SMTP__SMTP_HOST',
    protocol: 'smtp',
    defaultPort: parsePort(options('AIRFLOW__SMTP__SMTP_PORT')?.value ?? '') ?? 25,
    encryption:
      decides === undefined
        ? byDefault('required', 'smtp_starttls is on unless set otherwise (2.x)', host.trail)
        : configured(isTls ? 'required' : 'none', decides.trail),
    verification: isTls
      ? unknown("what is checked of the mail server's certificate depends on the version and [email] ssl_context", host.trail[0])
      : undefined,
    user: options('AIRFLOW__SMTP__SMTP_USER'),
    password,
    passwordKey: 'AIRFLOW__SMTP__SMTP_PASSWORD',
  })
}

/** A variable, or the entry script's own value, which belongs to the component's line. */
function variableOr(input: ComponentInput, name: string, fallback: string): Setting {
  return input.env.get(name) ?? setting(fallback, input.at)
}

function database(input: ComponentInput): readonly ConnectionReading[] {
  if (input.env.has('AIRFLOW__CORE__SQL_ALCHEMY_CONN') || input.env.has('AIRFLOW__DATABASE__SQL_ALCHEMY_CONN')) return []
  const host = variableOr(input, 'AIRFLOW_DB_HOST', 'airflow_db')
  const password = variableOr(input, 'AIRFLOW_DB_PWD', 'airflow')
  const { query, authority } = libpqTls(input)
  const port = parsePort(variableOr(input, 'AIRFLOW_DB_PORT', '5432').value) ?? 5432
  return connectionsTo(withText(host, `postgresql://${host.value}:${port}/${query}`), {
    key: 'AIRFLOW_DB_HOST',
    library: 'psycopg2',
    authority,
    user: variableOr(input, 'AIRFLOW_DB_USER', 'airflow'),
    userKey: 'AIRFLOW_DB_USER',
    database: variableOr(input, 'AIRFLOW_DB', 'airflow'),
    password,
    passwordKey: 'AIRFLOW_DB_PWD',
    ...(query === ''
      ? {
          cannot:
            "the entry script builds the address from AIRFLOW_DB_* and has no key for TLS: give libpq's own PGSSLMODE and PGSSLROOTCERT, or AIRFLOW__CORE__SQL_ALCHEMY_CONN with sslmode=verify-full",
        }
      : {}),
  })
}

function broker(input: ComponentInput): readonly ConnectionReading[] {
  if (input.env.get('EXECUTOR')?.value !== 'Celery' || input.env.has('AIRFLOW__CELERY__BROKER_URL')) return []
  const host = variableOr(input, 'REDIS_HOST', 'redis')
  const scheme = variableOr(input, 'REDIS_PROTO', 'redis://')
  const password = input.env.get('REDIS_PASSWORD')
  const isTls = scheme.value.startsWith('rediss')
  const hasPassword = password !== undefined && password.value !== ''
  return [
    {
      protocol: 'redis',
      host: host.value,
      port: parsePort(variableOr(input, 'REDIS_PORT', '6379').value) ?? 6379,
      encryption: input.env.has('REDIS_PROTO')
        ? configured(isTls ? 'required' : 'none', scheme.trail)
        : byDefault('none', 'the entry script takes redis:// (cornflow 1.2 to 1.3.6)', host.trail),
      verification: isTls
        ? unknown('what Celery checks of the certificate is decided by ssl_cert_reqs, which the entry script does not set', scheme.trail[0])
        : byDefault('none', 'nothing is checked without TLS', host.trail),
      authentication: hasPassword ? configured('password', password.trail) : byDefault('none', 'REDIS_PASSWORD is empty', host.trail),
      ...(hasPassword ? { password, passwordKey: 'REDIS_PASSWORD' } : {}),
      key: 'REDIS_HOST',
      trail: host.trail,
    },
  ]
}

function directory(input: ComponentInput): readonly ConnectionReading[] {
  if (!hasLdap(input)) return []
  const uri = variableOr(input, 'AIRFLOW_LDAP_URI', 'ldap://openldap:389')
  const startTls = input.env.get('AIRFLOW_LDAP_USE_TLS')
  return connectionsTo(uri, {
    key: 'AIRFLOW_LDAP_URI',
    user: variableOr(input, 'AIRFLOW_LDAP_BIND_USER', 'cn=admin,dc=example,dc=org'),
    password: variableOr(input, 'AIRFLOW_LDAP_BIND_PASSWORD', 'admin'),
    passwordKey: 'AIRFLOW_LDAP_BIND_PASSWORD',
    // os.getenv gives a text, and any text but the empty one is true
    ...(startTls === undefined || startTls.value === '' || uri.value.startsWith('ldaps')
      ? {}
      : { encryption: configured('required' as const, startTls.trail) }),
    ...(uri.value.startsWith('ldaps') || startTls !== undefined
      ? { verification: unknown("the CA certificate never reaches the LDAP client; the image's own ldap.conf decides", uri.trail[0]) }
      : {}),
  })
}

/** Workflows report to Cornflow: its client takes the scheme cornflow for plain HTTP (cornflow_client/airflow/api.py, 1.2). */
function callback(input: ComponentInput, parts: readonly Part[]): readonly ConnectionReading[] {
  const key = 'AIRFLOW_CONN_CF_URI'
  const address = input.env.get(key)
  if (address?.value.startsWith('cornflow://') !== true || !parts.some((part) => part === 'scheduler' || part === 'worker')) return []
  return connectionsTo({ ...address, value: address.value.replace('cornflow', 'http') }, { key })
}

/** The entry script compares with `True`, letter by letter. */
export function hasLdap(input: ComponentInput): boolean {
  return isCornflow(input) && input.env.get('AIRFLOW_LDAP_ENABLE')?.value === 'True'
}
