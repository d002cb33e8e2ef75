import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { airflow } from './index.ts'

function read(sketch: ComponentSketch): Reading {
  const input = component(sketch)
  return airflow.read(input, airflow.recognise(input)?.version)
}

function unsafe(reading: Reading): readonly string[] {
  return (reading.observations ?? [])
    .filter((observation) => observation.verdict === 'unsafe')
    .map((observation) => `${observation.key}:${observation.trail[0]?.line}`)
}

const cornflow = 'baobabsoluciones/airflow:release-v1.3.6'

it('takes the version from the official image, and none from images that count otherwise', () => {
  expect(airflow.recognise(component({ image: 'apache/airflow:2.10.5-python3.12' }))).toMatchObject({ certainty: 3, version: '2.10.5' })
  expect(airflow.recognise(component({ image: cornflow }))).toEqual({ certainty: 2, because: 'image name' })
  expect(airflow.recognise(component({ image: 'example/docker-airflow:2.2.3' }))).toMatchObject({ certainty: 2, version: '2.2.3' })
  expect(airflow.recognise(component({ image: 'example/app:1' }))).toBeUndefined()
})

it('knows its parts by their commands', () => {
  const ports = (command: readonly string[]): readonly number[] =>
    (read({ image: 'apache/airflow:2.10.5', command }).listeners ?? []).map(({ port }) => port)
  expect(ports(['webserver'])).toEqual([8080])
  expect(ports(['celery', 'worker'])).toEqual([8793])
  expect(ports(['celery', 'flower'])).toEqual([5555])
  expect(ports(['bash', '-c', 'airflow db migrate && airflow webserver --port 9090'])).toEqual([9090])
  expect(ports(['version'])).toEqual([])
})

it('reports weak settings where they are written', () => {
  const reading = read({
    image: 'apache/airflow:2.10.5',
    command: ['webserver'],
    env: {
      AIRFLOW__CORE__FERNET_KEY: ['', 12],
      AIRFLOW__CORE__ENABLE_XCOM_PICKLING: ['true', 13],
      AIRFLOW__API__AUTH_BACKENDS: ['airflow.api.auth.backend.default', 14],
    },
    files: { '/opt/airflow/airflow.cfg': '[webserver]\nexpose_config = True\n[core]\nload_examples = True\n' },
  })
  expect(unsafe(reading)).toEqual([
    'AIRFLOW__API__AUTH_BACKENDS:14',
    'AIRFLOW__WEBSERVER__EXPOSE_CONFIG:2',
    'AIRFLOW__CORE__LOAD_EXAMPLES:4',
    'AIRFLOW__CORE__ENABLE_XCOM_PICKLING:13',
    'AIRFLOW__CORE__FERNET_KEY:12',
  ])
})

it('lets the variable win over airflow.cfg', () => {
  const files = { '/opt/airflow/airflow.cfg': '[webserver]\nexpose_config = True\n' }
  expect(
    unsafe(read({ image: 'apache/airflow:2.10.5', command: ['webserver'], env: { AIRFLOW__WEBSERVER__EXPOSE_CONFIG: 'False' }, files })),
  ).toEqual([])
})

it('finds nothing unsafe in a hardened web server', () => {
  const reading = read({
    image: 'apache/airflow:2.10.5',
    command: ['webserver'],
    env: {
      AIRFLOW__CORE__FERNET_KEY_CMD: 'cat /run/secrets/fernet',
      AIRFLOW__WEBSERVER__WEB_SERVER_SSL_CERT: ['/run/secrets/web.crt', 20],
      AIRFLOW__WEBSERVER__COOKIE_SECURE: 'True',
    },
  })
  expect(unsafe(reading)).toEqual([])
  expect(view(reading.listeners![0]!.tls)).toMatchObject({ value: 'required', trail: [{ line: 20 }] })
  expect(reading.secrets?.find(({ key }) => key === 'AIRFLOW__CORE__FERNET_KEY')?.value?.unresolved).toHaveLength(1)
})

it('has no login in 1.10 and a login later', () => {
  const login = (image: string): unknown => view(read({ image, command: ['webserver'] }).listeners![0]!.authentication)
  expect(login('puckel/docker-airflow:1.10.9')).toMatchObject({ value: 'none', basis: 'default' })
  expect(login('apache/airflow:2.10.5')).toMatchObject({ value: 'password' })
})

it('knows the public role of webserver_config.py', () => {
  const files = { '/opt/airflow/webserver_config.py': "import os\nAUTH_ROLE_PUBLIC = 'Admin'\n" }
  expect(view(read({ image: 'apache/airflow:2.10.5', command: ['webserver'], files }).listeners![0]!.authentication)).toMatchObject({
    value: 'none',
    trail: [{ file: 'webserver_config.py', line: 2 }, {}],
  })
})

it('finds the accounts that are created', () => {
  const create = ['bash', '-c', 'airflow users create --username root --password hunter2 --role Viewer && airflow webserver']
  expect(read({ image: 'apache/airflow:2.10.5', command: create }).accounts).toMatchObject([
    { user: { value: 'root' }, password: { value: 'hunter2' }, power: 'application' },
  ])
  expect(read({ image: 'bitnami/airflow:2' }).accounts).toMatchObject([{ user: { value: 'user' }, password: { value: 'bitnami' } }])
  const env = { _AIRFLOW_WWW_USER_CREATE: 'true', _AIRFLOW_WWW_USER_PASSWORD: ['airflow', 15] as const }
  expect(read({ image: 'apache/airflow:2.10.5', command: ['version'], env }).accounts).toMatchObject([
    { user: { value: 'admin' }, password: { value: 'airflow', trail: [{ line: 15 }] } },
  ])
})

it('asks for a login at Flower only when one is set', () => {
  const flower = (env: ComponentSketch['env'] = {}): unknown =>
    view(read({ image: 'apache/airflow:2.10.5', command: ['celery', 'flower'], env }).listeners![0]!.authentication)
  expect(flower()).toMatchObject({ value: 'none' })
  expect(flower({ AIRFLOW__CELERY__FLOWER_BASIC_AUTH: ['a:b', 11] })).toMatchObject({ value: 'password', trail: [{ line: 11 }] })
})

it('follows the entry script of Cornflow', () => {
  const reading = read({
    image: cornflow,
    command: ['webserver'],
    env: {
      AIRFLOW_USER: ['admin', 11],
      AIRFLOW_PWD: ['admin', 12],
      AIRFLOW_DB_HOST: ['airflow_db', 13],
      AIRFLOW_DB_PASSWORD: ['changed', 14],
      EXECUTOR: 'Celery',
      REDIS_HOST: 'redis',
    },
  })
  expect(reading.deadKeys?.map(({ key, trail }) => `${key}:${trail[0]?.line}`)).toEqual(['AIRFLOW_DB_PASSWORD:14'])
  expect(reading.accounts).toMatchObject([{ user: { value: 'admin' }, password: { value: 'admin', trail: [{ line: 12 }] }, port: 8080 }])
  expect(reading.connections?.map(({ protocol, host, password }) => [protocol, host, password?.value])).toEqual([
    ['postgres', 'airflow_db', 'airflow'],
    ['redis', 'redis', undefined],
  ])
})

it('has no dead key where the right name stands beside it', () => {
  expect(read({ image: cornflow, env: { AIRFLOW_DB_PASSWORD: 'a', AIRFLOW_DB_PWD: 'a' } }).deadKeys).toEqual([])
})

it('tells what the LDAP switches of Cornflow really do', () => {
  const reading = read({
    image: cornflow,
    command: ['webserver'],
    env: {
      AIRFLOW_LDAP_ENABLE: ['True', 11],
      AIRFLOW_LDAP_URI: ['ldap://openldap:389', 12],
      AIRFLOW_LDAP_USE_TLS: ['False', 13],
      AIRFLOW_LDAP_TLS_CA_CERTIFICATE: ['/ca.crt', 14],
      AIRFLOW_LDAP_BIND_PASSWORD: ['admin', 15],
    },
  })
  expect(unsafe(reading)).toEqual(['AIRFLOW_LDAP_ROLE_MAPPING_OP:11', 'AIRFLOW_LDAP_USE_TLS:13'])
  expect(reading.deadKeys?.map(({ key }) => key)).toEqual(['AIRFLOW_LDAP_TLS_CA_CERTIFICATE'])
  expect(reading.accounts).toEqual([])
  const ldap = reading.connections?.find(({ protocol }) => protocol === 'ldap')
  expect(ldap).toMatchObject({ host: 'openldap', port: 389, password: { value: 'admin' } })
  expect(read({ image: cornflow, env: { AIRFLOW_LDAP_ENABLE: ['true', 11] } }).deadKeys).toMatchObject([{ key: 'AIRFLOW_LDAP_ENABLE' }])
})

it('calls Cornflow over plain HTTP where its connection says cornflow, from what runs tasks', () => {
  const env = { EXECUTOR: 'Celery', AIRFLOW_CONN_CF_URI: ['cornflow://service:Plum-77-x@api:5000', 8] } as const
  const calls = (command: string, more: Record<string, string> = {}): readonly unknown[] =>
    (read({ image: cornflow, command: [command], env: { ...env, ...more } }).connections ?? [])
      .filter(({ key }) => key === 'AIRFLOW_CONN_CF_URI')
      .map(({ protocol, host, port, user, password, encryption }) => [protocol, host, port, user?.value, password?.value, view(encryption)])
  expect(calls('worker')).toMatchObject([['http', 'api', 5000, 'service', 'Plum-77-x', { value: 'none' }]])
  expect(calls('scheduler')).toHaveLength(1)
  expect(calls('flower')).toEqual([])
  expect(calls('worker', { AIRFLOW_CONN_CF_URI: 'https://service:pw@api' })).toEqual([])
})

it('names the setting that holds the password', () => {
  const keys = (
    read({ image: cornflow, command: ['worker'], env: { EXECUTOR: 'Celery', REDIS_PASSWORD: 'x', AIRFLOW_LDAP_ENABLE: 'True' } }).connections ?? []
  ).map(({ passwordKey }) => passwordKey)
  expect(keys).toEqual(['AIRFLOW_DB_PWD', 'REDIS_PASSWORD', 'AIRFLOW_LDAP_BIND_PASSWORD'])
})
