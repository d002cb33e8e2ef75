import { chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, Server } from 'node:http'
import { createServer } from 'node:http'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from '../in-process.ts'
import { ownAuthority } from './own-authority.ts'
import { cluster } from './pg.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const stunnel = program('/usr/bin/stunnel4')
const redis = program('/usr/bin/redis-server')
const postgres = program('/usr/lib/postgresql/*/bin/postgres')
const nginx = program('/usr/sbin/nginx')

const weak: Readonly<Record<string, string>> = {
  'compose.yaml': `services:
  router:
    image: juspaydotin/hyperswitch-router:standalone
    command: /local/bin/router -f /local/config/docker_compose.toml
    volumes: [./config:/local/config]
    ports: ["8080:8080"]
  vault:
    image: juspaydotin/hyperswitch-card-vault:v1
    environment:
      LOCKER__DATABASE__HOST: pg
      LOCKER__DATABASE__PORT: 5432
      LOCKER__DATABASE__USERNAME: db_user
      LOCKER__DATABASE__PASSWORD: db_pass_of_the_vault
  api:
    image: python:3.12
    environment:
      REDIS_URL: redis://other:6379/0
  cache:
    image: redis:7.2
  other:
    image: redis:7.2
  pg:
    image: postgres:16
    environment:
      POSTGRES_USER: db_user
      POSTGRES_PASSWORD: db_pass_of_the_vault
    volumes: [pg:/var/lib/postgresql/data]
volumes:
  pg:
`,
  'config/docker_compose.toml': '[redis]\nhost = "cache"\nport = 6379\n\n[server]\nport = 8080\n',
}

/** Plans for the weak files; the folder of what was generated belongs to the user of the sandbox. */
async function hardened(box: Sandbox): Promise<string> {
  const base = mkdtempSync(join(tmpdir(), 'ringwall-live-bridges-'))
  for (const [name, text] of Object.entries(weak)) {
    mkdirSync(dirname(join(base, name)), { recursive: true })
    writeFileSync(join(base, name), text)
  }
  const only = ['channels', 'bridges', 'front'].flatMap((id) => ['--only', id])
  const said = await call(['harden', base, ...only, '--format', 'json', '--write', join(box.folder, 'hard')])
  expect(said.stderr).toBe('')
  const folder = join(box.folder, 'hard/ringwall')
  const own = (path: string): void => {
    if (process.getuid?.() === 0) chownSync(path, 65_534, 65_534)
    if (statSync(path).isDirectory()) for (const name of readdirSync(path)) own(join(path, name))
  }
  own(join(box.folder, 'hard'))
  return folder
}

const missing = [stunnel, redis, postgres, nginx].some((each) => isMissing(each))

describe.skipIf(missing)(`what stands beside programs${missing ? reason(undefined) : ''}`, () => {
  let box: Sandbox
  let folder: string
  const servers: Server[] = []

  beforeAll(async () => {
    box = sandbox('bridges')
    folder = await hardened(box)
  })
  afterAll(async () => {
    for (const server of servers) server.close()
    await box.stop()
  })

  /** A generated file with its paths, and what else is other on this machine. */
  function onThisMachine(service: string, name: string, ...changes: readonly (readonly [string, string])[]): string {
    let text = readFileSync(join(folder, service, name), 'utf8').replaceAll('/etc/ringwall/', `${folder}/${service}/`)
    for (const [from, to] of changes) {
      expect(text).toContain(from)
      text = text.replace(from, to)
    }
    const file = join(box.folder, `${service}-${Math.random().toString(36).slice(2)}.conf`)
    writeFileSync(file, text, { mode: 0o644 })
    return file
  }

  /** The generated stunnel in front of a server at a port of this machine; gives the port where its client connects. */
  async function bridge(service: string, end: string, to: number): Promise<number> {
    const accept = await freePort()
    const plain = /accept = 127\.0\.0\.1:\d+/.exec(readFileSync(join(folder, service, 'stunnel.conf'), 'utf8'))![0]
    box.start(stunnel!, [
      onThisMachine(service, 'stunnel.conf', [plain, `accept = 127.0.0.1:${accept}`], [`connect = ${end}`, `connect = 127.0.0.1:${to}`]),
    ])
    return accept
  }

  async function redisOf(service: string): Promise<number> {
    const port = await freePort()
    box.start(redis!, [onThisMachine(service, 'redis.conf', ['tls-port 6380', `tls-port ${port}`]), '--save', '', '--dir', box.folder])
    const tls = ['--tls', '--cacert', join(folder, service, 'ca.crt'), '-p', String(port)]
    // it answers, if only that it wants more
    await eventually(() => {
      const said = ask(tls)
      if (/refused/i.test(said)) throw new Error(said)
    })
    return port
  }

  function ask(args: readonly string[]): string {
    try {
      return box.run('/usr/bin/redis-cli', [...args, 'ping']).trim()
    } catch (error) {
      return String((error as { stderr?: string }).stderr ?? error)
    }
  }

  it('carry Redis with TLS and a certificate, and nobody comes in otherwise', async () => {
    const port = await redisOf('cache')
    const accept = await bridge('router-to-cache', 'cache:6380', port)
    await eventually(() => expect(ask(['-p', String(accept)])).toBe('PONG'))
    const at = ['-p', String(port)]
    const trusting = ['--tls', '--cacert', join(folder, 'cache/ca.crt'), ...at]
    const own = ['--cert', join(folder, 'router-to-cache/tls.crt'), '--key', join(folder, 'router-to-cache/tls.key')]
    expect(ask([...trusting, ...own])).toBe('PONG')
    expect(ask(at)).not.toContain('PONG')
    expect(ask(trusting)).not.toContain('PONG')
    const foreign = ownAuthority(box, 'foreign')
    expect(ask([...trusting, '--cert', foreign.certificate, '--key', foreign.key])).not.toContain('PONG')
  })

  it('do not talk to a server of another name, nor to one of another authority', async () => {
    const right = await redisOf('cache')
    const good = await bridge('router-to-cache', 'cache:6380', right)
    await eventually(() => expect(ask(['-p', String(good)])).toBe('PONG'))
    const other = await redisOf('other')
    expect(readFileSync(join(folder, 'other/ca.crt'), 'utf8')).toBe(readFileSync(join(folder, 'cache/ca.crt'), 'utf8'))
    const wrongName = await bridge('router-to-cache', 'cache:6380', other)
    const foreign = ownAuthority(box, 'stranger')
    const port = await freePort()
    box.start(redis!, [
      '--port',
      '0',
      '--tls-port',
      String(port),
      '--tls-cert-file',
      foreign.certificate,
      '--tls-key-file',
      foreign.key,
      '--tls-ca-cert-file',
      foreign.ca,
      '--tls-auth-clients',
      'no',
      '--save',
      '',
    ])
    await eventually(() => expect(ask(['--tls', '--cacert', foreign.ca, '-p', String(port)])).toBe('PONG'))
    const wrongAuthority = await bridge('router-to-cache', 'cache:6380', port)
    for (const accept of [wrongName, wrongAuthority]) {
      const said = await eventually(() => {
        const answer = ask(['-p', String(accept)])
        if (/refused/i.test(answer)) throw new Error(answer)
        return answer
      })
      expect(said).not.toContain('PONG')
    }
  })

  it('carry PostgreSQL with the TLS that it asks for in words of its own', async () => {
    const running = cluster(box, postgres!)
    const file = (name: string): string => join(folder, 'pg', name)
    const tls = (certificate: string, key: string): readonly string[] => ['ssl=on', `ssl_cert_file=${certificate}`, `ssl_key_file=${key}`]
    const psql = (port: number, mode: string): string => {
      try {
        const where = `host=127.0.0.1 port=${port} user=postgres dbname=postgres sslmode=${mode} connect_timeout=10`
        return box
          .run(postgres!.replace(/postgres$/, 'psql'), ['-X', '-A', '-t', '-c', 'select ssl from pg_stat_ssl where pid = pg_backend_pid()', where])
          .trim()
      } catch (error) {
        return String((error as { stderr?: string }).stderr ?? error)
      }
    }
    const server = await running.start('hostssl all all 127.0.0.1/32 trust', tls(file('tls.crt'), file('tls.key')))
    const accept = await bridge('vault-to-pg', 'pg:5432', server.port)
    await eventually(() => expect(psql(accept, 'disable')).toBe('t'))
    expect(psql(server.port, 'require')).toBe('t')
    expect(psql(server.port, 'disable')).toContain('no encryption')
    server.stop()
    const foreign = ownAuthority(box, 'foreign-pg')
    const stranger = await running.start('hostssl all all 127.0.0.1/32 trust', tls(foreign.certificate, foreign.key))
    expect(psql(stranger.port, 'require')).toBe('t')
    const refused = await bridge('vault-to-pg', 'pg:5432', stranger.port)
    const said = await eventually(() => {
      const answer = psql(refused, 'disable')
      if (/Connection refused/.test(answer)) throw new Error(answer)
      return answer
    })
    expect(said).not.toBe('t')
    stranger.stop()
  })

  it('take TLS for a program that speaks plain HTTP, with its WebSockets and uploads', async () => {
    const app = createServer((asked, answer) => {
      let length = 0
      asked.on('data', (part: Buffer) => (length += part.length))
      asked.on('end', () => answer.end(JSON.stringify({ ...asked.headers, length })))
    })
    app.on('upgrade', (_asked, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello')
      socket.end()
    })
    servers.push(app)
    const behind = await freePort()
    await new Promise<void>((resolve) => void app.listen(behind, '127.0.0.1', resolve))
    const port = await freePort()
    const conf = onThisMachine(
      'router-tls',
      'nginx.conf',
      ['listen 8443', `listen 127.0.0.1:${port}`],
      ['127.0.0.1:8080', `127.0.0.1:${behind}`],
      ['/dev/stderr', join(box.folder, 'nginx.log')],
      ['/dev/stdout', 'off'],
      ['/tmp/nginx.pid', join(box.folder, 'nginx.pid')],
    )
    writeFileSync(conf, readFileSync(conf, 'utf8').replaceAll('_temp_path /tmp/', `_temp_path ${box.folder}/`))
    expect(box.run(nginx!, ['-t', '-q', '-c', conf])).toBe('')
    box.start(nginx!, ['-c', conf, '-g', 'daemon off;'])
    const ca = readFileSync(join(folder, 'router-tls/ca.crt'), 'utf8')
    const get = (options: object, body?: Buffer): Promise<IncomingMessage & { text: string }> =>
      new Promise((resolve, reject) => {
        const asked = request({
          host: '127.0.0.1',
          port,
          servername: 'router',
          ca,
          headers: { host: 'shop.example.org' },
          method: body === undefined ? 'GET' : 'POST',
          ...options,
        })
        asked.on('error', reject)
        asked.on('response', (answer) => {
          let text = ''
          answer.setEncoding('utf8').on('data', (part: string) => (text += part))
          answer.on('end', () => resolve(Object.assign(answer, { text })))
        })
        asked.on('upgrade', (answer) => resolve(Object.assign(answer, { text: 'upgraded' })))
        asked.end(body)
      })
    const good = await eventually(() => get({}))
    expect(good.headers).toMatchObject({ server: 'nginx', 'strict-transport-security': 'max-age=63072000' })
    expect(JSON.parse(good.text)).toMatchObject({ host: 'shop.example.org', 'x-forwarded-proto': 'https', 'x-forwarded-for': '127.0.0.1' })
    expect(JSON.parse((await get({}, Buffer.alloc(5_000_000))).text)).toMatchObject({ length: 5_000_000 })
    const upgrade = { headers: { host: 'shop.example.org', connection: 'Upgrade', upgrade: 'websocket' } }
    expect(await get(upgrade)).toMatchObject({ statusCode: 101, text: 'upgraded' })
    const plain = await fetch(`http://127.0.0.1:${port}/a?b=1`, { redirect: 'manual' })
    expect([plain.status, plain.headers.get('location')]).toEqual([308, `https://127.0.0.1:${port}/a?b=1`])
    await expect(get({ servername: 'somebody-else' })).rejects.toThrow(/altnames|does not match/i)
    await expect(get({ ca: ownAuthority(box, 'foreign-http').pem })).rejects.toThrow(/certificate/i)
    await expect(get({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })).rejects.toThrow(/protocol|version/i)
  })
})
