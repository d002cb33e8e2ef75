import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../src/model/observed.ts'
import type { Technology } from '../../src/model/technology.ts'
import { doorProbe } from '../../src/probes/http/doors.ts'
import { crossSite } from '../../src/probes/http/cross-site.ts'
import { docker, etcd, http } from '../../src/probes/http/index.ts'
import { webSockets } from '../../src/probes/http/web-sockets.ts'
import type { ProtocolProbes } from '../../src/probes/probe.ts'
import { dockerEngine } from '../../src/technologies/docker-engine/index.ts'
import { etcd as etcdTechnology } from '../../src/technologies/etcd/index.ts'
import { jupyter } from '../../src/technologies/jupyter/index.ts'
import { prometheus } from '../../src/technologies/prometheus/index.ts'
import { rabbitmq } from '../../src/technologies/rabbitmq/index.ts'
import { asked } from './ask.ts'
import { startNode } from './rabbitmq-node.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

/** The doors of a product on loopback, once it answers. */
async function doors(technology: Technology, protocol: ProtocolProbes, port: number): Promise<Answer> {
  const more = [doorProbe(technology.id, technology.questions ?? [])]
  return eventually(async () => {
    const answers = await asked({ ...protocol, probes: [] }, port, { more })
    const answer = answers.find(({ probe }) => probe === `${technology.id}/doors`)
    // it listens before it is ready
    if (answer?.outcome !== 'answered') throw new Error(`${technology.id}: ${answer?.why ?? 'nothing'}`)
    return answer
  })
}

const jupyterServer = program('/usr/bin/jupyter-server')
describe.skipIf(isMissing(jupyterServer))(`Jupyter's doors${reason(jupyterServer)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('verify-jupyter')
  })
  afterAll(() => box.stop())

  it.each([
    [
      'open',
      '',
      'none',
      'the files of the server (/api/contents): open to everybody; running kernels, which run what they are sent (/api/kernels): open to everybody; terminals (/api/terminals): open to everybody',
    ],
    [
      'closed',
      'a-long-token-of-this-test',
      'token',
      'the files of the server: closed (403); running kernels, which run what they are sent: closed (403); terminals: closed (403)',
    ],
  ])('are %s', async (_, token, authentication, said) => {
    const port = await freePort()
    box.start(jupyterServer ?? '', [
      '--no-browser',
      '--ServerApp.ip=127.0.0.1',
      `--ServerApp.port=${port}`,
      `--ServerApp.token=${token}`,
      '--ServerApp.port_retries=0',
    ])
    const { learned } = await doors(jupyter, http, port)
    expect(learned).toMatchObject({ said, authentication })
  })

  it.each([
    ['only from its own pages', [], 'safe', 'a terminal (/terminals/websocket/*): not open to a made-up origin'],
    ['from any page', ['--ServerApp.allow_origin=*'], 'unsafe', 'a terminal (/terminals/websocket/*): open to pages of every web site'],
  ])('lead to a terminal %s', async (_, flags, verdict, said) => {
    const port = await freePort()
    const open = ['--ServerApp.token=', '--ServerApp.disable_check_xsrf=True', '--ServerApp.port_retries=0']
    box.start(jupyterServer ?? '', ['--no-browser', '--ServerApp.ip=127.0.0.1', `--ServerApp.port=${port}`, ...open, ...flags])
    await eventually(() => fetch(`http://127.0.0.1:${port}/api/terminals`, { method: 'POST' }))
    const answers = await asked({ ...http, probes: [] }, port, { more: [webSockets(jupyter.surface?.sockets ?? [])] })
    expect(answers.at(-1)).toMatchObject({ outcome: 'answered', learned: { said, observations: [{ key: 'allow_origin', verdict }] } })
  })

  it.each([
    ['as it comes', [], 'safe', 'refused to pages of other sites (403)'],
    ['without tokens', ['--ServerApp.disable_check_xsrf=True'], 'safe', 'refused to pages of other sites (404)'],
    ['for any origin, with tokens', ['--ServerApp.allow_origin=*'], 'safe', 'refused to pages of other sites (403)'],
    [
      'for any origin, without tokens',
      ['--ServerApp.allow_origin=*', '--ServerApp.disable_check_xsrf=True'],
      'unsafe',
      'taken from pages of every web site',
    ],
    ['behind a log-in', [], undefined, 'not proven'],
  ])('are changed by pages of other sites, or not: %s', async (name, flags, verdict, said) => {
    const port = await freePort()
    const token = name === 'behind a log-in' ? 'a-long-token-of-this-test' : ''
    const usual = ['--no-browser', '--ServerApp.ip=127.0.0.1', `--ServerApp.port=${port}`, '--ServerApp.port_retries=0']
    box.start(jupyterServer ?? '', [...usual, `--ServerApp.token=${token}`, ...flags])
    const sessions = async (): Promise<unknown> => (await fetch(`http://127.0.0.1:${port}/api/sessions`)).json()
    await eventually(sessions)
    const answers = await asked({ ...http, probes: [] }, port, { more: [crossSite(jupyter.surface?.changes ?? [])] })
    expect(answers.at(-1)).toMatchObject({
      outcome: verdict === undefined ? 'unproven' : 'answered',
      learned: { said: `new sessions, which run code: ${said}`, observations: verdict === undefined ? [] : [{ verdict }] },
    })
    // nothing was changed
    expect(verdict === undefined ? [] : await sessions()).toEqual([])
  })
})

const etcdServer = program('/usr/bin/etcd')
const etcdctl = program('/usr/bin/etcdctl')
const etcdInstalled = etcdctl === undefined ? undefined : etcdServer
describe.skipIf(isMissing(etcdInstalled))(`etcd's doors${reason(etcdInstalled)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('verify-etcd')
  })
  afterAll(() => box.stop())

  async function started(name: string): Promise<number> {
    const [port, peer] = [await freePort(), await freePort()]
    const client = `http://127.0.0.1:${port}`
    const between = `http://127.0.0.1:${peer}`
    const clients = `--listen-client-urls ${client} --advertise-client-urls ${client}`
    const peers = `--listen-peer-urls ${between} --initial-advertise-peer-urls ${between} --initial-cluster ${name}=${between}`
    box.start(etcdServer ?? '', `--name ${name} --data-dir ${join(box.folder, name)} ${clients} ${peers}`.split(' '))
    return port
  }

  it('are open as etcd comes', async () => {
    const { learned } = await doors(etcdTechnology, etcd, await started('open'))
    expect(learned).toMatchObject({ said: 'every key and value (/v3/kv/range): open to everybody', authentication: 'none' })
  })

  it('are closed once authentication is on', async () => {
    const port = await started('closed')
    const control = (...words: readonly string[]): string =>
      box.run('/usr/bin/env', ['ETCDCTL_API=3', etcdctl ?? '', '--endpoints', `127.0.0.1:${port}`, ...words])
    await eventually(() => control('user', 'add', 'root:a-password-of-this-test'))
    control('role', 'add', 'root')
    control('user', 'grant-role', 'root', 'root')
    control('auth', 'enable')
    const { learned } = await doors(etcdTechnology, etcd, port)
    expect(learned).toMatchObject({ said: 'every key and value: closed (400)', authentication: 'password' })
  })
})

const prometheusServer = program('/usr/bin/prometheus')
describe.skipIf(isMissing(prometheusServer))(`Prometheus's doors${reason(prometheusServer)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('verify-prometheus')
  })
  afterAll(() => box.stop())

  // bcrypt of a made-up password, of cost 4
  const web = 'basic_auth_users:\n  admin: $2b$04$q1nZ4XzYwV6bTn3qvC0PxeyWwqVh1p8o1m0vUQ7c1l5Q5r2fV4Q2W\n'
  it.each([
    ['open', '', 'none', 'the configuration and every metric (/api/v1/status/config): open to everybody'],
    ['closed', web, 'password', 'the configuration and every metric: closed (401)'],
  ])('are %s', async (name, config, authentication, said) => {
    const port = await freePort()
    writeFileSync(join(box.folder, `${name}.yml`), 'scrape_configs: []\n')
    writeFileSync(join(box.folder, `${name}-web.yml`), config)
    box.start(prometheusServer ?? '', [
      `--config.file=${box.folder}/${name}.yml`,
      `--web.config.file=${box.folder}/${name}-web.yml`,
      `--storage.tsdb.path=${box.folder}/${name}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ])
    const { learned } = await doors(prometheus, http, port)
    expect(learned).toMatchObject({ said, authentication })
  })
})

const rabbitmqServer = program('/usr/lib/rabbitmq/bin/rabbitmq-server')
describe.skipIf(isMissing(rabbitmqServer))(`RabbitMQ's doors${reason(rabbitmqServer)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('verify-rabbitmq-management')
  })
  afterAll(() => box.stop())

  it('are closed to who has not logged in', async () => {
    const [port, amqp] = [await freePort(), await freePort()]
    writeFileSync(
      join(box.folder, 'rabbitmq.conf'),
      `listeners.tcp.1 = 127.0.0.1:${amqp}\nmanagement.tcp.ip = 127.0.0.1\nmanagement.tcp.port = ${port}\n`,
    )
    writeFileSync(join(box.folder, 'enabled_plugins'), '[rabbitmq_management].\n')
    const node = await startNode(box, {
      RABBITMQ_CONFIG_FILE: join(box.folder, 'rabbitmq.conf'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(box.folder, 'enabled_plugins'),
      RABBITMQ_MNESIA_BASE: join(box.folder, 'mnesia'),
      RABBITMQ_LOG_BASE: join(box.folder, 'log'),
    })
    const { learned } = await doors(rabbitmq, http, port)
    expect(learned).toMatchObject({ said: 'the management of the broker: closed (401)', authentication: 'password' })
    await node.stop()
  })
})

const dockerd = process.getuid?.() === 0 ? program('/usr/sbin/dockerd', '/usr/bin/dockerd') : undefined
describe.skipIf(isMissing(dockerd))(`the doors of Docker over TCP${reason(dockerd)}`, () => {
  let folder = ''
  let engine: ChildProcess | undefined
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringwall-verify-docker-'))
  })
  afterAll(async () => {
    if (engine !== undefined && engine.exitCode === null) {
      const gone = new Promise((resolve) => engine?.once('exit', resolve))
      engine.kill('SIGTERM')
      await gone
    }
    rmSync(folder, { recursive: true, force: true })
  })

  it('are open without TLS', async () => {
    const port = await freePort()
    writeFileSync(join(folder, 'daemon.json'), '{}')
    const places = `--data-root ${folder}/data --exec-root ${folder}/run -p ${folder}/pid --config-file ${folder}/daemon.json`
    const quiet = '--iptables=false --ip-masq=false --bridge=none --storage-driver=vfs'
    const env = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin' }
    engine = spawn(dockerd ?? '', `-H tcp://127.0.0.1:${port} --tls=false ${places} ${quiet}`.split(' '), { stdio: 'ignore', env })
    const { learned } = await doors(dockerEngine, docker, port)
    expect(learned).toMatchObject({
      said: 'the containers, and with them the machine (/containers/json?limit=1): open to everybody',
      authentication: 'none',
    })
  })
})
