import { writeFileSync } from 'node:fs'
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

  it('lets in whom the reading of its ACL says', async () => {
    const get = await running(['--user', 'default', 'on', 'nopass', '~*', '+@all', '--requirepass', ''])
    expect(get('port')).not.toBe('')
    const [listener] = redis.read(reading(['--user', 'default', 'on', 'nopass', '~*', '+@all']), '7.0').listeners ?? []
    expect(listener && view(listener.authentication)).toMatchObject({ value: 'none' })
  })
})
