import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { IncomingHttpHeaders, Server } from 'node:http'
import { createServer, request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseNginx } from '../../src/formats/nginx.ts'
import type { Reading } from '../../src/model/technology.ts'
import { nginx } from '../../src/technologies/nginx/index.ts'
import { listInForce, scopesIn } from '../../src/technologies/nginx/scopes.ts'
import { serversOf } from '../../src/technologies/nginx/servers.ts'
import { loadTree } from '../../src/technologies/nginx/tree.ts'
import { component } from '../../src/testing/component.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/sbin/nginx')
const openssl = program('/usr/bin/openssl')

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

const installed = openssl === undefined ? undefined : server

describe.skipIf(isMissing(installed))(`nginx${reason(installed)}`, () => {
  let box: Sandbox
  let app: Server
  let appPort = 0

  beforeAll(async () => {
    box = sandbox('nginx')
    const [key, certificate] = [join(box.folder, 'shop.key'), join(box.folder, 'shop.crt')]
    box.run(openssl ?? '', [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      key,
      '-out',
      certificate,
      '-days',
      '2',
      '-subj',
      '/CN=shop.example.com',
    ])
    appPort = await freePort()
    app = createServer((incoming, answer) => answer.end(JSON.stringify(incoming.headers)))
    await new Promise<void>((resolve) => app.listen(appPort, '127.0.0.1', resolve))
  })
  afterAll(async () => {
    await new Promise((resolve) => app.close(resolve))
    await box.stop()
  })

  /** The example with ports, names and paths of this machine; every line stays where it is. */
  async function adapted(kind: string): Promise<{ readonly path: string; readonly plain: number; readonly tls: number }> {
    const source = join(import.meta.dirname, '../../src/technologies/nginx/examples', kind, 'nginx.conf')
    const [plain, tls] = [await freePort(), await freePort()]
    const text = readFileSync(source, 'utf8')
      .replaceAll('/tmp/', `${box.folder}/`)
      .replaceAll('/etc/nginx/tls/ca.crt', join(box.folder, 'shop.crt'))
      .replaceAll('/etc/nginx/tls', box.folder)
      .replace(/listen (?:80|8080);/g, `listen 127.0.0.1:${plain};`)
      .replace(/listen (?:443|8443) ssl/g, `listen 127.0.0.1:${tls} ssl`)
      .replaceAll('app:8443', `127.0.0.1:${appPort}`)
      .replaceAll('app:8080', `127.0.0.1:${appPort}`)
      .replaceAll('shop.internal.example.com:8443', `127.0.0.1:${appPort}`)
      .replaceAll('proxy_pass https://app', 'proxy_pass http://app')
      .replaceAll('/srv/files/', `${box.folder}/`)
      .replace('events {}', `events {} error_log ${box.folder}/error.log;${kind === 'weak' ? ` pid ${box.folder}/weak.pid;` : ''}`)
      .replace('http {', `http { access_log off;${kind === 'weak' ? temporary() : ''}`)
    const path = join(box.folder, `${kind}.conf`)
    writeFileSync(path, text, { mode: 0o644 })
    return { path, plain, tls }
  }

  function temporary(): string {
    return ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => ` ${name}_temp_path ${box.folder}/${name};`).join('')
  }

  function reading(path: string): Reading {
    return nginx.read(component({ image: 'nginx:1.22', command: ['nginx', '-c', path], files: { [path]: readFileSync(path, 'utf8') } }), '1.22')
  }

  async function ask(port: number, path: string, isTls: boolean, headers: Record<string, string> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, path, headers, rejectUnauthorized: false, servername: 'shop.example.com' }
      const asked = (isTls ? tlsRequest : plainRequest)(options, (answer) => {
        let body = ''
        answer.setEncoding('utf8')
        answer.on('data', (part: string) => (body += part))
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }))
      })
      asked.on('error', reject)
      asked.end()
    })
  }

  async function running(kind: string): Promise<{ readonly plain: number; readonly tls: number; readonly found: Reading }> {
    const { path, plain, tls } = await adapted(kind)
    box.start(server ?? '', ['-e', join(box.folder, 'early.log'), '-c', path, '-g', 'daemon off;'])
    const end = Date.now() + 10_000
    for (;;) {
      try {
        await ask(plain, '/', false, { host: 'shop.example.com' })
        break
      } catch (error) {
        if (Date.now() > end) throw error
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    }
    return { plain, tls, found: reading(path) }
  }

  const configurations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'as the package has it': {
      'nginx.conf':
        'worker_processes auto;\nevents { worker_connections 768; }\nhttp {\n TEMP\n types_hash_max_size 2048;\n default_type application/octet-stream;\n include FOLDER/conf.d/*.conf;\n include FOLDER/sites-enabled/*;\n}\n',
      'sites-enabled/default': 'server { listen 127.0.0.1:PORT default_server; root FOLDER; server_name _; location / { return 200 ok; } }\n',
    },
    hardened: {
      'nginx.conf':
        'events {}\nhttp {\n TEMP\n server_tokens off;\n add_header X-One one always;\n server { listen 127.0.0.1:PORT; client_max_body_size 1m; location / { return 200 ok; } location /own { add_header X-Two two; return 200 ok; } location /again { add_header X-Two two; add_header X-One one; return 200 ok; } }\n}\n',
    },
    weak: {
      'nginx.conf':
        'events {}\nhttp {\n TEMP\n server { listen 127.0.0.1:PORT; autoindex on; location / { add_header Access-Control-Allow-Origin *; return 200 ok; } }\n}\n',
    },
    'with includes': {
      'nginx.conf': 'events {}\nhttp {\n TEMP\n include headers.conf;\n include FOLDER/more/*/site[12].conf;\n}\n',
      'headers.conf': 'add_header X-Http http;\n',
      'more/a/site1.conf': 'server { listen 127.0.0.1:PORT; include FOLDER/server.part; location / { return 200 ok; } }\n',
      'more/b/site3.conf': 'this is never read;\n',
      'server.part': 'add_header X-Server server;\nlocation /deep { location /deep/er { add_header X-Deep deep; return 200 ok; } return 200 ok; }\n',
    },
    'strange but legal': {
      'nginx.conf':
        'events{}http{TEMP map $uri $a{default \'x;y\';~^/b "q\\"u{}";}server{listen 127.0.0.1:PORT;set $b "${a}z";add_header X-Quoted \'semi;colon{}\';location = /b{return 200 \'#no comment\';}location ~* "\\.(?:a|b){1,2}$"{return 200 ok;}location / {return 200 ok;}}}# end',
    },
  }

  it.each(Object.keys(configurations))('loads the files, and sends the headers, that we read: %s', async (name) => {
    const folder = join(box.folder, name.replaceAll(/\W+/g, '-'))
    const port = await freePort()
    const files: Record<string, string> = {}
    for (const [file, text] of Object.entries(configurations[name]!)) {
      const path = join(folder, file)
      mkdirSync(dirname(path), { recursive: true, mode: 0o755 })
      files[path] = text.replace('TEMP', `access_log off;${temporary()}`).replaceAll('FOLDER', folder).replaceAll('PORT', String(port))
      writeFileSync(path, files[path], { mode: 0o644 })
    }
    const main = join(folder, 'nginx.conf')
    const early = ['-e', join(box.folder, 'early.log'), '-p', folder, '-c', main]
    const pid = `pid ${join(folder, 'pid')}; error_log ${join(box.folder, 'error.log')};`
    const dump = box.run(server ?? '', [...early, '-g', pid.replace(folder, box.folder), '-T'])
    const theirs = [...dump.matchAll(/^# configuration file (.+):$/gm)].map((match) => match[1])
    const opened: string[] = []
    const sketch = component({ form: 'process', command: ['nginx', '-c', main], files })
    const input = {
      ...sketch,
      open(path: string) {
        const found = sketch.open(path)
        if (found.state === 'text') opened.push(path)
        return found
      },
    }
    const gaps: { why: string }[] = []
    const servers = serversOf(loadTree(input, gaps))
    expect(gaps).toEqual([])
    expect(new Set(opened)).toEqual(new Set(theirs))
    box.start(server ?? '', [...early, '-g', `daemon off; ${pid.replace(folder, box.folder)}`])
    await eventually(() => box.run('/bin/bash', ['-c', `: < /dev/tcp/127.0.0.1/${port}`]))
    const http = servers.http[0]!
    for (const location of [http, ...scopesIn(http, 'location')]) {
      const path = location === http ? '/' : location.rule.args.at(-1)!
      if (!path.startsWith('/')) continue
      const scope = location === http ? (scopesIn(http, 'location').find(({ rule }) => rule.args.at(-1) === '/') ?? http) : location
      const answer = await ask(port, path, false, { host: 'localhost' })
      const ours = listInForce(scope, 'add_header').map(({ args }) => `${args[0]?.toLowerCase()} ${args[1]}`)
      const sent = Object.entries(answer.headers).filter(([key]) => /^x-|^access-/.test(key))
      expect(sent.map(([key, value]) => `${key} ${String(value)}`).toSorted()).toEqual(ours.toSorted())
    }
  })

  it.each(['weak', 'hardened'])('accepts the %s example and dumps the servers that we read', async (kind) => {
    const { path, plain, tls } = await adapted(kind)
    const dump = box.run(server ?? '', ['-e', join(box.folder, 'early.log'), '-T', '-c', path])
    expect(parseNginx(dump).problems).toEqual([])
    const found = reading(path)
    expect(found.gaps).toEqual([])
    expect(new Set((found.listeners ?? []).map(({ port }) => port))).toEqual(new Set([plain, tls]))
    expect((dump.match(/^\s*listen /gm) ?? []).length).toBeGreaterThanOrEqual(2)
  })

  it('does what we say of the weak example', async () => {
    const { plain, tls, found } = await running('weak')
    const keys = new Set((found.observations ?? []).filter(({ verdict }) => verdict === 'unsafe').map(({ key }) => key))
    const page = await ask(tls, '/', true, { host: 'evil.example', 'x-forwarded-for': '192.0.2.7' })
    const seen = JSON.parse(page.body) as Record<string, string>
    expect(keys.has('server_tokens') && /nginx\/\d/.test(page.headers['server'] as string)).toBe(true)
    expect(keys.has('Strict-Transport-Security') && page.headers['strict-transport-security'] === undefined).toBe(true)
    expect(keys.has('proxy_set_header Host') && seen['host']).toBe('evil.example')
    expect(keys.has('proxy_set_header X-Forwarded-For') && seen['x-forwarded-for']).toBe('192.0.2.7, 127.0.0.1')
    expect(keys.has('proxy_set_header Connection') && seen['connection']).toBe('upgrade')
    // http's X-Frame-Options reaches the location without an add_header of its own, and is lost in the other
    expect(page.headers['x-frame-options']).toBe('DENY')
    const files = await ask(tls, '/files/error.log', true)
    expect(files.status).toBe(200)
    expect(keys.has('add_header') && files.headers['x-frame-options'] === undefined).toBe(true)
    // without X-Forwarded-For of ours the client's own goes through
    const passed = JSON.parse((await ask(plain, '/', false, { 'x-forwarded-for': '192.0.2.8' })).body) as Record<string, string>
    expect(passed['x-forwarded-for']).toBe('192.0.2.8')
  })

  it('does what we say of the hardened example', async () => {
    const { plain, tls } = await running('hardened')
    const moved = await ask(plain, '/x', false, { host: 'shop.example.com' })
    expect([moved.status, moved.headers.location]).toEqual([301, 'https://shop.example.com/x'])
    await expect(ask(tls, '/', true, { host: 'evil.example' })).rejects.toThrow(/socket hang up|ECONNRESET/)
    const page = await ask(tls, '/', true, { host: 'shop.example.com' })
    expect(page.headers['strict-transport-security']).toContain('max-age=63072000')
    expect(page.headers['server']).toBe('nginx')
  })
})
