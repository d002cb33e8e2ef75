import { readFileSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { createServer, request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { SecureVersion } from 'node:tls'
import { connect as tlsConnect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Reading } from '../../src/model/technology.ts'
import { haproxy } from '../../src/technologies/haproxy/index.ts'
import { oldest } from '../../src/technologies/haproxy/policy.ts'
import { component } from '../../src/testing/component.ts'
import { told } from '../../src/testing/reading.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/sbin/haproxy')
const openssl = program('/usr/bin/openssl')
const installed = openssl === undefined ? undefined : server

const times = '  timeout connect 5s\n  timeout client 5s\n  timeout server 5s\n'

/** PORT1 and PORT2 are free ports, APP is the port of a program that says what it was told, PEM a certificate with its key. */
const configurations: Readonly<Record<string, string>> = {
  defaults: `defaults\n  mode http\n${times}listen one\n  bind 127.0.0.1:PORT1\n  server a 127.0.0.1:APP\n`,
  hardened: `global\n  ssl-default-bind-options ssl-min-ver TLSv1.2\n  ca-base FOLDER\ndefaults\n  mode http\n${times}frontend web\n  bind 127.0.0.1:PORT1\n  bind 127.0.0.1:PORT2 ssl crt PEM\n  http-request redirect scheme https unless { ssl_fc }\n  http-request del-header X-Forwarded-For\n  http-request del-header X-Remote-User\n  option forwardfor\n  http-request set-header X-Forwarded-Proto https\n  default_backend app\nbackend app\n  server plain 127.0.0.1:APP\n  server safe 127.0.0.2:APP ssl verify required ca-file site.pem verifyhost a disabled\n`,
  weak: `defaults\n  mode http\n  default-server ssl verify none\n${times}frontend web\n  bind 127.0.0.1:PORT1\n  option forwardfor if-none\n  http-request set-header X-Remote-User nobody if { path /in }\n  default_backend app\nbackend app\n  server a 127.0.0.1:APP no-ssl\n  server b 127.0.0.2:APP disabled\nlisten status\n  bind 127.0.0.1:PORT2\n  stats enable\n  stats uri /\n`,
  'with conditions, variables and named defaults': `global\n  setenv APPLICATION 127.0.0.1\n  presetenv UNUSED x\ndefaults web\n  mode http\n${times}defaults secure from web\n  default-server ssl verify none\ndefaults raw\n  mode tcp\n${times}.if defined(NOTHING)\nlisten never\n  bind 127.0.0.1:1\n.elif version_atleast(2.4)\nfrontend "one" from web\n  bind "127.0.0.1:\${PORT-PORT1}"\n  use_backend app\n.else\nlisten neither\n  bind 127.0.0.1:2\n.endif\nbackend app from web\n  server a "\${APPLICATION}":APP\nbackend other from secure\n  server s "$APPLICATION:APP"\nlisten two\n  bind 127.0.0.1:PORT2\n  server t 127.0.0.1:APP\n`,
  'strange but legal': `\tglobal # it may stand indented\ndefaults\n mode http # so\n${times}listen 'o-ne'\n\tbind 127.0.0.1:PORT1,127.0.0.1:PORT2 name "x#y"\n option forwardfor header "X-Own"#z\n server  a\t127.0.0.1:APP  weight 10 # ssl verify none\n server-template t 2 127.0.0.1:APP ssl verify none disabled\n`,
}

describe.skipIf(isMissing(installed))(`HAProxy${reason(installed)}`, () => {
  let box: Sandbox
  let app: Server
  let appPort = 0

  beforeAll(async () => {
    box = sandbox('haproxy')
    const [key, certificate] = [join(box.folder, 'a.key'), join(box.folder, 'a.crt')]
    box.run(openssl ?? '', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '2', '-subj', '/CN=a'])
    writeFileSync(join(box.folder, 'site.pem'), readFileSync(certificate, 'utf8') + readFileSync(key, 'utf8'), { mode: 0o644 })
    appPort = await freePort()
    app = createServer((incoming, answer) => answer.end(JSON.stringify(incoming.headers)))
    await new Promise<void>((resolve) => app.listen(appPort, '127.0.0.1', resolve))
  })
  afterAll(async () => {
    await new Promise((resolve) => app.close(resolve))
    await box.stop()
  })

  async function running(name: string): Promise<{ readonly ports: readonly number[]; readonly found: Reading; readonly socket: string }> {
    const ports = [await freePort(), await freePort()]
    const id = name.replaceAll(/\W+/g, '-').slice(0, 8)
    const text = (configurations[name] ?? '')
      .replaceAll('PORT1', String(ports[0]))
      .replaceAll('PORT2', String(ports[1]))
      .replaceAll('PEM', join(box.folder, 'site.pem'))
      .replaceAll('FOLDER', box.folder)
      .replaceAll(/\bAPP\b/g, String(appPort))
    const path = join(box.folder, `${id}.cfg`)
    const socket = join(box.folder, `${id}.sock`)
    const more = join(box.folder, `${id}-socket.cfg`)
    const ours = `global\n  stats socket ${socket} level admin\n`
    writeFileSync(path, text, { mode: 0o644 })
    writeFileSync(more, ours, { mode: 0o644 })
    const found = haproxy.read(
      component({ form: 'process', command: ['haproxy', '-f', more, '-f', path], files: { [path]: text, [more]: ours } }),
      undefined,
    )
    expect(box.run(server ?? '', ['-c', '-f', more, '-f', path])).toContain('valid')
    box.start(server ?? '', ['-db', '-f', more, '-f', path])
    await eventually(() => box.run('/bin/bash', ['-c', `: < /dev/tcp/127.0.0.1/${ports[0]}`]))
    return { ports, found, socket }
  }

  async function asked(socket: string, command: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let text = ''
      const one = connect(socket, () => one.write(`${command}\n`))
      one.on('data', (part: Buffer) => (text += part.toString('utf8')))
      one.on('end', () => resolve(text))
      one.on('error', reject)
    })
  }

  async function page(port: number, isTls = false): Promise<Record<string, string | undefined>> {
    const headers = { host: 'evil.example', 'x-forwarded-for': '192.0.2.7', 'x-remote-user': 'admin' }
    return new Promise((resolve, reject) => {
      const options = isTls ? { createConnection: () => tlsConnect({ port, host: '127.0.0.1', rejectUnauthorized: false }) } : { port }
      const one = request({ host: '127.0.0.1', path: '/', headers, ...options }, (answer) => {
        let body = ''
        answer.setEncoding('utf8')
        answer.on('data', (part: string) => (body += part))
        answer.on('end', () => resolve(body.startsWith('{') ? (JSON.parse(body) as Record<string, string>) : { status: String(answer.statusCode) }))
      })
      one.on('error', reject)
      one.end()
    })
  }

  it.each(Object.keys(configurations))('has the servers and ports, and lets through, what we read: %s', async (name) => {
    const { ports, found, socket } = await running(name)
    expect(found.gaps).toEqual([])
    // its own table: backend, server, address, port, TLS
    const [, header = '', ...rows] = (await asked(socket, 'show servers state')).split('\n')
    const columns = header.replace(/^# /, '').split(' ')
    const theirs = rows.filter(Boolean).map((row) => {
      const cells = row.split(' ')
      const cell = (column: string): string => cells[columns.indexOf(column)] ?? ''
      return `${cell('be_name')} ${cell('srv_addr')}:${cell('srv_port')} ${cell('srv_use_ssl') === '1' ? 'required' : 'none'}`
    })
    const ours = (found.connections ?? []).map(({ key, host, port, encryption }) => `${key.split(' ')[0]} ${host}:${port} ${told(encryption)}`)
    // a template is one line of ours and several servers of its
    expect(new Set(theirs)).toEqual(new Set(ours))
    // and the mode of every section that has servers
    const [names = '', ...lines] = (await asked(socket, 'show stat')).split('\n')
    const mode = names.split(',').indexOf('mode')
    const modes = lines.map((line) => line.split(',')).filter((cells) => cells[1] === 'BACKEND' && rows.some((row) => row.split(' ')[1] === cells[0]))
    const read = (found.connections ?? []).map(({ key, protocol }) => `${key.split(' ')[0]} ${protocol === 'http' ? 'http' : 'tcp'}`)
    expect(new Set(modes.map((cells) => `${cells[0]} ${cells[mode]}`))).toEqual(new Set(read))
    const listening = (found.listeners ?? []).map(({ port }) => port)
    expect(new Set(listening)).toEqual(new Set(ports.slice(0, listening.length)))
    const keys = new Set((found.observations ?? []).filter(({ verdict }) => verdict === 'unsafe').map(({ key }) => key))
    const isTls = found.listeners?.some(({ tls }) => told(tls) === 'required') === true
    const seen = await page(ports[isTls ? 1 : 0] ?? 0, isTls)
    expect(keys.has('option forwardfor')).toBe((seen['x-forwarded-for'] ?? '').startsWith('192.0.2.7'))
    expect(keys.has('X-Remote-User')).toBe(seen['x-remote-user'] === 'admin' && (configurations[name] ?? '').includes('X-Remote-User'))
  })

  it.each([
    '',
    'ssl-min-ver TLSv1.0',
    'no-tlsv10',
    'no-tlsv12',
    'ssl-min-ver TLSv1.3',
    'force-tlsv11',
    'ssl-min-ver TLSv1.1 no-tlsv11',
    'force-tlsv13',
    'ssl-max-ver TLSv1.1',
  ])('offers the versions that we read of bind ... %s', async (words) => {
    const port = await freePort()
    const path = join(box.folder, `tls-${port}.cfg`)
    const bind = `bind 127.0.0.1:${port} ssl crt ${join(box.folder, 'site.pem')} ciphers ALL:@SECLEVEL=0 ${words}`
    writeFileSync(path, `defaults\n${times}listen a\n  ${bind}\n  server a 127.0.0.1:${appPort}\n`, { mode: 0o644 })
    box.start(server ?? '', ['-db', '-f', path])
    await eventually(() => box.run('/bin/bash', ['-c', `: < /dev/tcp/127.0.0.1/${port}`]))
    const all: readonly SecureVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']
    const spoken = await Promise.all(all.map((version) => speaks(port, version)))
    const first = all[spoken.indexOf(true)]
    expect(oldest(words.split(' ')).replace('TLSv1.0', 'TLSv1')).toBe(first)
  })

  async function speaks(port: number, version: SecureVersion): Promise<boolean> {
    return new Promise((resolve) => {
      const options = { port, host: '127.0.0.1', rejectUnauthorized: false, minVersion: version, maxVersion: version, ciphers: 'ALL:@SECLEVEL=0' }
      const socket = tlsConnect(options, () => {
        socket.destroy()
        resolve(true)
      })
      socket.on('error', () => resolve(false))
    })
  }
})
