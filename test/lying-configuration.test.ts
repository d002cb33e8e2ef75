import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { project } from './in-process.ts'
import { failuresOf, markersOf, missed } from './markers.ts'

const folder = join(project, 'test/fixtures/lying')

/**
 * What people believe that they have configured, and the folder where it is not so, by the numbers of the list of proven cases. The markers in
 * its files say what must be found where.
 */
const cases: readonly (readonly [number: number, belief: string, name: string])[] = [
  [1, 'DATABASE_URL leads Cornflow to the managed database', 'cornflow-database-url'],
  [2, 'SECRET_KEY signs the sessions of Cornflow', 'cornflow-secret-key'],
  [3, 'LDAP_USE_TLS encrypts what Cornflow asks the directory', 'cornflow-ldap-tls'],
  [4, 'ldaps:// makes Cornflow check the directory', 'cornflow-ldaps-unverified'],
  [5, 'AIRFLOW_DB_PASSWORD changes the password of the Airflow database', 'airflow-database-password'],
  [6, 'REDIS_PASSWORD closes the queue', 'redis-password-not-asked'],
  [7, 'AIRFLOW__CELERY__BROKER_URL encrypts the queue of Airflow', 'airflow-broker-url'],
  [8, 'a Fernet key that is there encrypts the connections of Airflow', 'airflow-empty-fernet-key'],
  [9, 'AIRFLOW_LDAP_TLS_CA_CERTIFICATE names whom Airflow trusts, and "False" switches StartTLS off', 'airflow-ldap-tls'],
  [10, 'groups of the directory become roles', 'airflow-ldap-roles'],
  [11, 'a green health check means that somebody is served', 'airflow-pid-file-healthcheck'],
  [12, 'CORS_ORIGINS takes a list', 'cornflow-origin-list'],
  [13, 'the administrator of the directory has the password of the manual', 'cornflow-directory-password'],
  [14, 'COOPR_UI_SSL switches TLS on', 'coopr-ui-ssl'],
  [15, 'two passwords open the key store of Coopr and the key in it', 'coopr-swapped-passwords'],
  [16, 'a key store encrypts the tasks of Coopr', 'coopr-tasks-keystore'],
  [17, 'TLS between Coopr and its provisioners is mutual', 'coopr-mutual-tls-without-trust'],
  [18, 'the API key of Coopr protects its API', 'coopr-api-key'],
  [19, 'the recipe coopr_firewall switches the firewall of nodes on', 'coopr-firewall-recipe'],
  [20, 'zookeeper.quorum leads Coopr to ZooKeeper', 'coopr-zookeeper-quorum'],
  [21, 'API_KEY closes the API of the connector', 'connector-api-key-in-debug-mode'],
  [22, 'the connector talks to pinned certificates alone', 'connector-pinning-bypassed'],
  [23, 'the declared volume keeps the data of the connector', 'connector-unused-volume'],
  [25, 'the proxy lets only the names of its list through', 'squid-list-behind-allow'],
  [26, 'the routes of Envoy limit who calls too often', 'envoy-rate-limit-without-filter'],
  [27, 'a port that is called https speaks TLS', 'https-port-in-clear-text'],
  [31, 'LOCKER__EXTERNAL_KEYMANAGER__URL hands the keys to the key manager', 'card-vault-key-manager'],
  [32, 'pg_data keeps the database', 'postgres-volume-in-capitals'],
  [33, 'DB_PASSWORD is the database password of Corridor, and C_FORCE_ROOT is needed', 'corridor-keys-without-reader'],
]

/** Cases that no file that we read tells, each with the reason. */
const unreadable: readonly (readonly [number: number, belief: string, why: string])[] = [
  [
    24,
    'the chart gives FerretDB its own resources',
    'a template of Helm writes the values of another component: only the rendered chart tells, and no platform renders one',
  ],
  [
    28,
    'externalRedis.auth gives the router a password for Redis',
    'values of a chart: which template reads the secret stands in the chart, and no platform renders one',
  ],
  [29, 'server.tls of the vault chart mounts certificates', 'two templates of a chart read different values: no platform renders one'],
  [30, 'tenant_secrets of the stack replace those of the vault chart', 'values of a chart that is inside another: no platform renders one'],
  [33, 'use-forwarded-headers and server-snippet are annotations of the ingress of Corridor', 'a manifest of Kubernetes: no platform reads one'],
]

describe('configuration that is believed and not in force', () => {
  it.each(cases)('%i: %s', (_number, _belief, name) => {
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
    expect(cases.map(([, , name]) => name).toSorted()).toEqual(readdirSync(folder).toSorted())
  })

  it('is all that is known, or says why no file tells it', () => {
    const numbers = [...cases, ...unreadable].map(([number]) => number)
    expect([...new Set(numbers)].toSorted((one, other) => one - other)).toEqual(Array.from({ length: 33 }, (_, index) => index + 1))
    for (const [, , why] of unreadable) expect(why).toMatch(/ no platform (?:renders|reads) one$/)
  })
})
