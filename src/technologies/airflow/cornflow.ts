import type { ComponentInput } from '../../model/input.ts'
import type { DeadKey, Observation } from '../../model/technology.ts'
import { asSwitch } from '../../settings/environment.ts'
import { deadKeys } from '../../settings/rules.ts'
import { hasLdap } from './connections.ts'
import { cornflowDeadKeys } from './settings.ts'

/** What the entry script of Cornflow's image does not do although a variable asks for it. */
export function cornflowDead(input: ComponentInput): readonly DeadKey[] {
  const isAlive = (key: string): boolean =>
    key === 'AIRFLOW_DB_PASSWORD' && (input.env.has('AIRFLOW_DB_PWD') || input.env.has('AIRFLOW__CORE__SQL_ALCHEMY_CONN'))
  return [
    ...deadKeys(
      cornflowDeadKeys.filter((rule) => !isAlive(rule.key)),
      (key) => input.env.get(key),
    ),
    ...brokenBroker(input),
    ...falseLdap(input),
  ]
}

function brokenBroker(input: ComponentInput): readonly DeadKey[] {
  const broker = input.env.get('AIRFLOW__CELERY__BROKER_URL')
  if (broker === undefined || input.env.get('EXECUTOR')?.value !== 'Celery') return []
  const why = 'with it the entry script stops at an unset REDIS_PASSWORD (NameError): the container dies'
  return [
    {
      key: 'AIRFLOW__CELERY__BROKER_URL',
      trail: broker.trail,
      why,
      fix: 'set REDIS_PROTO, REDIS_HOST, REDIS_PORT and REDIS_PASSWORD instead',
      stake: 'availability',
    },
  ]
}

function falseLdap(input: ComponentInput): readonly DeadKey[] {
  const enabled = input.env.get('AIRFLOW_LDAP_ENABLE')
  if (enabled === undefined || enabled.value === 'True' || asSwitch(enabled.value) !== true) return []
  const why = 'the entry script compares with True, letter by letter: LDAP stays off and the local administrator is created'
  return [{ key: 'AIRFLOW_LDAP_ENABLE', trail: enabled.trail, why, fix: 'write AIRFLOW_LDAP_ENABLE: "True"', stake: 'data' }]
}

/** LDAP switches of the image that do something else than they say (webserver_ldap.py of 1.3.6). */
export function cornflowLdap(input: ComponentInput): readonly Observation[] {
  const enabled = input.env.get('AIRFLOW_LDAP_ENABLE')
  if (enabled === undefined || !hasLdap(input)) return []
  const found: Observation[] = [
    {
      concern: 'role-mapping',
      key: 'AIRFLOW_LDAP_ROLE_MAPPING_OP',
      stake: 'data',
      port: 8080,
      ...(input.env.has('AIRFLOW_LDAP_ROLE_MAPPING_OP')
        ? { verdict: 'unknown' as const, basis: 'configured' as const, trail: input.env.get('AIRFLOW_LDAP_ROLE_MAPPING_OP')!.trail }
        : { verdict: 'unsafe' as const, basis: 'default' as const, trail: enabled.trail }),
      message:
        'Whoever logs in to Airflow by LDAP is registered with the role Op, which may run workflows and edit connections; the group that the mapping names by default (cn=services,ou=groups) is usually not in the directory.',
      actual: input.env.get('AIRFLOW_LDAP_ROLE_MAPPING_OP')?.value ?? 'AIRFLOW_LDAP_ROLE_MAPPING_OP is not set',
      expected: 'groups of the directory mapped to roles, and Public or Viewer for everybody else',
      fix: 'mount a webserver_config.py with AUTH_USER_REGISTRATION_ROLE = "Public", and set AIRFLOW_LDAP_ROLE_MAPPING_* to groups that exist',
    },
  ]
  const startTls = input.env.get('AIRFLOW_LDAP_USE_TLS')
  if (startTls !== undefined && startTls.value !== '' && asSwitch(startTls.value) === false) {
    found.push({
      concern: 'tls-policy',
      key: 'AIRFLOW_LDAP_USE_TLS',
      stake: 'availability',
      verdict: 'unsafe',
      basis: 'configured',
      trail: startTls.trail,
      message: 'Airflow takes any text in AIRFLOW_LDAP_USE_TLS for true, this one too: it asks the directory for StartTLS.',
      actual: `AIRFLOW_LDAP_USE_TLS=${startTls.value}`,
      expected: 'True, or the variable left out',
      fix: 'remove AIRFLOW_LDAP_USE_TLS, or write True',
    })
  }
  return found
}
