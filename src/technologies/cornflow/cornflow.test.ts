import { describe, expect, it } from 'vitest'
import { holds } from '../../model/fact.ts'
import { component } from '../../testing/component.ts'
import { cornflow } from './index.ts'

const image = 'baobabsoluciones/cornflow:release-v1.3.6'

describe('cornflow', () => {
  it('is recognised by image, command and its own variables, and Airflow beside it is not', () => {
    expect(cornflow.recognise(component({ image }))).toMatchObject({ certainty: 3, version: '1.3.6' })
    expect(cornflow.recognise(component({ command: ['cornflow', 'service', 'init'] }))).toMatchObject({ certainty: 1 })
    expect(cornflow.recognise(component({ image: 'own/app', env: { CORNFLOW_DB_HOST: 'db' } }))).toMatchObject({ certainty: 1 })
    expect(cornflow.recognise(component({ image: 'baobabsoluciones/airflow:1', env: { CORNFLOW_SERVICE_USER: 'x' } }))).toBeUndefined()
  })

  it('tells what an empty environment means', () => {
    const reading = cornflow.read(component({ image }), '1.3.6')
    expect(reading.connections?.map(({ key, host, port }) => [key, host, port])).toEqual([
      ['CORNFLOW_DB_HOST', 'cornflow_db', 5432],
      ['AIRFLOW_URL', 'webserver', 8080],
    ])
    expect(reading.accounts?.map(({ key, power, password }) => [key, power, password?.trail[0]?.line])).toEqual([
      ['CORNFLOW_ADMIN_PWD', 'administrator', 3],
      ['CORNFLOW_SERVICE_PWD', 'administrator', 3],
    ])
    expect(reading.secrets).toMatchObject([{ key: 'FERNET_KEY', ifAbsent: { verdict: 'unsafe' } }])
    expect(reading.observations?.filter(({ verdict }) => verdict === 'unsafe').map(({ key }) => key)).toEqual([
      'FLASK_ENV',
      'SIGNUP_ACTIVATED',
      'OPEN_DEPLOYMENT',
      'CORS_ORIGINS',
      'CORNFLOW_DB_HOST',
    ])
    expect(holds(reading.listeners![0]!.tls, 'none')).toBe(true)
  })

  it('asks the directory in clear text and never checks its certificate', () => {
    const env = {
      AUTH_TYPE: '2',
      LDAP_HOST: ['ldap://openldap:389', 21],
      LDAP_BIND_DN: 'cn=admin,dc=x',
      LDAP_BIND_PASSWORD: ['admin', 22],
      LDAP_SERVICE_BASE: ['ou=service,dc=example,dc=org', 23],
    } as const
    const reading = cornflow.read(component({ image, env }), undefined)
    const ldap = reading.connections?.find(({ protocol }) => protocol === 'ldap')
    expect(ldap).toMatchObject({ host: 'openldap', port: 389, key: 'LDAP_HOST', trail: [{ line: 21 }], password: { trail: [{ line: 22 }] } })
    expect(holds(ldap!.encryption, 'none')).toBe(true)
    expect(holds(ldap!.verification, 'none')).toBe(true)
    expect(ldap?.cannot).toBeDefined()
    expect(reading.accounts).toEqual([])
    expect(reading.observations?.find(({ concern }) => concern === 'role-mapping')).toMatchObject({ verdict: 'unsafe', trail: [{ line: 23 }] })
    const secure = cornflow.read(component({ image, env: { AUTH_TYPE: '2', LDAP_HOST: 'ldaps://dir.example.org' } }), undefined)
    expect(holds(secure.connections!.find(({ protocol }) => protocol === 'ldap')!.encryption, 'required')).toBe(true)
  })

  it('names the keys that do nothing', () => {
    const env = {
      DATABASE_URL: ['postgresql://a:b@c/d', 31],
      SECRET_KEY: 'x',
      LDAP_USE_TLS: 'True',
      CORS_ORIGINS: ['https://a.example,https://b.example', 34],
    } as const
    const keys = cornflow.read(component({ image, env }), undefined).deadKeys
    expect(keys?.map(({ key, trail }) => [key, trail[0]?.line])).toEqual([
      ['DATABASE_URL', 31],
      ['SECRET_KEY', 10],
      ['LDAP_USE_TLS', 10],
      ['CORS_ORIGINS', 34],
    ])
  })

  it('finds nothing unsafe in a hardened service', () => {
    const env = {
      cornflow_db_conn: 'postgresql://cornflow:${DB}@db.example.org/cornflow?sslmode=verify-full&sslrootcert=/ca.pem',
      FERNET_KEY: '${FERNET}',
      FLASK_ENV: 'production',
      SIGNUP_ACTIVATED: '0',
      OPEN_DEPLOYMENT: '0',
      CORS_ORIGINS: 'https://app.example.org',
      AIRFLOW_URL: 'https://airflow.example.org',
      AIRFLOW_USER: 'cornflow',
      AIRFLOW_PWD: '${AIRFLOW}',
      CORNFLOW_ADMIN_PWD: '${ADMIN}',
      CORNFLOW_SERVICE_PWD: '${SERVICE}',
    }
    const reading = cornflow.read(component({ image, env }), '1.3.6')
    expect(reading.observations?.filter(({ verdict }) => verdict === 'unsafe')).toEqual([])
    expect(reading.deadKeys).toEqual([])
    for (const connection of reading.connections ?? []) {
      expect(holds(connection.encryption, 'required')).toBe(true)
      expect(holds(connection.verification, 'name')).toBe(true)
    }
  })
})

it('tells a database beside from one outside', () => {
  const verdict = (env: Record<string, string>): unknown =>
    cornflow.read(component({ image, env }), undefined).observations?.find(({ concern }) => concern === 'production-topology')?.verdict
  expect(verdict({})).toBe('unsafe')
  expect(verdict({ CORNFLOW_DB_HOST: 'db' })).toBe('unsafe')
  expect(verdict({ cornflow_db_conn: 'sqlite:////data/x.db' })).not.toBe('safe')
  expect(verdict({ CORNFLOW_DB_HOST: 'rows.example.org' })).toBe('safe')
  expect(verdict({ cornflow_db_conn: 'postgresql://a:b@rows.example.org/cornflow' })).toBe('safe')
  expect(verdict({ CORNFLOW_DB_HOST: '${ROWS}' })).toBeUndefined()
})
