import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../src/model/observed.ts'
import { accountProbe } from '../../src/probes/http/behind-login.ts'
import { http } from '../../src/probes/http/index.ts'
import { rabbitmq } from '../../src/technologies/rabbitmq/index.ts'
import { asked } from './ask.ts'
import { startNode } from './rabbitmq-node.ts'
import type { Sandbox } from './server.ts'
import { freePort, isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/lib/rabbitmq/bin/rabbitmq-server')
const password = 'a-password-of-this-test'

describe.skipIf(isMissing(server))(`RabbitMQ's management behind a log-in${reason(server)}`, () => {
  let box: Sandbox
  let port = 0
  beforeAll(async () => {
    box = sandbox('verify-login-rabbitmq')
    port = await freePort()
    const text = `listeners.tcp.1 = 127.0.0.1:${await freePort()}\nmanagement.tcp.ip = 127.0.0.1\nmanagement.tcp.port = ${port}\n`
    writeFileSync(join(box.folder, 'rabbitmq.conf'), text, { mode: 0o644 })
    writeFileSync(join(box.folder, 'enabled_plugins'), '[rabbitmq_management].\n', { mode: 0o644 })
    await startNode(box, {
      RABBITMQ_CONFIG_FILE: join(box.folder, 'rabbitmq.conf'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(box.folder, 'enabled_plugins'),
      RABBITMQ_MNESIA_BASE: join(box.folder, 'mnesia'),
      RABBITMQ_LOG_BASE: join(box.folder, 'log'),
    })
    await put('users/reader', { password, tags: 'administrator' })
    await put('users/app', { password, tags: '' })
    await put('permissions/%2F/app', { configure: '', write: 'app', read: 'app' })
  }, 120_000)
  afterAll(() => box.stop())

  async function put(path: string, body: unknown): Promise<void> {
    const headers = { authorization: `Basic ${Buffer.from('guest:guest').toString('base64')}`, 'content-type': 'application/json' }
    const answer = await fetch(`http://127.0.0.1:${port}/api/${path}`, { method: 'PUT', headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  }

  async function ask(user = 'reader', secret = password): Promise<Answer> {
    const got = await asked({ ...http, probes: [] }, port, {
      more: [accountProbe('rabbitmq', rabbitmq.accountQuestions ?? [])],
      target: { users: ['app'], login: { user, password: secret } },
    })
    expect(JSON.stringify(got)).not.toContain(password)
    return got.at(-1)!
  }
  const told = ({ learned }: Answer): readonly string[] =>
    (learned?.observations ?? []).map(({ key, verdict, actual }) => `${key} ${verdict}: ${actual}`)

  it('reads users, tags and permissions', async () => {
    const answer = await ask()
    expect(answer).toMatchObject({ outcome: 'answered', learned: { version: '3.10.8' } })
    expect(told(answer)).toEqual(['roles safe: none', 'users.hashing_algorithm safe: none', 'permissions safe: none'])
  })

  it('tells an account of a client that administers, and that reaches virtual hosts of others', async () => {
    await put('users/app', { password, tags: 'administrator,management' })
    await put('vhosts/other', {})
    await put('permissions/other/app', { configure: '', write: '', read: '.*' })
    expect(told(await ask())).toEqual(['roles unsafe: app: administrator', 'users.hashing_algorithm safe: none', 'permissions unsafe: app: /, other'])
    await put('users/app', { password, tags: '' })
    await put('permissions/other/app', { configure: '', write: '', read: '' })
    expect(told(await ask())).toEqual(['roles safe: none', 'users.hashing_algorithm safe: none', 'permissions safe: none'])
  })

  it('says what the account may not read, and that a wrong password is none', async () => {
    await put('users/looker', { password, tags: 'monitoring' })
    expect((await ask('looker')).learned?.unproven).toEqual([
      'users: the account may not read them (it takes the tag administrator; no permission on a virtual host)',
      'permissions: the account may not read them (it takes the tag administrator; no permission on a virtual host)',
    ])
    expect((await ask('reader', 'wrong')).outcome).toBe('unproven')
  })
})
