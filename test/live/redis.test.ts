import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { view } from '../../src/model/fact.ts'
import type { ComponentInput } from '../../src/model/input.ts'
import { lastOption, options } from '../../src/technologies/redis/directives.ts'
import { redis } from '../../src/technologies/redis/index.ts'
import { component } from '../../src/testing/component.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, sandbox, reason } from './server.ts'

const server = program('/usr/bin/redis-server', '/usr/local/bin/redis-server')
const client = program('/usr/bin/redis-cli', '/usr/local/bin/redis-cli')

const installed = client === undefined ? undefined : server

describe.skipIf(isMissing(installed))(`redis-server${reason(installed)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('redis')
  })
  afterAll(async () => box.stop())

  async function running(args: readonly string[], password?: string): Promise<(name: string) => string> {
    const port = await freePort()
    box.start(server ?? '', [...args, '--port', String(port), '--dir', box.folder])
    const login = password === undefined ? [] : ['--no-auth-warning', '-a', password]
    const ask = (...words: string[]): string => {
      const answer = box.run(client ?? '', ['-h', '127.0.0.1', '-p', String(port), ...login, ...words])
      if (/NOAUTH|ERR|refused/.test(answer)) throw new Error(answer)
      return answer
    }
    await eventually(() => ask('PING'))
    return (name) => ask('CONFIG', 'GET', name).split('\n').slice(1).join('\n').trim()
  }

  function reading(args: readonly string[], files: Record<string, string> = {}): ComponentInput {
    return component({ image: 'redis:7.0', command: ['redis-server', ...args], files })
  }

  it('has the defaults that the reading claims', async () => {
    const get = await running(['--save', ''])
    const [listener, ...others] = redis.read(reading([]), '7.0').listeners ?? []
    expect(others).toEqual([])
    expect(get('requirepass')).toBe('')
    expect(listener && view(listener.authentication)).toMatchObject({ value: 'none', basis: 'default' })
    expect(get('tls-port')).toBe('0')
    expect(listener && view(listener.tls)).toMatchObject({ value: 'none', basis: 'default' })
    expect(get('tls-auth-clients')).toBe('yes')
    expect(get('tls-replication')).toBe('no')
    expect(get('appendonly')).toBe('no')
  })

  it('reads a file, its include and the command line as we do', async () => {
    const included = join(box.folder, 'included.conf')
    const path = join(box.folder, 'redis.conf')
    const files = {
      [path]: `# comment\nMaxMemory 10mb\nrequirepass "a b\\x21"\nloglevel verbose\ninclude ${included}\ntimeout 5\nsave 60 1\nsave 300 10\n`,
      [included]: "timeout 7\nloglevel notice\nmasterauth 'q\\'q'\n",
    }
    for (const [file, text] of Object.entries(files)) writeFileSync(file, text, { mode: 0o644 })
    const args = [path, '--maxclients 77', '--appendonly', 'yes', '--LogLevel', 'warning', '--protected-mode', 'no']
    const get = await running(args, 'a b!')
    const all = options(reading(args, files), [])
    for (const name of ['requirepass', 'timeout', 'loglevel', 'masterauth', 'maxclients', 'appendonly', 'protected-mode']) {
      expect(`${name} ${lastOption(all, name)?.value}`).toBe(`${name} ${get(name)}`)
    }
    expect(get('save')).not.toBe('')
    expect(redis.read(reading(args, files), '7.0').stores).toMatchObject([{ disposable: false }])
  })

  const configurations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'the package as it comes': {
      'redis.conf': existsSync('/etc/redis/redis.conf')
        ? readFileSync('/etc/redis/redis.conf', 'utf8').replaceAll(/^(daemonize|pidfile|logfile|dir|port|bind|supervised)\s.*$/gm, '# $&')
        : '',
    },
    hardened: {
      'redis.conf':
        'protected-mode yes\nrequirepass 8qDk2-long-and-random-0wXz\naclfile FOLDER/users.acl\nenable-debug-command no\nenable-module-command no\ntls-protocols "TLSv1.2 TLSv1.3"\nacllog-max-len 256\ntcp-keepalive 300\nappendonly yes\n',
      'users.acl':
        'user default on #5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8 ~* &* +@all\nuser api on >x ~api:* resetchannels -@all +@read\n',
    },
    weak: { 'redis.conf': 'protected-mode no\nloglevel debug\nenable-debug-command yes\nunixsocketperm 777\ntimeout 0\nmaxclients 100\n' },
    'with includes': {
      'redis.conf': 'timeout 1\ninclude FOLDER/one.conf\nloglevel warning\n',
      'one.conf': 'timeout 2\nloglevel verbose\ninclude FOLDER/two.conf\n',
      'two.conf': 'timeout 3\nmaxclients 200\n',
    },
    'strange but legal': {
      'redis.conf':
        '\tTimeOut   9  \n\n# comment\nmaxmemory 1GB\n\'maxclients\' "150"\nslowlog-log-slower-than "\\x31\\x30"\nloglevel \'notice\'\nmasteruser "a\\tb"\nproc-title-template "{title} {listen-addr}"\n',
    },
  }

  it.each(Object.keys(configurations))('has in force what we read: %s', async (name) => {
    const folder = join(box.folder, name.replaceAll(/\W+/g, '-'))
    mkdirSync(folder, { mode: 0o755 })
    const files: Record<string, string> = {}
    for (const [file, text] of Object.entries(configurations[name]!)) {
      const path = join(folder, file)
      files[path] = text.replaceAll('FOLDER', folder)
      writeFileSync(path, files[path], { mode: 0o644 })
    }
    const main = join(folder, 'redis.conf')
    const get = await running([main, '--bind', '127.0.0.1'], name === 'hardened' ? 'password' : undefined)
    const input = component({ form: 'process', command: ['redis-server', main], files })
    const single = options(input, []).filter(
      ({ name: key, args }) => args.length === 1 && !['save', 'user', 'include', 'oom-score-adj-values'].includes(key),
    )
    expect(single.length).toBeGreaterThan(4)
    const ours = [...new Map(single.map(({ name: key, args }) => [key, args[0]!.value] as const))]
    expect(ours.map(([key, value]) => `${key} ${bytes(value)}`)).toEqual(ours.map(([key]) => `${key} ${bytes(get(key))}`))
  })

  /** `1gb` as the server tells it; upper and lower case of words mean the same. */
  function bytes(value: string): string {
    const [, number, unit] = /^(\d+)(k|m|g)(b?)$/i.exec(value) ?? []
    if (number === undefined || unit === undefined) return value.toLowerCase()
    const base = /b$/i.test(value) ? 1024 : 1000
    return String(Number(number) * base ** ('kmg'.indexOf(unit.toLowerCase()) + 1))
  }

  it('lets in whom the reading of its ACL says', async () => {
    const get = await running(['--user', 'default', 'on', 'nopass', '~*', '+@all', '--requirepass', ''])
    expect(get('port')).not.toBe('')
    const [listener] = redis.read(reading(['--user', 'default', 'on', 'nopass', '~*', '+@all']), '7.0').listeners ?? []
    expect(listener && view(listener.authentication)).toMatchObject({ value: 'none' })
  })
})
