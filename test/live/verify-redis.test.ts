import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { redis } from '../../src/probes/redis/index.ts'
import type { Answer } from '../../src/model/observed.ts'
import { asked } from './ask.ts'
import { ownAuthority } from './own-authority.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/bin/redis-server')

describe.skipIf(isMissing(server))(`Redis on the wire${reason(server)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('verify-redis')
  })
  afterAll(() => box.stop())

  async function started(...args: readonly string[]): Promise<number> {
    const port = await freePort()
    box.start(server ?? '', ['--port', String(port), '--save', '', '--bind', '127.0.0.1', '--dir', box.folder, ...args])
    return port
  }

  let weak: Promise<number>
  beforeAll(() => {
    weak = started('--protected-mode', 'no', '--enable-debug-command', 'yes', '--rename-command', 'FLUSHALL', '')
  })

  it.each([
    ['no password', [], 'none', 'commands are taken without a password'],
    [
      'a password',
      ['--requirepass', 'a-long-password-of-this-test'],
      'password',
      'a password is asked for, and a made-up one is refused (WRONGPASS)',
    ],
    [
      'a default user without a password that may not ping',
      ['--user', 'default', 'on', 'nopass', '~*', '+@all', '-ping'],
      'none',
      'clients are logged in without a password',
    ],
  ])('tells %s', async (_, args, authentication, said) => {
    const port = await started(...args)
    const answers = await eventually(() => asked(redis, port))
    expect(answers.slice(0, 2).map(({ probe, learned }) => [probe, learned?.tls, learned?.authentication])).toEqual([
      ['redis/transport', 'none', undefined],
      ['redis/authentication', undefined, authentication],
    ])
    expect(answers[1]?.learned?.said).toBe(said)
    expect(JSON.stringify(answers)).not.toContain('a-long-password')
  })

  const observed = (answers: readonly Answer[]): readonly string[] =>
    answers.flatMap(({ learned }) => (learned?.observations ?? []).map(({ key, verdict, actual }) => `${key} ${verdict}: ${actual}`))

  it('tells what is open to everybody, and the settings in force', async () => {
    const answers = await eventually(async () => asked(redis, await weak))
    expect(answers[2]?.learned?.version).toMatch(/^\d+\.\d+/)
    expect(observed(answers)).toEqual([
      'commands unsafe: CONFIG, ACL, SHUTDOWN, REPLICAOF, EVAL, KEYS',
      'enable-debug-command unsafe: yes',
      'enable-module-command safe: no',
      'protected-mode unsafe: no',
      'unixsocketperm safe: 0',
      'loglevel safe: notice',
    ])
  })

  it('tells that nothing dangerous is open, and changes nothing', async () => {
    const port = await started('--user', 'default', 'on', 'nopass', '~*', '+@read', '-keys', '+ping', '+acl|whoami', '+acl|dryrun', '+command|info')
    expect(observed(await eventually(() => asked(redis, port)))).toEqual(['commands safe: none'])
    const locked = await started('--requirepass', 'a-long-password-of-this-test')
    expect(observed(await eventually(() => asked(redis, locked)))).toEqual([])
  })

  it('tells a port of TLS, and that it demands a certificate', async () => {
    const own = ownAuthority(box)
    const files = ['--tls-cert-file', own.certificate, '--tls-key-file', own.key, '--tls-ca-cert-file', own.ca]
    for (const [demand, wanted, weaknesses] of [
      ['yes', 'certificate', []],
      ['no', 'none', ['tls-auth-clients unsafe: no']],
    ] as const) {
      const port = await freePort()
      const args = ['--port', '0', '--tls-port', String(port), '--save', '', '--bind', '127.0.0.1', '--dir', box.folder, '--tls-auth-clients', demand]
      box.start(server ?? '', [...args, ...files])
      const answers = await eventually(() => asked(redis, port))
      expect(answers.slice(0, 2).map(({ learned }) => [learned?.tls, learned?.authentication])).toEqual([
        ['required', undefined],
        [undefined, wanted],
      ])
      expect(observed(answers).filter((each) => each.startsWith('tls-'))).toEqual(weaknesses)
    }
  })

  it('proves nothing of who is not there', async () => {
    const [answer] = await asked(redis, await freePort(), { mayFail: true })
    expect(answer?.outcome).toBe('unproven')
    expect(answer?.fault).toMatchObject({ whose: 'server', kind: 'refused' })
  })
})
