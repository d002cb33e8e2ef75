import { describe, expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import { setting } from '../../model/setting.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { mysql } from './index.ts'

function read(sketch: ComponentSketch) {
  const input = component({ image: 'mysql:8.4', ...sketch })
  return mysql.read(input, mysql.recognise(input)?.version)
}

function show({ port, tls, authentication, bind }: ListenerReading): string {
  const seen = [view<string>(tls), view<string>(authentication), ...(bind === undefined ? [] : [view<string>(bind)])]
  return [port, ...seen.map((each) => (each.known ? each.value : 'unknown'))].join(' ')
}

describe('listener', () => {
  it.each<[string, ComponentSketch, string]>([
    ['a password', { env: { MYSQL_ROOT_PASSWORD: 'x1' } }, '3306 optional password'],
    ['nothing', {}, '3306 optional password'],
    ['an empty password', { env: { MYSQL_ALLOW_EMPTY_PASSWORD: 'yes' } }, '3306 optional none'],
    ['an empty password, allowed by any word', { env: { MYSQL_ALLOW_EMPTY_PASSWORD: 'no' } }, '3306 optional none'],
    ['an empty password for the inside', { env: { MYSQL_ALLOW_EMPTY_PASSWORD: 'yes', MYSQL_ROOT_HOST: 'localhost' } }, '3306 optional password'],
    ['a random password', { env: { MYSQL_RANDOM_ROOT_PASSWORD: 'yes' } }, '3306 optional password'],
    ['a password without a value', { env: { MYSQL_ROOT_PASSWORD: '${PW}', MYSQL_ALLOW_EMPTY_PASSWORD: 'yes' } }, '3306 optional unknown'],
    ['no grant tables', { command: ['--skip-grant-tables'], env: { MYSQL_ROOT_PASSWORD: 'x1' } }, '3306 optional none'],
    ['TLS alone', { command: ['mysqld', '--require-secure-transport=ON', '--port', '3307'] }, '3307 required password'],
    ['TLS alone, by file', { files: { '/etc/mysql/conf.d/tls.cnf': '[mysqld]\nrequire_secure_transport\n' } }, '3306 required password'],
    ['another group', { files: { '/etc/mysql/conf.d/tls.cnf': '[client]\nrequire_secure_transport\n' } }, '3306 optional password'],
    ['MySQL without TLS', { image: 'mysql:8.0', command: ['--skip-ssl'] }, '3306 none password'],
    ['old MySQL', { image: 'mysql:5.6' }, '3306 none password'],
    ['MariaDB', { image: 'mariadb:10.11', env: { MARIADB_ROOT_PASSWORD: 'x1' } }, '3306 none password'],
    ['MariaDB with a certificate', { image: 'mariadb:10.11', command: ['--ssl-cert=/c.pem', '--ssl-key=/k.pem'] }, '3306 optional password'],
    ['MariaDB 11.4', { image: 'mariadb:11.4', env: { MYSQL_ROOT_PASSWORD: 'x1' } }, '3306 optional password'],
    ['MariaDB of any version', { image: 'mariadb:latest', env: { MYSQL_ROOT_PASSWORD: 'x1' } }, '3306 unknown password'],
    ['loopback', { command: ['mysqld', '--bind-address=127.0.0.1'] }, '3306 optional password loopback'],
    ['bitnami, open', { image: 'bitnami/mariadb:10.6', env: { ALLOW_EMPTY_PASSWORD: 'yes' } }, '3306 none none'],
  ])('%s', (_, sketch, expected) => {
    expect(read(sketch).listeners?.map(show)).toEqual([expected])
  })

  it('names the line of the option', () => {
    const [listener] = read({ files: { '/etc/mysql/conf.d/tls.cnf': '# tls\n[mysqld]\nrequire-secure-transport = ON\n' } }).listeners ?? []
    expect(listener && view(listener.tls).trail[0]).toEqual({ file: 'tls.cnf', line: 3 })
  })

  it('is none without networking', () => {
    expect(read({ command: ['mysqld', '--skip-networking'] }).listeners).toEqual([])
  })
})

describe('the rest', () => {
  it('is a job when the image is asked for a client', () => {
    expect(read({ command: ['mysql', '-h', 'db', '-e', 'select 1'] })).toEqual({ role: 'job' })
    expect(read({ entrypoint: ['sh', '-c', 'mysqladmin ping -h db && mysqldump -h db app'] })).toEqual({ role: 'job' })
  })

  it('knows who is administrator', () => {
    const env = { MYSQL_ROOT_PASSWORD: ['x1', 7], MYSQL_USER: 'app', MYSQL_PASSWORD: 'x2' } as const
    expect(read({ env }).accounts).toMatchObject([
      { power: 'administrator', password: { trail: [{ line: 7 }] } },
      { power: 'application', user: { value: 'app' } },
    ])
    expect(read({ env: { MARIADB_ROOT_PASSWORD: 'x1' } }).accounts).toEqual([])
  })

  it('judges options', () => {
    expect(
      read({ command: ['mysqld', '--general-log', '--tls-version=TLSv1.1,TLSv1.2'] }).observations?.map(({ key, verdict }) => `${key} ${verdict}`),
    ).toEqual(['tls_version unsafe', 'general_log unsafe'])
    expect(read({ command: ['mysqld', '--tls-version=TLSv1.2,TLSv1.3'] }).observations?.map(({ verdict }) => verdict)).toEqual(['safe'])
  })

  it('recognises the image, and not its tools', () => {
    expect(mysql.recognise(component({ image: 'mariadb:10.11' }))).toMatchObject({ certainty: 3, version: '10.11' })
    for (const image of ['phpmyadmin:5', 'prom/mysqld-exporter', 'adminer']) expect(mysql.recognise(component({ image }))).toBeUndefined()
  })
})

it('recognises an image of ones own by its data and its password', () => {
  const at = { file: 'compose.yml', line: 9 }
  const mounts = [{ kind: 'volume' as const, target: setting('/var/lib/mysql', at), readOnly: false, options: [], at }]
  const built = { ...component({ mounts, env: { MYSQL_ROOT_PASSWORD: 'Plum-77-x' } }), build: { value: '.', trail: [at] } }
  expect(mysql.recognise(built)).toMatchObject({ certainty: 1 })
  expect(mysql.recognise({ ...built, env: new Map() })).toBeUndefined()
})
