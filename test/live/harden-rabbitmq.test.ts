import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Phase } from '../../src/model/remedy.ts'
import { foreignAuthority } from './foreign-authority.ts'
import type { Place } from './hardened.ts'
import type { Loop } from './loop.ts'
import { loop, served } from './loop.ts'
import { networking } from './networks.ts'
import { isMissing, program, reason } from './server.ts'

const bin = '/usr/lib/rabbitmq/bin'
const rabbit = program(`${bin}/rabbitmq-server`)
const library = program('/usr/lib/python3/dist-packages/pika/__init__.py')
const installed = library === undefined || networking === undefined ? undefined : rabbit

/** As the image's own user. */
const server = 999
const password = 'Of-The-Old-Days-1'

const compose = `services:
  app:
    image: node:20
    command: node app.js
    environment:
      AMQP_URL: amqp://app:${password}@queue:5672/
  queue:
    image: rabbitmq:3.10
    environment:
      RABBITMQ_DEFAULT_USER: app
      RABBITMQ_DEFAULT_PASS: ${password}
`
const old = { AMQP_URL: `amqp://app:${password}@queue:5672/` }

// the address and the authority are those that the files give; the library verifies chain and name, as Node's does
const use = `import os, ssl, pika
p = pika.URLParameters(os.environ['AMQP_URL'])
p.socket_timeout = p.stack_timeout = p.blocked_connection_timeout = 8
p.connection_attempts = 1
if p.ssl_options is not None:
    p.ssl_options = pika.SSLOptions(ssl.create_default_context(cafile=os.environ['NODE_EXTRA_CA_CERTS']), p.host)
c = pika.BlockingConnection(p)
k = c.channel()
k.queue_declare('q')
k.basic_publish('', 'q', b'value')
print(k.basic_get('q', auto_ack=True)[2].decode())
c.close()
`

describe.skipIf(isMissing(installed))(`app->rabbitmq, hardened${reason(installed)}`, () => {
  let pair: Loop
  let names: ChildProcess
  beforeAll(async () => {
    pair = await loop('queue', () => ({ 'compose.yaml': compose }), server)
    // the register of nodes, which a node would leave behind
    names = pair.place('queue', 'weak', server).start(['/usr/bin/epmd'])
  }, 240_000)
  afterAll(async () => {
    names.kill('SIGTERM')
    await pair.stop()
  })

  /** The node as the files of a phase start it; its data folder is that of before. */
  async function serve(phase: 'weak' | Phase): Promise<Place> {
    const { all, data } = pair
    const own = join(all.of(phase).folder, 'ringwall', 'queue', '90-ringwall.conf')
    const set = {
      HOME: data,
      RABBITMQ_NODENAME: 'ringwall@localhost',
      RABBITMQ_MNESIA_BASE: join(data, 'mnesia'),
      RABBITMQ_LOGS: '-',
      RABBITMQ_LOG_BASE: data,
      RABBITMQ_ENABLED_PLUGINS_FILE: join(data, 'plugins'),
      RABBITMQ_CONF_ENV_FILE: '/dev/null',
      ...(existsSync(own) ? { RABBITMQ_CONFIG_FILE: '/etc/ringwall/90-ringwall.conf' } : {}),
    }
    const words = Object.entries(set).map(([key, value]) => `${key}=${value}`)
    await pair.next(() => pair.place('queue', phase, server).start(['/usr/bin/env', ...words, rabbit!]))
    const app = pair.place('app', phase, 65_534)
    const answers = async (): Promise<void> => served(() => python(app))
    // a node takes its time
    await answers().catch(answers).catch(answers)
    return app
  }

  function python(app: Place, env: Readonly<Record<string, string>> = {}): ReturnType<Place['run']> {
    return app.run(['/usr/bin/python3', '-'], { env, input: use })
  }

  it('works before', { timeout: 240_000 }, async () => {
    expect(python(await serve('weak')).output).toBe('value\n')
  })

  it('serves the old client and the new one after accept', { timeout: 240_000 }, async () => {
    const app = await serve('accept')
    expect(python(app, old).output).toBe('value\n')
    expect(python(pair.place('app', 'switch', 65_534)).output).toBe('value\n')
  })

  describe('once it is closed', () => {
    let app: Place
    let now: string
    beforeAll(async () => {
      app = await serve('close')
      now = pair.all.of('close').component('app').env.get('AMQP_URL')!.value
    }, 240_000)

    const refused: readonly (readonly [what: string, env: (now: string) => Readonly<Record<string, string>>, why: RegExp])[] = [
      ['plaintext on the old port', () => old, /refused|AMQPConnectionError/],
      [
        'plaintext on the new port',
        (url) => ({ AMQP_URL: url.replace('amqps:', 'amqp:') }),
        /IncompatibleProtocolError|StreamLostError|AMQPConnectionError/,
      ],
      ['a wrong password', (url) => ({ AMQP_URL: url.replace(/(:\/\/[^:]*:)[^@]*/, '$1wrong') }), /ACCESS_REFUSED|AuthenticationError/],
      ['no password', (url) => ({ AMQP_URL: url.replace(/:\/\/[^@]*@/, '://') }), /ACCESS_REFUSED|AuthenticationError/],
      ['a foreign authority', () => ({ NODE_EXTRA_CA_CERTS: foreignAuthority() }), /certificate verify failed/],
      ['a wrong name', (url) => ({ AMQP_URL: url.replace('@queue:', '@cousin:') }), /Hostname mismatch|not valid for 'cousin'/],
    ]
    it.each(refused)('%s is refused', { timeout: 60_000 }, (_what, env, why) => {
      const said = python(app, env(now))
      expect(said.output).toMatch(why)
      expect(said.status).not.toBe(0)
      expect(python(app).output).toBe('value\n')
    })
  })
})
