import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../src/model/observed.ts'
import type { Probe, Target } from '../../src/probes/probe.ts'
import { redis } from '../../src/probes/redis/index.ts'
import { dialHere } from '../../src/wire/dial.ts'
import { thisMachine } from '../../src/wire/vantage.ts'
import type { AskedOptions } from './ask.ts'
import { asked } from './ask.ts'
import { trying } from './login.ts'
import { ownAuthority } from './own-authority.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/bin/redis-server')
const password = 'a-password-of-this-test'

describe.skipIf(isMissing(server))(`Redis behind a log-in${reason(server)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('verify-login-redis')
  })
  afterAll(() => box.stop())

  // an address of nobody, that leads here: so what holds for other machines holds
  const vantage = { ...thisMachine, dial: ((_host, port, options) => dialHere('127.0.0.1', port, options)) satisfies typeof dialHere }
  const reader = [
    '--user',
    'reader',
    'on',
    `>${password}`,
    '~*',
    '-@all',
    '+acl|whoami',
    '+acl|list',
    '+acl|dryrun',
    '+config|get',
    '+info',
    '+ping',
    '+command|info',
  ]

  async function started(...args: readonly string[]): Promise<number> {
    const port = await freePort()
    const ports = args.includes('--tls-cert-file') ? ['--port', '0', '--tls-port', String(port)] : ['--port', String(port)]
    box.start(server ?? '', [...ports, '--save', '', '--bind', '127.0.0.1', '--dir', box.folder, ...args])
    return port
  }

  async function answer(port: number, target: Partial<Target> = {}, options: AskedOptions = {}): Promise<Answer | undefined> {
    const got = await eventually(() => asked(redis, port, { ...options, target: { login: { user: 'reader', password }, users: ['app'], ...target } }))
    const text = JSON.stringify(got)
    expect(text).not.toContain(password)
    // a hash is as good as the password for who guesses
    expect(text).not.toMatch(/[0-9a-f]{64}/)
    return got.find(({ probe }) => probe === 'redis/behind-login')
  }
  const observed = ({ learned }: Answer): readonly string[] =>
    (learned?.observations ?? []).map(({ key, verdict, actual }) => `${key} ${verdict}: ${actual}`)

  it('reads what is weak', async () => {
    const port = await started(
      ...reader,
      '--user',
      'app',
      'on',
      `>${password}`,
      '~*',
      '+@all',
      '--user',
      'guest',
      'on',
      'nopass',
      '+ping',
      '--requirepass',
      'x',
    )
    const got = await answer(port)
    expect(observed(got!)).toEqual(
      expect.arrayContaining(['user unsafe: all commands: app, default', 'nopass unsafe: nopass: guest', 'protected-mode safe: yes']),
    )
    expect(got?.learned?.version).toMatch(/^\d+\.\d+/)
    const app = await answer(port, { login: { user: 'app', password } })
    expect(observed(app!)[0]).toBe('commands unsafe: CONFIG, ACL, FLUSHALL, SHUTDOWN, REPLICAOF, EVAL, KEYS')
  })

  it('reads what is hardened, over TLS that holds, and says nothing to who is not known', async () => {
    const own = ownAuthority(box)
    const tls = ['--tls-cert-file', own.certificate, '--tls-key-file', own.key, '--tls-ca-cert-file', own.ca, '--tls-auth-clients', 'no']
    const port = await started(
      ...tls,
      ...reader,
      '--user',
      'default',
      'off',
      '--user',
      'app',
      'on',
      `>${password}`,
      '~app:*',
      '+@read',
      '+@write',
      '-@dangerous',
    )
    const far = { host: '192.0.2.7', names: ['localhost'] }
    const got = await answer(port, far, { vantage, authorities: [own.pem] })
    expect(observed(got!).filter((each) => each.includes(' unsafe'))).toEqual(['tls-auth-clients unsafe: no'])
    const unknown = await answer(port, far, { vantage })
    expect(unknown).toMatchObject({ outcome: 'unproven', why: expect.stringContaining('its certificate does not hold') })
    expect(unknown?.transcript.map(({ text }) => text).join(' ')).not.toContain('AUTH')
  })

  it('tells a wrong password from one that opens, and from none', async () => {
    const tries: unknown[] = []
    const tryAll = (accounts: Parameters<typeof trying>[1]): Probe => trying(redis, accounts, tries)
    const locked = await started('--requirepass', password)
    await eventually(() =>
      asked(redis, locked, {
        more: [
          tryAll([
            ['default', password],
            ['default', 'wrong'],
            ['nobody', password],
          ]),
        ],
      }),
    )
    await asked(redis, locked, { target: { host: '192.0.2.7' }, vantage, more: [tryAll([['default', password]])] })
    const open = await started()
    await eventually(() => asked(redis, open, { more: [tryAll([['default', password]])] }))
    const far = { unproven: 'the server has no TLS, and the password would go in clear' }
    expect(tries).toEqual(['accepted', 'refused', 'refused', far, { unproven: 'no password is asked for' }])
  })
})
