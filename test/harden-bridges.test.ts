import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { DeploymentHardening, Hardening } from '../src/model/hardening.ts'
import { call } from './in-process.ts'

async function harden(files: Readonly<Record<string, string>>, ...only: readonly string[]) {
  const base = mkdtempSync(join(tmpdir(), 'ringwall-bridges-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(base, 'weak', name)), { recursive: true })
    writeFileSync(join(base, 'weak', name), text)
  }
  const folder = join(base, 'hard')
  const { stdout, stderr } = await call([
    'harden',
    join(base, 'weak'),
    ...only.flatMap((id) => ['--only', id]),
    '--format',
    'json',
    '--write',
    folder,
  ])
  expect(stderr).toBe('')
  const plan: DeploymentHardening = (JSON.parse(stdout) as Hardening).deployments[0]!
  return { plan, folder, read: (name: string) => readFileSync(join(folder, name), 'utf8') }
}

const settings = `[redis]
host = "cache"
port = 6379
`

const vault = `services:
  router:
    image: juspaydotin/hyperswitch-router:standalone
    command: /local/bin/router -f /local/config/docker_compose.toml
    volumes: [./config:/local/config]
  consumer:
    image: juspaydotin/hyperswitch-consumer:standalone
    command: /local/bin/scheduler -f /local/config/docker_compose.toml
    volumes: [./config:/local/config]
  cache:
    image: redis:7.2
    ports: ["127.0.0.1:6379:6379"]
    healthcheck:
      test: [CMD, redis-cli, ping]
`

const ofChannels = /^(?:channel\/|listener\/authenticated)/

describe('programs that can neither speak TLS nor log in', { timeout: 120_000 }, () => {
  it('get bridges with certificates, and nobody else is let in', async () => {
    const { plan, read, folder } = await harden({ 'compose.yaml': vault, 'config/docker_compose.toml': settings }, 'channels', 'bridges')
    expect([...plan.open.map(({ finding }) => finding), ...plan.added].map(({ control }) => control).filter((id) => ofChannels.test(id))).toEqual([])
    expect(read('config/docker_compose.toml')).toBe(settings.replace('cache', '127.0.0.1'))
    for (const client of ['router', 'consumer']) {
      const conf = read(`ringwall/${client}-to-cache/stunnel.conf`)
      for (const line of [
        'accept = 127.0.0.1:6379',
        'connect = cache:6380',
        'verifyChain = yes',
        'checkHost = cache',
        'cert = /etc/ringwall/tls.crt',
      ])
        expect(conf.split('\n')).toContain(line)
      expect(statSync(join(folder, `ringwall/${client}-to-cache/tls.key`)).mode & 0o777).toBe(0o600)
    }
    const server = read('ringwall/cache/redis.conf').split('\n')
    expect(server).toContain('port 0')
    expect(server).toContain('tls-auth-clients yes')
    const compose = read('compose.yaml')
    expect(compose).toContain('network_mode: service:router')
    expect(compose).toContain('"127.0.0.1:6379:6380"')
    expect(compose).toMatch(/--cert[\s\S]*health\.crt[\s\S]*--key[\s\S]*health\.key/)
  })

  it('get one to a ZooKeeper that asks for its certificate', async () => {
    const files = {
      'compose.yaml': `services:
  server:
    image: caskdata/coopr-server:0.9.9
    volumes: [./coopr-site.xml:/etc/coopr/conf/coopr-site.xml:ro]
  zookeeper:
    image: zookeeper:3.9.3
    environment:
      ZOO_CFG_EXTRA: snapCount=1000 secureClientPort=2281 tickTime=3000
      ZOO_ADMINSERVER_ENABLED: "false"
    healthcheck:
      test: [CMD, zkServer.sh, status]
`,
      'coopr-site.xml':
        '<configuration>\n  <property>\n    <name>server.zookeeper.quorum</name>\n    <value>zookeeper:2181/coopr</value>\n  </property>\n</configuration>\n',
    }
    const { read, folder } = await harden(files, 'channels', 'bridges')
    expect(read('coopr-site.xml')).toContain('<value>127.0.0.1:2181/coopr</value>')
    expect(read('ringwall/server-to-zookeeper/stunnel.conf')).toContain('connect = zookeeper:2281\n')
    const compose = read('compose.yaml')
    expect(compose).toMatch(/ZOO_CFG_EXTRA: "?snapCount=1000 secureClientPort=2281 tickTime=3000 .*ssl\.clientAuth=need/)
    expect(compose).toContain('ZOO_SERVERS: server.1=localhost:2888:3888\n')
    expect(compose).toMatch(/CLIENT_JVMFLAGS: .*-Dzookeeper\.ssl\.keyStore\.location=\/etc\/ringwall\/health\.pem/)
    expect(read('ringwall/zookeeper/health.pem')).toMatch(/^-----BEGIN PRIVATE KEY-----[^]*-----BEGIN CERTIFICATE-----/)
    const again = JSON.parse((await call(['harden', folder, '--only', 'channels', '--only', 'bridges', '--format', 'json'])).stdout) as Hardening
    expect(again.files).toEqual([])
  })

  it('get one to a memcached that asks for its certificate', async () => {
    const files = {
      'compose.yaml': `services:
  app:
    image: python:3.12
    environment: { MEMCACHED_SERVERS: "cache:11211" }
  cache:
    image: memcached:1.6
    command: [memcached, -m, "64"]
    ports: ["127.0.0.1:11211:11211"]
`,
    }
    const { read, folder, plan } = await harden(files, 'channels', 'bridges')
    expect(plan.open.filter(({ finding }) => ofChannels.test(finding.control))).toEqual([])
    expect(read('compose.yaml')).toMatch(/MEMCACHED_SERVERS: "?127\.0\.0\.1:11211"?/)
    expect(read('compose.yaml')).toMatch(/\[memcached, -m, "64", "?-Z"?, "?-o"?, .*ssl_verify_mode=2"?, "?-l"?, "\*:11212"\]/)
    expect(read('compose.yaml')).toContain('"127.0.0.1:11211:11212"')
    expect(read('ringwall/app-to-cache/stunnel.conf')).toContain('sessionResume = no\n')
    const again = JSON.parse((await call(['harden', folder, '--only', 'channels', '--only', 'bridges', '--format', 'json'])).stdout) as Hardening
    expect(again.files).toEqual([])
  })

  it('to a memcached with addresses of its own is left as it is', async () => {
    const own =
      'services:\n  app:\n    image: python:3.12\n    environment: { MEMCACHED_SERVERS: "cache:11211" }\n  cache:\n    image: memcached:1.6\n    command: [-l, 10.0.0.1]\n'
    const { plan } = await harden({ 'compose.yaml': own }, 'channels', 'bridges')
    expect(plan.open.find(({ finding }) => finding.control === 'channel/encrypted')).toMatchObject({ reason: 'needs-person' })
  })

  it('that share the server with one that logs in are not shut out', async () => {
    const shared = vault.replace('  cache:\n', '  api:\n    image: python:3.12\n    environment:\n      REDIS_URL: redis://cache:6379/0\n  cache:\n')
    const { plan, read } = await harden({ 'compose.yaml': shared, 'config/docker_compose.toml': settings }, 'channels', 'bridges')
    // the other client logs in: a certificate is not asked of it, and its connection is changed as ever
    expect(read('ringwall/cache/redis.conf').split('\n')).toContain('tls-auth-clients no')
    expect(read('ringwall/cache/users.acl')).toMatch(/^user default on nopass /m)
    expect(plan.open.find(({ finding }) => finding.control === 'listener/authenticated')).toMatchObject({ reason: 'product-cannot' })
  })

  it('get none where the port is taken on their loopback', async () => {
    const taken = `${vault}  helper:\n    image: registry.example.org/helper:1\n    network_mode: service:router\n    expose: [6379]\n`
    const { plan, read } = await harden({ 'compose.yaml': taken, 'config/docker_compose.toml': settings }, 'channels', 'bridges')
    expect(read('config/docker_compose.toml')).toBe(settings)
    expect(plan.open.filter(({ reason }) => reason === 'would-break').map(({ finding }) => finding.control)).toContain('channel/encrypted')
  })
})

describe('a program that is published with plain HTTP', { timeout: 120_000 }, () => {
  const published = 'services:\n  shop:\n    image: juspaydotin/hyperswitch-control-center:v1\n    ports: ["9000:9000"]\n'

  it('gets TLS in front at the same published port, and keeps its name and port for others', async () => {
    const { plan, read } = await harden({ 'compose.yaml': published }, 'front')
    expect(plan.closed.map(({ control }) => control)).toContain('listener/plain-http')
    const compose = read('compose.yaml')
    expect(compose).toContain('"9000:8443"')
    expect(compose).toContain('network_mode: service:shop')
    expect(read('ringwall/shop-tls/nginx.conf')).toContain('proxy_pass http://127.0.0.1:9000;')
    expect(plan.added.filter(({ severity }) => severity !== 'low' && severity !== 'info')).toEqual([])
  })

  it('gets one for each of its ports', async () => {
    const two = 'services:\n  server:\n    image: caskdata/coopr-server:0.9.9\n    ports: ["55054:55054", "55055:55055"]\n'
    const { plan, read } = await harden({ 'compose.yaml': two }, 'front')
    expect(plan.open.filter(({ finding }) => finding.control === 'listener/plain-http')).toEqual([])
    expect(read('compose.yaml')).toContain('ports: ["55054:8443", "55055:8444"]')
    expect(read('ringwall/server-tls/nginx.conf')).toContain('127.0.0.1:55054')
    expect(read('ringwall/server-tls-55055/nginx.conf')).toContain('127.0.0.1:55055')
  })

  it('gets none where it has the network of the host, and that is said', async () => {
    const { plan } = await harden({ 'compose.yaml': `${published.replace(/ {4}ports.*\n/, '')}    network_mode: host\n` }, 'front')
    expect(plan.measures).toEqual([])
    expect(plan.open.find(({ finding }) => finding.control === 'listener/plain-http')).toMatchObject({ reason: 'file-cannot' })
  })
})
