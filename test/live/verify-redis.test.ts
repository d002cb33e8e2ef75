import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { redis } from '../../src/probes/redis/index.ts'
import { asked } from './ask.ts'
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
    expect(answers.map(({ probe, learned }) => [probe, learned?.tls, learned?.authentication])).toEqual([
      ['redis/transport', 'none', undefined],
      ['redis/authentication', undefined, authentication],
    ])
    expect(answers[1]?.learned?.said).toBe(said)
    expect(JSON.stringify(answers)).not.toContain('a-long-password')
  })

  it('proves nothing of who is not there', async () => {
    const [answer] = await asked(redis, await freePort(), { mayFail: true })
    expect(answer?.outcome).toBe('unproven')
    expect(answer?.fault).toMatchObject({ whose: 'server', kind: 'refused' })
  })
})
