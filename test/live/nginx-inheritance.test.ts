import { writeFileSync } from 'node:fs'
import type { IncomingHttpHeaders, Server } from 'node:http'
import { createServer, request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { component } from '../../src/testing/component.ts'
import { locationFor } from '../../src/technologies/nginx/locations.ts'
import type { Scope } from '../../src/technologies/nginx/scopes.ts'
import { inForce, listInForce } from '../../src/technologies/nginx/scopes.ts'
import { serversOf } from '../../src/technologies/nginx/servers.ts'
import { loadTree } from '../../src/technologies/nginx/tree.ts'
import type { Sandbox } from './server.ts'
import { freePort, isMissing, program, reason, sandbox } from './server.ts'

const nginx = program('/usr/sbin/nginx')

interface Answer {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Each: what stands in `http`, what in `server`, and the paths that are asked for. `APP` is the program behind. */
const configurations: readonly { readonly name: string; readonly http: string; readonly server: string; readonly paths: readonly string[] }[] = [
  {
    name: 'headers that a nested level replaces',
    http: 'add_header X-Http one; proxy_set_header X-Http-Sent one; proxy_set_header X-Two two;',
    server:
      'add_header X-Server two; location / { proxy_pass APP; } location /own { add_header X-Own three; proxy_set_header X-Own-Sent three; proxy_pass APP; } ' +
      'location /if { proxy_pass APP; if ($request_method = GET) { add_header X-If four; } } location /deep { location /deep/er { add_header X-Deep five; proxy_pass APP; } proxy_pass APP; }',
    paths: ['/', '/own', '/if', '/deep', '/deep/er'],
  },
  {
    name: 'the order of locations',
    http: '',
    server: [
      'location / {',
      'location = /exact {',
      'location /exact {',
      'location ^~ /firm/ {',
      'location /soft/ {',
      'location ~ \\.php$ {',
      'location ~* \\.(?:js|CSS)$ {',
      'location /soft/inner/ {',
      'location ~ ^/soft/x {',
    ]
      .map((head, index) => `${head} add_header X-Here ${index}; proxy_pass APP; }`)
      .join(' '),
    paths: [
      '/',
      '/exact',
      '/exact/',
      '/exact.php',
      '/firm/a.php',
      '/soft/a.php',
      '/soft/a',
      '/soft/inner/a',
      '/soft/x',
      '/A.JS',
      '/soft/inner/x.css',
      '/nothing',
    ],
  },
  {
    name: 'nested locations and expressions',
    http: 'add_header X-Outer a;',
    server:
      'location /a/ { proxy_pass APP; location ~ \\.gif$ { add_header X-Gif b; proxy_pass APP; } location /a/b/ { add_header X-Inner c; proxy_pass APP; } } ' +
      'location ~ \\.gif$ { add_header X-Last d; proxy_pass APP; } location ~ ^/a/b/c { add_header X-C e; proxy_pass APP; }',
    paths: ['/a/', '/a/x.gif', '/a/b/', '/a/b/x.gif', '/a/b/c', '/b/x.gif'],
  },
  {
    name: 'sizes, strange quoting and comments',
    http: 'client_max_body_size 3; add_header \'X-Quoted\' "a b; c"; # a comment { ;\n',
    server:
      'client_max_body_size 5; location / { proxy_pass APP; } location /more { client_max_body_size 9; proxy_pass APP; } location "/sp ace" { add_header X-Space "{}"; proxy_pass APP; }',
    paths: ['/', '/more', '/sp ace'],
  },
  {
    name: 'includes with patterns',
    http: 'include parts/h*.conf; include parts/none*.conf;',
    server: 'include parts/[s]*.conf; location / { proxy_pass APP; }',
    paths: ['/', '/included', '/second'],
  },
]

const parts: Readonly<Record<string, string>> = {
  'h1.conf': 'add_header X-Included yes;',
  's1.conf': 'location /included { add_header X-Own yes; proxy_pass APP; }',
  's2.conf': 'location /second { proxy_set_header X-Sent yes; proxy_pass APP; }',
  't.conf': 'location /third { nonsense; }',
}

describe.skipIf(isMissing(nginx))(`what nginx inherits${reason(nginx)}`, () => {
  let box: Sandbox
  let app: Server
  let upstream = ''

  beforeAll(async () => {
    box = sandbox('nginx-inherit')
    const port = await freePort()
    app = createServer((incoming, answer) => answer.end(JSON.stringify(incoming.headers)))
    await new Promise<void>((resolve) => app.listen(port, '127.0.0.1', resolve))
    upstream = `http://127.0.0.1:${port}`
    box.run('/bin/mkdir', ['parts'])
    for (const [name, text] of Object.entries(parts))
      writeFileSync(join(box.folder, 'parts', name), text.replaceAll('APP', upstream), { mode: 0o644 })
  })
  afterAll(async () => {
    await new Promise((resolve) => app.close(resolve))
    await box.stop()
  })

  async function ask(port: number, path: string, body = ''): Promise<Answer & { readonly status: number }> {
    return new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, path: encodeURI(path), method: body === '' ? 'GET' : 'POST' }, (answer) => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (part: string) => (text += part))
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }))
      })
      asked.on('error', reject)
      asked.end(body)
    })
  }

  async function start(index: number): Promise<{ readonly port: number; readonly server: Scope }> {
    const { http = '', server = '' } = configurations[index] ?? {}
    const port = await freePort()
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${box.folder}/${name};`).join(' ')
    const inside = `http { access_log off; ${temporary}\n${http}\nserver { listen 127.0.0.1:${port};\n${server.replaceAll('APP', upstream)}\n} }`
    const text = `daemon off; pid ${box.folder}/${index}.pid; error_log ${box.folder}/error.log; events {}\n${inside}\n`
    const path = join(box.folder, `${index}.conf`)
    writeFileSync(path, text, { mode: 0o644 })
    box.start(nginx ?? '', ['-e', join(box.folder, 'early.log'), '-c', path])
    const files = Object.fromEntries(Object.entries(parts).map(([name, part]) => [join(box.folder, 'parts', name), part.replaceAll('APP', upstream)]))
    const gaps: { readonly why: string }[] = []
    const tree = loadTree(component({ form: 'process', command: ['nginx', '-c', path], files: { ...files, [path]: text } }), gaps)
    expect(gaps).toEqual([])
    const found = serversOf(tree).http[0]
    if (found === undefined) throw new Error('no server was read')
    const end = Date.now() + 10_000
    for (;;) {
      try {
        await ask(port, '/')
        return { port, server: found }
      } catch (error) {
        if (Date.now() > end) throw error
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }
  }

  it.each(configurations.map(({ name }, index) => [name, index] as const))('is what we read: %s', async (_name, index) => {
    const { port, server } = await start(index)
    const paths = configurations[index]?.paths ?? []
    const [ours, theirs]: [unknown[], unknown[]] = [[], []]
    for (const path of paths) {
      const chosen = locationFor(server, path)
      const scope = inner(typeof chosen === 'object' ? chosen : server)
      const answer = await ask(port, path)
      const isProxied = answer.status === 200
      const most = Number(inForce(scope, 'client_max_body_size')?.args[0] ?? 1_048_576)
      const sizes = isProxied && most < 100 ? [most, most + 1] : []
      const statuses = await Promise.all(sizes.map(async (size) => (await ask(port, path, 'x'.repeat(size))).status))
      ours.push([
        path,
        written(scope, 'add_header'),
        isProxied ? written(scope, 'proxy_set_header') : {},
        sizes.map((size) => (size > most ? 413 : 200)),
      ])
      theirs.push([path, own(answer.headers), isProxied ? own(JSON.parse(answer.body) as IncomingHttpHeaders) : {}, statuses])
    }
    expect(ours).toEqual(theirs)
    expect(paths.length).toBeGreaterThan(2)
  })
})

function own(headers: IncomingHttpHeaders): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-')))
}

/** The `if` of these configurations always holds. */
function inner(scope: Scope): Scope {
  const rule = scope.rule.body?.find(({ name }) => name === 'if')
  return rule === undefined ? scope : { kind: 'if', rule, parent: scope }
}

function written(scope: Scope, list: string): Readonly<Record<string, string>> {
  return Object.fromEntries(listInForce(scope, list).map(({ args: [name = '', value = ''] }) => [name.toLowerCase(), value]))
}
