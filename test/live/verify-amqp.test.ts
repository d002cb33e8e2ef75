import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { amqp } from '../../src/probes/amqp/index.ts'
import { asked } from './ask.ts'
import { login } from './login.ts'
import { startNode } from './rabbitmq-node.ts'
import type { Sandbox } from './server.ts'
import { freePort, isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/lib/rabbitmq/bin/rabbitmq-server')

describe.skipIf(isMissing(server))(`AMQP on the wire${reason(server)}`, () => {
  let box: Sandbox
  const ports = { plain: 0, secure: 0 }
  beforeAll(async () => {
    box = sandbox('verify-amqp')
    box.run('/usr/bin/openssl', 'req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 2 -subj /CN=localhost'.split(' '))
    for (const name of ['plain', 'secure'] as const) ports[name] = await freePort()
    await start('a', `listeners.tcp.1 = 127.0.0.1:${ports.plain}\nlisteners.ssl.1 = 127.0.0.1:${ports.secure}\nssl_options.verify = verify_none\n`)
  }, 120_000)
  afterAll(() => box.stop())

  async function start(name: string, text: string): Promise<void> {
    const tls = `ssl_options.certfile = ${box.folder}/c.pem\nssl_options.keyfile = ${box.folder}/k.pem\nssl_options.cacertfile = ${box.folder}/c.pem\n`
    writeFileSync(join(box.folder, `${name}.conf`), `${text}${tls}`, { mode: 0o644 })
    writeFileSync(join(box.folder, 'enabled_plugins'), '[].\n', { mode: 0o644 })
    await startNode(box, {
      RABBITMQ_CONFIG_FILE: join(box.folder, name),
      RABBITMQ_ADVANCED_CONFIG_FILE: join(box.folder, 'none.config'),
      RABBITMQ_CONF_ENV_FILE: join(box.folder, 'none.conf'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(box.folder, 'enabled_plugins'),
      RABBITMQ_MNESIA_BASE: join(box.folder, `mnesia-${name}`),
      RABBITMQ_LOG_BASE: join(box.folder, 'log'),
    })
  }

  it('tells version, ways to log in, and that a made-up account is refused', async () => {
    const answers = await asked(amqp, ports.plain)
    expect(answers.map(({ learned }) => [learned?.tls, learned?.authentication, learned?.version])).toEqual([
      ['none', undefined, undefined],
      [undefined, 'password', '3.10.8'],
    ])
    expect(answers[1]?.learned?.said).toBe('RabbitMQ 3.10.8; ways to log in: AMQPLAIN, PLAIN; a made-up account is refused')
    expect(answers[1]?.learned?.observations?.map(({ verdict, key }) => `${verdict} ${key}`)).toEqual(['safe anonymous_login_user'])
  })

  it('tells TLS from the first byte', async () => {
    const answers = await asked(amqp, ports.secure)
    expect(answers.map(({ learned }) => [learned?.tls, learned?.authentication])).toEqual([
      ['required', undefined],
      [undefined, 'password'],
    ])
  })

  it('tries an account', async () => {
    expect(await login(amqp, ports.plain, 'guest', 'guest')).toBe('accepted')
    expect(await login(amqp, ports.plain, 'guest', 'another')).toBe('refused')
    expect(await login(amqp, ports.secure, 'guest', 'guest', 'tls')).toBe('accepted')
  })
})
