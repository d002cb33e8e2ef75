import { describe, expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { ListenerReading } from '../../model/technology.ts'
import { component } from '../../testing/component.ts'
import { told } from '../../testing/reading.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { redis } from './index.ts'

function read(sketch: ComponentSketch) {
  return redis.read(component({ image: 'redis:7.2', ...sketch }), '7.2')
}

function show({ port, tls, authentication, bind }: ListenerReading): string {
  const value = (fact: NonNullable<typeof bind> | typeof tls | typeof authentication): string => {
    const seen = view<string>(fact)
    return seen.known ? seen.value : 'unknown'
  }
  return `${port} ${value(tls)} ${value(authentication)}${bind === undefined ? '' : ` ${value(bind)}`}`
}

const conf = (text: string): ComponentSketch => ({ command: ['redis-server', '/etc/redis.conf'], files: { '/etc/redis.conf': text } })

describe('recognise', () => {
  it.each([
    ['redis:7.2-alpine', 3, '7.2'],
    ['docker.io/valkey/valkey:8.0', 3, '8.0'],
    ['bitnami/redis:7.4', 2, '7.4'],
    ['redis/redis-stack-server:7.4.0-v1', 2, '7.4.0'],
  ])('%s', (image, certainty, version) => {
    expect(redis.recognise(component({ image }))).toMatchObject({ certainty, version })
  })

  it('takes a program for what it runs, and nothing else', () => {
    expect(redis.recognise(component({ image: 'example/app', command: ['redis-server'] }))).toMatchObject({ certainty: 1 })
    expect(redis.recognise(component({ image: 'example/app', command: ['redis-cli', 'ping'] }))).toBeUndefined()
    expect(redis.recognise(component({ image: 'oliver006/redis_exporter' }))).toBeUndefined()
  })
})

describe('listeners', () => {
  it.each<[string, ComponentSketch, string[]]>([
    ['no settings', {}, ['6379 none none']],
    ['a password', { command: ['redis-server', '--requirepass', 'x1'] }, ['6379 none password']],
    ['options alone', { command: ['--requirepass', 'x1', '--port', '7000'] }, ['7000 none password']],
    ['an option and its value in one word', { command: ['redis-server', '--requirepass x1', '--port 7001'] }, ['7001 none password']],
    [
      'a file in front of options',
      { command: ['/etc/redis.conf', '--requirepass', 'x1'], files: { '/etc/redis.conf': 'port 7002\n' } },
      ['7002 none password'],
    ],
    [
      'a shell line',
      { command: ['sh', '-c', 'sysctl -w x=1; redis-server --requirepass "$PW" && echo done'], env: { PW: 'x1' } },
      ['6379 none password'],
    ],
    ['a password without a value', { command: ['redis-server', '--requirepass', '$PW'], env: { PW: '${PW}' } }, ['6379 none unknown']],
    ['an empty password', { command: ['redis-server', '--requirepass', ''] }, ['6379 none none']],
    ['TLS alone, with client certificates by default', conf('port 0\ntls-port 6379\n'), ['6379 required certificate']],
    ['TLS without client certificates', conf('port 0\ntls-port 6379\ntls-auth-clients no\n'), ['6379 required none']],
    ['both doors', conf('tls-port 6380\nrequirepass x1\n'), ['6379 none password', '6380 required password']],
    ['loopback', conf('bind 127.0.0.1 -::1\n'), ['6379 none none loopback']],
    ['protected mode', conf('protected-mode yes\n'), ['6379 none none loopback']],
    ['protected mode behind a password', conf('protected-mode yes\nrequirepass x1\n'), ['6379 none password']],
    ['users: default off', conf('user default off\nuser app on >x1 ~* +@all\n'), ['6379 none password']],
    ['users: another one without password', conf('user default off\nuser app on nopass ~* +@all\n'), ['6379 none none']],
    [
      'an ACL file',
      {
        ...conf('aclfile /etc/users.acl\n'),
        files: { '/etc/redis.conf': 'aclfile /etc/users.acl\n', '/etc/users.acl': 'user default on nopass ~* +@all\n' },
      },
      ['6379 none none'],
    ],
    ['an ACL file elsewhere', conf('aclfile /data/users.acl\n'), ['6379 none unknown']],
    [
      'the web page of redis-stack',
      { image: 'redis/redis-stack:7.2.0-v9', env: { REDIS_ARGS: '--requirepass x1' } },
      ['6379 none password', '8001 none none'],
    ],
    ['bitnami, password', { image: 'bitnami/redis:7.2', env: { REDIS_PASSWORD: 'x1' } }, ['6379 none password']],
    ['bitnami, open', { image: 'bitnami/redis:7.2', env: { ALLOW_EMPTY_PASSWORD: 'yes' } }, ['6379 none none']],
    ['bitnami, TLS', { image: 'bitnami/redis:7.2', env: { REDIS_PASSWORD: 'x1', REDIS_TLS_ENABLED: 'yes' } }, ['6379 required password']],
    [
      'bitnami, TLS on a port of its own',
      { image: 'bitnami/redis:7.2', env: { REDIS_PASSWORD: 'x1', REDIS_TLS_ENABLED: 'yes', REDIS_TLS_PORT_NUMBER: '6380' } },
      ['6379 none password', '6380 required password'],
    ],
    ['sentinel', { command: ['redis-sentinel', '/etc/redis.conf'], files: { '/etc/redis.conf': '' } }, ['26379 none none']],
  ])('%s', (_, sketch, expected) => {
    expect(read(sketch).listeners?.map(show)).toEqual(expected)
  })
})

describe('evidence', () => {
  it('names the line of the directive, and line 1 of the file for what is missing', () => {
    const { listeners, accounts } = read(conf('# redis\ntls-port 6380\nrequirepass x1\n'))
    expect(listeners?.map(({ tls }) => view(tls).trail[0])).toEqual([
      { file: 'redis.conf', line: 1 },
      { file: 'redis.conf', line: 2 },
    ])
    expect(accounts?.[0]?.password?.trail[0]).toEqual({ file: 'redis.conf', line: 3 })
  })

  it('says that a file is not there', () => {
    expect(read({ command: ['redis-server', '/etc/redis.conf'] }).gaps).toEqual([
      { why: '/etc/redis.conf is not mounted: its directives are not known', place: { file: 'compose.yml', line: 5 } },
    ])
  })
})

describe('the rest', () => {
  it('is a job when the image is asked for a client', () => {
    for (const command of [
      ['redis-cli', '-h', 'cache', 'ping'],
      ['sh', '-c', 'until redis-cli ping; do sleep 1; done'],
    ]) {
      expect(read({ command })).toEqual({ role: 'job' })
    }
  })

  it('keeps nothing unless it is told to save', () => {
    expect(read({}).stores).toMatchObject([{ path: '/data', disposable: true }])
    expect(read({ command: ['--appendonly', 'yes'] }).stores).toMatchObject([{ disposable: false }])
    expect(read({ command: ['--save', '60', '1'] }).stores).toMatchObject([{ disposable: false }])
    expect(read({ command: ['--save', ''] }).stores).toMatchObject([{ disposable: true }])
  })

  it('finds a password that nobody reads', () => {
    expect(read({ env: { REDIS_PASSWORD: ['x1', 12] } }).deadKeys).toMatchObject([
      { key: 'REDIS_PASSWORD', trail: [{ file: 'compose.yml', line: 12 }] },
    ])
    expect(read({ env: { REDIS_PASSWORD: 'x1' }, command: ['redis-server', '--requirepass', '$REDIS_PASSWORD'] }).deadKeys).toEqual([])
    expect(read({ image: 'bitnami/redis', env: { REDIS_PASSWORD: 'x1' } }).deadKeys).toEqual([])
  })

  it('follows a replica to its master', () => {
    const [plain] = read({ command: ['redis-server', '--replicaof', 'primary 6379', '--masterauth', 'x1'] }).connections ?? []
    expect(plain).toMatchObject({ host: 'primary', port: 6379, password: { value: 'x1' } })
    expect(plain && view(plain.encryption)).toMatchObject({ value: 'none', basis: 'default' })
    const [secure] = read({ command: ['redis-server', '--replicaof', 'primary', '6380', '--tls-replication', 'yes'] }).connections ?? []
    expect(secure && view(secure.encryption)).toMatchObject({ value: 'required' })
  })
})

describe('a server on a machine', () => {
  const file = (text: string, more: Record<string, string> = {}): ComponentSketch => ({
    form: 'process',
    command: ['redis-server', '/etc/redis/redis.conf'],
    files: { '/etc/redis/redis.conf': text, ...more },
  })

  function rights(sketch: ComponentSketch): readonly string[] {
    const found = redis.read(component(sketch), undefined).observations ?? []
    return found.filter(({ key }) => key === 'user').map(({ verdict, actual, trail }) => `${verdict} ${trail[0]?.file}:${trail[0]?.line} ${actual}`)
  }

  it('turns away everybody but loopback while nothing is set (protected mode)', () => {
    const [listener] = redis.read(component(file('timeout 1\n')), undefined).listeners ?? []
    expect(listener?.bind === undefined ? 'all' : told(listener.bind)).toBe('loopback')
    const [open] = redis.read(component(file('protected-mode no\n')), undefined).listeners ?? []
    expect(open?.bind).toBe(undefined)
  })

  it('tells who may do everything, rules read from left to right', () => {
    expect(rights(file('timeout 1\n'))).toEqual(['unsafe redis.conf:1 no user is defined'])
    expect(
      rights(
        file('aclfile /etc/redis/users.acl\n', { '/etc/redis/users.acl': 'user default off\nuser a on +@all ~*\nuser b on +@all -@dangerous\n' }),
      ),
    ).toEqual(['unsafe users.acl:2 a: all commands, all keys'])
    expect(rights(file('user default on +@all ~* reset on +@read\n'))).toEqual(['safe redis.conf:1 each user by its commands'])
  })
})

it('names all users where none stands in a file that is not here', () => {
  const users = (text: string, more: Readonly<Record<string, string>> = {}) =>
    redis
      .read(component({ command: ['redis-server', '/etc/redis.conf'], files: { '/etc/redis.conf': text, ...more } }), undefined)
      .listeners?.map(({ logins }) => logins?.users.map(({ name, on }) => `${name} ${on}`))
  expect(users('user app on >x1 ~* +@read\n')).toEqual([['app true', 'default true']])
  expect(users('aclfile /etc/u.acl\n', { '/etc/u.acl': 'user default off\nuser app off >x1\n' })).toEqual([['default false', 'app false']])
  expect(users('aclfile /data/u.acl\n')).toEqual([undefined])
  expect(users('requirepass x1\n')).toEqual([undefined])
})
