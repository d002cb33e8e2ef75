import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { Lookup } from '../../settings/rules.ts'
import type { Cfg } from './cfg.ts'
import { airflowCfg } from './cfg.ts'

const homes: readonly string[] = ['/opt/airflow', '/usr/local/airflow', '/opt/bitnami/airflow', '/root/airflow', '/root', '/home/airflow/airflow']

/** Options under their names before, by their names now (deprecated_options of configuration.py, 2.2 to 2.10). */
const former: ReadonlyMap<string, string> = new Map([
  ['database.sql_alchemy_conn', 'core.sql_alchemy_conn'],
  ['logging.worker_log_server_port', 'celery.worker_log_server_port'],
  ['logging.encrypt_s3_logs', 'core.encrypt_s3_logs'],
  ['logging.remote_logging', 'core.remote_logging'],
  ['api.access_control_allow_origins', 'api.access_control_allow_origin'],
  ['api.auth_backends', 'api.auth_backend'],
  ['core.hide_sensitive_var_conn_fields', 'admin.hide_sensitive_variable_fields'],
])

/** Options whose value may be what a command prints (`_cmd`) or a secrets back end holds (`_secret`): the sensitive ones alone. */
const sensitive: ReadonlySet<string> = new Set([
  'database.sql_alchemy_conn',
  'core.sql_alchemy_conn',
  'core.fernet_key',
  'celery.broker_url',
  'celery.flower_basic_auth',
  'celery.result_backend',
  'smtp.smtp_password',
  'webserver.secret_key',
  'api.secret_key',
  'api_auth.jwt_secret',
  'sentry.sentry_dsn',
])

/** The folder of airflow.cfg and webserver_config.py, where AIRFLOW_HOME does not say it. */
export function homesOf(input: ComponentInput): readonly string[] {
  const own = input.env.get('AIRFLOW_HOME')?.value
  return own === undefined ? homes : [own, ...homes]
}

/**
 * Airflow's settings by their names as variables, in the order in which Airflow asks (configuration.py, 2.x and 3.x): variables, airflow.cfg,
 * what a command prints, the secrets back end; each under its name of today, then under the one before.
 */
export function airflowOptions(input: ComponentInput, gaps: Gap[]): Lookup {
  const named = input.env.get('AIRFLOW_CONFIG')?.value
  const paths = [...(named === undefined ? [] : [named]), ...homesOf(input).map((folder) => `${folder}/airflow.cfg`)]
  const file = first(input, paths, gaps)
  return (key) => {
    const [, section = '', ...rest] = key.toLowerCase().split('__')
    const name = `${section}.${rest.join('__')}`
    const names = [name, former.get(name)].filter((each) => each !== undefined)
    return (
      firstOf(names, (each) => variable(input, each)) ??
      firstOf(names, (each) => written(file, each)) ??
      firstOf(names, (each) => elsewhere(written(file, `${each}_cmd`), each) ?? elsewhere(written(file, `${each}_secret`), each))
    )
  }
}

function first(input: ComponentInput, paths: readonly string[], gaps: Gap[]): Cfg | undefined {
  for (const path of paths) {
    const found = airflowCfg(input, path, gaps)
    if (found !== undefined) return found
  }
  return undefined
}

function firstOf(names: readonly string[], ask: (name: string) => Setting | undefined): Setting | undefined {
  for (const name of names) {
    const found = ask(name)
    if (found !== undefined) return found
  }
  return undefined
}

function variableOf(name: string): string {
  return `AIRFLOW__${name.replace('.', '__').toUpperCase()}`
}

function variable(input: ComponentInput, name: string): Setting | undefined {
  const key = variableOf(name)
  return input.env.get(key) ?? elsewhere(input.env.get(`${key}_CMD`), name) ?? elsewhere(input.env.get(`${key}_SECRET`), name)
}

function written(file: Cfg | undefined, name: string): Setting | undefined {
  const dot = name.indexOf('.')
  return file?.(name.slice(0, dot), name.slice(dot + 1))
}

/** The value is what a command prints or a secrets back end holds: set, and not known here. */
function elsewhere(source: Setting | undefined, name: string): Setting | undefined {
  if (source === undefined || !sensitive.has(name)) return undefined
  const text = `<value of ${name}>`
  return { value: text, trail: source.trail, unresolved: [{ text, kind: 'file', why: `${name} comes from a command or a secrets back end` }] }
}
