import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { amqp } from '../../src/probes/amqp/index.ts'
import { came, ofFiles, tried, triedOverHttp, triesOf } from './credentials.ts'
import { startNode } from './rabbitmq-node.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const password = 'a-password-of-this-test'
const rabbitmq = program('/usr/lib/rabbitmq/bin/rabbitmq-server')
const jupyter = program('/usr/bin/jupyter-server')
const nginx = program('/usr/sbin/nginx')

describe.skipIf(isMissing(rabbitmq))(`log-ins that are tried at RabbitMQ${reason(rabbitmq)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('credentials-rabbitmq')
  })
  afterAll(() => box.stop())

  async function started(name: string, text: string): Promise<{ readonly plain: number; readonly web: number }> {
    const ports = { plain: await freePort(), web: await freePort() }
    const own = `listeners.tcp.1 = 127.0.0.1:${ports.plain}\nmanagement.tcp.port = ${ports.web}\nmanagement.tcp.ip = 127.0.0.1\n`
    writeFileSync(join(box.folder, `${name}.conf`), `${own}${text}`, { mode: 0o644 })
    writeFileSync(join(box.folder, 'enabled_plugins'), '[rabbitmq_management].\n', { mode: 0o644 })
    await startNode(box, {
      RABBITMQ_CONFIG_FILE: join(box.folder, name),
      RABBITMQ_ADVANCED_CONFIG_FILE: join(box.folder, 'none.config'),
      RABBITMQ_CONF_ENV_FILE: join(box.folder, 'none.conf'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(box.folder, 'enabled_plugins'),
      RABBITMQ_MNESIA_BASE: join(box.folder, `mnesia-${name}`),
      RABBITMQ_LOG_BASE: join(box.folder, 'log'),
    })
    return ports
  }

  it('tell the default user from one with a password of its own, at the broker and at its pages', async () => {
    const weak = await started('weak', '')
    expect(came(await eventually(() => tried(amqp, 'rabbitmq', weak.plain)))).toEqual(['unsafe published log-ins'])
    expect(came(await eventually(() => triedOverHttp('rabbitmq', undefined, weak.web)))).toEqual(['unsafe published log-ins'])
    const hardened = await started('hardened', `default_user = shop\ndefault_pass = ${password}\n`)
    const files = [ofFiles('shop', password)]
    expect(came(await eventually(() => tried(amqp, 'rabbitmq', hardened.plain, files)))).toEqual(['safe published log-ins'])
    expect(came(await eventually(() => triedOverHttp('rabbitmq', undefined, hardened.web, files)))).toEqual(['safe published log-ins'])
    expect(await triedOverHttp('rabbitmq', undefined, hardened.web)).toMatchObject({ outcome: 'unproven' })
  }, 180_000)
})

describe.skipIf(isMissing(jupyter))(`tokens that are tried at Jupyter${reason(jupyter)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('credentials-jupyter')
  })
  afterAll(() => box.stop())

  it('tell a token that opens from one that does not, and from none', async () => {
    const started = async (token: string): Promise<number> => {
      const port = await freePort()
      const set = [`--ServerApp.token=${token}`, '--ServerApp.password=', '--ServerApp.open_browser=False', `--ServerApp.root_dir=${box.folder}`]
      box.start(jupyter ?? '', ['--ServerApp.ip=127.0.0.1', `--ServerApp.port=${port}`, '--ServerApp.port_retries=0', ...set])
      return port
    }
    const [guessable, own, open] = [await started('changeme'), await started(password), await started('')]
    const weak = [{ ...ofFiles('', 'changeme'), kind: 'guessable' as const }]
    const first = await eventually(() => triedOverHttp('jupyter', undefined, guessable, weak))
    expect(came(first)).toEqual(['unsafe log-ins of the files'])
    expect(first.learned?.tries?.map(({ account, outcome }) => [account, outcome])).toEqual([
      ['no name', 'refused'],
      ['no name', 'gets in'],
      ['no name', 'refused'],
    ])
    const second = await eventually(() => triedOverHttp('jupyter', undefined, own, weak))
    expect(second).toMatchObject({ outcome: 'unproven', why: expect.stringContaining('nobody got in') })
    expect((await eventually(() => triedOverHttp('jupyter', undefined, open, weak))).why).toContain('/api/contents is open without a log-in')
  }, 120_000)
})

describe.skipIf(isMissing(nginx))(`log-ins that are tried at nginx${reason(nginx)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('credentials-nginx')
  })
  afterAll(() => box.stop())

  it('are as few as its own log counts', async () => {
    const port = await freePort()
    const { folder } = box
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${folder}/t;`).join(' ')
    const text = `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; events {} http { ${temporary} log_format who '$remote_user $status'; access_log ${folder}/access.log who; server { listen 127.0.0.1:${port}; root ${folder}/www; location / { auth_basic x; auth_basic_user_file ${folder}/users; autoindex on; } } }`
    writeFileSync(join(folder, 'nginx.conf'), text, { mode: 0o644 })
    writeFileSync(join(folder, 'users'), 'admin:{PLAIN}admin\n', { mode: 0o644 })
    box.run('/usr/bin/mkdir', ['-p', 'www'])
    box.start(nginx ?? '', ['-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')])
    const many = Array.from({ length: 20 }, (_, at) => ofFiles(`user${at}`, password))
    const weak = await eventually(() =>
      triedOverHttp('nginx', undefined, port, [{ ...ofFiles('admin', 'admin'), pair: 'secret B', kind: 'guessable' }]),
    )
    expect(came(weak)).toEqual(['unsafe log-ins of the files'])
    const answer = await triedOverHttp('nginx', undefined, port, many)
    expect(answer.outcome).toBe('unproven')
    expect(triesOf(answer)).toBe(8)
    // nginx writes its log after it has answered; the first run was with `admin` and one made-up account
    const accounts = await eventually(() => {
      const lines = readFileSync(join(folder, 'access.log'), 'utf8').trim().split('\n')
      const asked = lines.filter((line) => /^(?:user|nobody-)/.test(line)).slice(1)
      if (asked.length < 8) throw new Error('the log is not written yet')
      return asked
    })
    expect(accounts).toHaveLength(8)
    // one try for each account
    expect(new Set(accounts).size).toBe(8)
  })
})
