import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { project } from './in-process.ts'
import { failuresOf, markersOf, missed } from './markers.ts'

const folder = join(project, 'test/fixtures/lying')

/** What people believe that they have configured, and the deployment where it is not so. The markers in its files say what must be found where. */
const cases: readonly (readonly [belief: string, name: string])[] = [
  ['DATABASE_URL leads Cornflow to the managed database', 'cornflow-database-url'],
  ['SECRET_KEY signs the sessions of Cornflow', 'cornflow-secret-key'],
  ['LDAP_USE_TLS encrypts what Cornflow asks the directory', 'cornflow-ldap-tls'],
  ['ldaps:// makes Cornflow check the directory', 'cornflow-ldaps-unverified'],
  ['AIRFLOW_DB_PASSWORD changes the password of the Airflow database', 'airflow-database-password'],
  ['REDIS_PASSWORD closes the queue', 'redis-password-not-asked'],
  ['AIRFLOW__CELERY__BROKER_URL encrypts the queue of Airflow', 'airflow-broker-url'],
  ['a Fernet key that is there encrypts the connections of Airflow', 'airflow-empty-fernet-key'],
  ['AIRFLOW_LDAP_TLS_CA_CERTIFICATE names whom Airflow trusts, and "False" switches StartTLS off', 'airflow-ldap-tls'],
  ['groups of the directory become roles', 'airflow-ldap-roles'],
  ['a green health check means that somebody is served', 'airflow-pid-file-healthcheck'],
  ['CORS_ORIGINS takes a list', 'cornflow-origin-list'],
  ['the administrator of the directory has the password of the manual', 'cornflow-directory-password'],
  ['COOPR_UI_SSL switches TLS on', 'coopr-ui-ssl'],
  ['TLS between Coopr and its provisioners is mutual', 'coopr-mutual-tls-without-trust'],
  ['API_KEY closes the API of the connector', 'connector-api-key-in-debug-mode'],
  ['the declared volume keeps the data of the connector', 'connector-unused-volume'],
  ['a port that is called https speaks TLS', 'https-port-in-clear-text'],
  ['LOCKER__EXTERNAL_KEYMANAGER__URL hands the keys to the key manager', 'card-vault-key-manager'],
  ['pg_data keeps the database', 'postgres-volume-in-capitals'],
  ['DB_PASSWORD is the database password of Corridor, and C_FORCE_ROOT is needed', 'corridor-keys-without-reader'],
]

describe('configuration that is believed and not in force', () => {
  it.each(cases)('%s', (_belief, name) => {
    const markers = markersOf(join(folder, name))
    const failures = failuresOf(join(folder, name))
    expect(markers.length).toBeGreaterThan(0)
    expect(missed(markers, failures)).toEqual([])
    const dead = failures.filter(({ control }) => control === 'component/dead-key')
    expect(dead.flatMap(({ locations }) => locations.slice(0, 1).map(({ file, line }) => `${file}:${line}`)).toSorted()).toEqual(
      markers
        .filter(({ control }) => control === 'component/dead-key')
        .map(({ file, line }) => `${file}:${line}`)
        .toSorted(),
    )
    for (const { message } of dead) expect(message).toContain(' is set, but has no effect: ')
  })

  it('has a case for each folder', () => {
    expect(cases.map(([, name]) => name).toSorted()).toEqual(readdirSync(folder).toSorted())
  })
})
