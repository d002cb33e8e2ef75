import type { DeadKeyRule, SettingRule } from '../../protocols/settings.ts'
import { isOff, isOn } from '../../protocols/settings.ts'

/** Judged where the web server or the API server runs. Defaults: config.yml of Airflow 2.10 and 3.0. */
export const webSettings: readonly SettingRule[] = [
  {
    key: 'AIRFLOW__API__AUTH_BACKENDS', concern: 'open-api', stake: 'takeover', versions: { before: '3' }, port: 8080,
    unsafe: (value) => /airflow\.api\.auth\.backend\.default/.test(value),
    message: 'The REST API of Airflow lets everybody in: it can start workflows and read connections.',
    expected: 'airflow.api.auth.backend.basic_auth or session, never default', fix: 'set AIRFLOW__API__AUTH_BACKENDS to airflow.providers.fab.auth_manager.api.auth.backend.session',
  },
  {
    key: 'AIRFLOW__API__AUTH_BACKEND', concern: 'open-api', stake: 'takeover', versions: { before: '3' }, port: 8080,
    unsafe: (value) => /airflow\.api\.auth\.backend\.default/.test(value),
    message: 'The REST API of Airflow lets everybody in: it can start workflows and read connections.',
    expected: 'airflow.api.auth.backend.basic_auth or session, never default', fix: 'set AIRFLOW__API__AUTH_BACKENDS to airflow.api.auth.backend.session',
  },
  {
    key: 'AIRFLOW__WEBSERVER__EXPOSE_CONFIG', concern: 'remote-management', stake: 'data', unsafe: (value) => isOn(value), port: 8080,
    message: 'Airflow shows its whole configuration on a page, with the passwords in it.',
    expected: 'False or non-sensitive-only', fix: 'set AIRFLOW__WEBSERVER__EXPOSE_CONFIG: "False"',
  },
  {
    key: 'AIRFLOW__API__EXPOSE_CONFIG', concern: 'remote-management', stake: 'data', unsafe: (value) => isOn(value), port: 8080,
    message: 'Airflow shows its whole configuration on a page, with the passwords in it.',
    expected: 'False or non-sensitive-only', fix: 'set AIRFLOW__API__EXPOSE_CONFIG: "False"',
  },
  {
    key: 'AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS', concern: 'anonymous-access', stake: 'takeover', unsafe: (value) => isOn(value), port: 8080,
    message: 'Airflow makes every visitor an administrator, without a login.',
    expected: 'False', fix: 'remove AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS',
  },
  {
    key: 'AIRFLOW__API__ACCESS_CONTROL_ALLOW_ORIGINS', concern: 'cross-origin', stake: 'defence', unsafe: (value) => value.split(/[\s,]+/).includes('*'), port: 8080,
    message: 'Pages of any origin may call the API of Airflow from a user\'s browser.',
    expected: 'the origins that need it', fix: 'name the origins in AIRFLOW__API__ACCESS_CONTROL_ALLOW_ORIGINS',
  },
  {
    key: 'AIRFLOW__WEBSERVER__COOKIE_SECURE', concern: 'cookie-flags', stake: 'hygiene', safe: (value) => isOn(value), versions: { before: '3' }, port: 8080,
    message: 'The session cookie of Airflow is also sent over plain HTTP.',
    expected: 'True', fix: 'set AIRFLOW__WEBSERVER__COOKIE_SECURE: "True" behind TLS',
  },
  {
    key: 'AIRFLOW__CORE__LOAD_EXAMPLES', concern: 'sample-data', stake: 'hygiene', unsafe: (value) => isOn(value),
    message: 'Airflow loads its example workflows, some of which run what a user types.',
    expected: 'False', fix: 'set AIRFLOW__CORE__LOAD_EXAMPLES: "False"',
  },
  {
    key: 'AIRFLOW__WEBSERVER__WARN_DEPLOYMENT_EXPOSURE', concern: 'debug-mode', stake: 'hygiene', safe: (value) => !isOff(value), versions: { before: '3' },
    message: 'The warning about an Airflow that can be reached from everywhere is switched off.',
    expected: 'True', fix: 'remove AIRFLOW__WEBSERVER__WARN_DEPLOYMENT_EXPOSURE',
  },
]

/** Judged wherever tasks are made or run. */
export const taskSettings: readonly SettingRule[] = [
  {
    key: 'AIRFLOW__CORE__ENABLE_XCOM_PICKLING', concern: 'unsafe-deserialisation', stake: 'takeover', unsafe: (value) => isOn(value), versions: { before: '3' },
    message: 'Airflow unpickles what tasks hand to each other: who can write into its database runs code in every part of it.',
    expected: 'False', fix: 'set AIRFLOW__CORE__ENABLE_XCOM_PICKLING: "False"',
  },
  {
    key: 'AIRFLOW__CORE__ALLOWED_DESERIALIZATION_CLASSES', concern: 'unsafe-deserialisation', stake: 'takeover', unsafe: (value) => /(?:^|[\s,])(?:\.\*|\*)(?:$|[\s,])/.test(value),
    message: 'Airflow builds objects of any class out of what tasks hand to each other.',
    expected: 'airflow.* and the classes needed', fix: 'name the classes in AIRFLOW__CORE__ALLOWED_DESERIALIZATION_CLASSES',
  },
  {
    key: 'AIRFLOW__CORE__HIDE_SENSITIVE_VAR_CONN_FIELDS', concern: 'data-in-logs', stake: 'data', safe: (value) => !isOff(value),
    message: 'Passwords of connections and variables stand in the task logs.',
    expected: 'True', fix: 'remove AIRFLOW__CORE__HIDE_SENSITIVE_VAR_CONN_FIELDS',
  },
]

/** Read by nobody in Cornflow's image (init_airflow_service.py of 1.2 to 1.3.6). */
export const cornflowDeadKeys: readonly DeadKeyRule[] = [
  {
    key: 'AIRFLOW_DB_PASSWORD', stake: 'availability', why: 'the entry script reads AIRFLOW_DB_PWD: Airflow goes on with its own default password, whatever is written here',
    fix: 'rename AIRFLOW_DB_PASSWORD to AIRFLOW_DB_PWD',
  },
  {
    key: 'AIRFLOW_PASSWORD', stake: 'data', why: 'the entry script reads AIRFLOW_PWD: the administrator keeps the default password', fix: 'rename AIRFLOW_PASSWORD to AIRFLOW_PWD',
  },
  {
    key: 'AIRFLOW__CORE__EXECUTOR', stake: 'availability', why: 'the entry script overwrites it with EXECUTOR (default Sequential)', fix: 'set EXECUTOR, without the ending Executor',
  },
  {
    key: 'AIRFLOW_LDAP_TLS_CA_CERTIFICATE', stake: 'traffic', why: 'the entry script demands it and never hands it to the LDAP client: the server\'s certificate is not checked against it',
    fix: 'mount a webserver_config.py that sets AUTH_LDAP_TLS_CACERTFILE and AUTH_LDAP_TLS_DEMAND',
  },
]
