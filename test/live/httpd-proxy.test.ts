import { readFileSync, writeFileSync } from 'node:fs'
import type { IncomingHttpHeaders, Server } from 'node:http'
import { createServer, request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Reading } from '../../src/model/technology.ts'
import { httpd } from '../../src/technologies/httpd/index.ts'
import { component } from '../../src/testing/component.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/sbin/apache2', '/usr/sbin/httpd')
const modules = program('/usr/lib/apache2/modules', '/usr/lib64/httpd/modules')

/** Virtual hosts in front of a program that says what it was told. Each is asked with forged headers, and its weaknesses must be those that we read. */
const configurations: Readonly<Record<string, { readonly main: string; readonly site: string }>> = {
  defaults: { main: '', site: 'ProxyPass / APP/' },
  hardened: {
    main: 'TraceEnable Off\nServerTokens Prod',
    site: 'RequestHeader unset X-Forwarded-For\nRequestHeader unset X-Remote-User\nProxyPass / APP/\nRequestHeader set X-Forwarded-Proto https',
  },
  weak: {
    main: 'TraceEnable On\nServerTokens Full',
    site: 'ProxyPreserveHost On\nProxyPass / APP/\n<Location /in>\nRequestHeader set X-Remote-User nobody\n</Location>',
  },
  'with conditions': {
    main: '<IfVersion < 2.4>\nTraceEnable Off\n</IfVersion>\n<IfModule unixd_module>\nServerTokens Prod\n</IfModule>',
    site: '<IfModule mod_headers.c>\nRequestHeader set X-Forwarded-For 192.0.2.1\n</IfModule>\n<IfModule !mod_headers.c>\nProxyPreserveHost On\n</IfModule>\nProxyPass / APP/',
  },
  'strange but legal': {
    main: 'serverTOKENS \\\nProductOnly',
    site: 'proxypreservehost \\\n  \'on\'\nREQUESTHEADER unset "x-forwarded-for"\nProxyAddHeaders Off\nProxyPass "/" "APP/"\nRequestHeader set X-Remote-User %{HTTP_HOST}e env=NOTHING',
  },
}

describe.skipIf(isMissing(server))(`Apache in front of a program${reason(server)}`, () => {
  let box: Sandbox
  let app: Server
  let upstream = ''

  beforeAll(async () => {
    box = sandbox('httpd-proxy')
    const port = await freePort()
    app = createServer((incoming, answer) => answer.end(JSON.stringify(incoming.headers)))
    await new Promise<void>((resolve) => app.listen(port, '127.0.0.1', resolve))
    upstream = `http://127.0.0.1:${port}`
  })
  afterAll(async () => {
    await new Promise((resolve) => app.close(resolve))
    await box.stop()
  })

  async function ask(
    port: number,
    method: string,
    path: string,
  ): Promise<{ readonly headers: IncomingHttpHeaders; readonly body: string; readonly status: number }> {
    const headers = { host: 'evil.example', 'x-forwarded-for': '192.0.2.7', 'x-remote-user': 'admin' }
    return new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
        let body = ''
        answer.setEncoding('utf8')
        answer.on('data', (part: string) => (body += part))
        answer.on('end', () => resolve({ headers: answer.headers, body, status: answer.statusCode ?? 0 }))
      })
      asked.on('error', reject)
      asked.end()
    })
  }

  async function running(name: string): Promise<{ readonly port: number; readonly found: Reading; readonly dump: string }> {
    const port = await freePort()
    const id = name.replaceAll(/\W+/g, '-')
    const load = ['mpm_event', 'authz_core', 'headers', 'proxy', 'proxy_http', 'env', 'setenvif']
    const text = [
      `ServerRoot ${box.folder}\nPidFile ${box.folder}/${id}.pid\nErrorLog ${box.folder}/error.log\nServerName localhost\nMutex posixsem`,
      ...load.map((module) => `LoadModule ${module}_module ${modules}/mod_${module}.so`),
      `Listen 127.0.0.1:${port}\n${configurations[name]?.main}`,
      `<VirtualHost 127.0.0.1:${port}>\nServerName shop.example\n${configurations[name]?.site.replaceAll('APP', upstream)}\n</VirtualHost>\n`,
    ].join('\n')
    const path = join(box.folder, `${id}.conf`)
    writeFileSync(path, text, { mode: 0o644 })
    const input = component({ form: 'process', command: ['apache2', '-f', path], files: { [path]: text } })
    const dump = box.run(server ?? '', ['-f', path, '-t', '-D', 'DUMP_VHOSTS'])
    box.start(server ?? '', ['-f', path, '-D', 'FOREGROUND'])
    await eventually(() => readFileSync(join(box.folder, `${id}.pid`), 'utf8'))
    await eventually(() => box.run('/bin/bash', ['-c', `: < /dev/tcp/127.0.0.1/${port}`]))
    return { port, found: httpd.read(input, undefined), dump }
  }

  it.each(Object.keys(configurations))('lets through what we say, and no more: %s', async (name) => {
    const { port, found, dump } = await running(name)
    const keys = new Set((found.observations ?? []).filter(({ verdict }) => verdict === 'unsafe').map(({ key }) => key))
    const page = await ask(port, 'GET', '/')
    const seen = JSON.parse(page.body) as Record<string, string | undefined>
    const theirs = {
      address: (seen['x-forwarded-for'] ?? '').startsWith('192.0.2.7'),
      host: seen['host'] === 'evil.example',
      trace: (await ask(port, 'TRACE', '/')).status === 200,
      banner: /\d|Unix|Debian/.test(String(page.headers['server'])),
    }
    expect({
      address: keys.has('X-Forwarded-For'),
      host: keys.has('ProxyPreserveHost'),
      trace: keys.has('TraceEnable'),
      banner: keys.has('ServerTokens'),
    }).toEqual(theirs)
    expect(keys.has('X-Remote-User')).toBe(seen['x-remote-user'] === 'admin' && /X-Remote-User/i.test(configurations[name]?.site ?? ''))
    expect(found.gaps).toEqual([])
    expect(found.listeners?.map((listener) => listener.port)).toEqual([port])
    expect(dump).toContain(`127.0.0.1:${port}`)
    expect(found.connections?.map(({ host, port: target }) => `http://${host}:${target}`)).toEqual([upstream])
  })
})
