import { existsSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { connect as tlsConnect } from 'node:tls'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { view } from '../../src/model/fact.ts'
import type { Reading } from '../../src/model/technology.ts'
import { component } from '../../src/testing/component.ts'
import { nginx } from '../../src/technologies/nginx/index.ts'
import type { Sandbox } from './server.ts'
import { freePort, isMissing, program, reason, sandbox } from './server.ts'

const modules = '/usr/lib/nginx/modules'
const server = program('/usr/sbin/nginx')
const openssl = program('/usr/bin/openssl')
const installed =
  openssl !== undefined && existsSync(`${modules}/ngx_mail_module.so`) && existsSync(`${modules}/ngx_stream_module.so`) ? server : undefined

/** Servers with the answer to "does it speak TLS at once, offer STARTTLS, or neither", and what a mail server greets with. */
const servers: readonly { readonly text: string; readonly tls: string; readonly greets?: string }[] = [
  { text: 'mail: server { listen PORT; protocol imap; }', tls: 'none', greets: '* OK' },
  { text: 'mail: server { listen PORT ssl; protocol imap; }', tls: 'required', greets: '* OK' },
  { text: 'mail: server { listen PORT; protocol imap; starttls on; }', tls: 'optional', greets: '* OK' },
  { text: 'mail: server { listen PORT; protocol imap; starttls only; }', tls: 'required', greets: '* OK' },
  { text: 'mail: server { listen PORT; protocol smtp; smtp_auth none; starttls on; }', tls: 'optional', greets: '220 ' },
  { text: 'mail: server { listen PORT; protocol pop3; }', tls: 'none', greets: '+OK' },
  { text: 'stream: server { listen PORT; return plain; }', tls: 'none', greets: 'plain' },
  { text: 'stream: server { listen PORT ssl; return secret; }', tls: 'required', greets: 'secret' },
]

describe.skipIf(isMissing(installed))(`nginx for mail and streams${reason(installed)}`, () => {
  let box: Sandbox
  let found: Reading = {}
  const ports: number[] = []

  beforeAll(async () => {
    box = sandbox('nginx-mail')
    const [key, certificate] = [join(box.folder, 'a.key'), join(box.folder, 'a.crt')]
    box.run(openssl ?? '', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '2', '-subj', '/CN=a'])
    for (const _ of servers) ports.push(await freePort())
    const inside = (kind: string): string =>
      servers
        .flatMap(({ text }, index) => (text.startsWith(kind) ? [text.slice(kind.length + 1).replace('PORT', `127.0.0.1:${ports[index]}`)] : []))
        .join('\n')
    const secured = `ssl_certificate ${certificate}; ssl_certificate_key ${key};`
    const text = [
      `load_module ${modules}/ngx_mail_module.so; load_module ${modules}/ngx_stream_module.so;`,
      `daemon off; pid ${box.folder}/pid; error_log ${box.folder}/error.log; events {}`,
      `mail { auth_http 127.0.0.1:9; server_name a; ${secured}\n${inside('mail')}\n}`,
      `stream { ${secured}\n${inside('stream')}\n}`,
    ].join('\n')
    const path = join(box.folder, 'nginx.conf')
    writeFileSync(path, text, { mode: 0o644 })
    found = nginx.read(component({ form: 'process', command: ['nginx', '-c', path], files: { [path]: text } }), undefined)
    box.start(server ?? '', ['-e', join(box.folder, 'early.log'), '-c', path])
    const end = Date.now() + 10_000
    while ((await said(ports[0] ?? 0, false)) === '') if (Date.now() > end) throw new Error('nginx does not answer')
  })
  afterAll(async () => box.stop())

  /** The first words of the server, and its answer to a question; empty where it says nothing. */
  async function said(port: number, isTls: boolean, question?: string): Promise<string> {
    return new Promise((resolve) => {
      const socket = isTls ? tlsConnect({ port, host: '127.0.0.1', rejectUnauthorized: false }) : connect(port, '127.0.0.1')
      let text = ''
      const done = (): void => {
        socket.destroy()
        resolve(text)
      }
      socket.setTimeout(500, done)
      socket.on('data', (part: Buffer) => {
        text += part.toString('latin1')
        if (question === undefined || text.split('\n').length > 2) done()
        else socket.write(question)
      })
      socket.on('error', done)
      socket.on('end', done)
    })
  }

  /** What a server that greets in clear text offers: TLS on demand, TLS before anything else, or none. */
  async function offered(port: number, protocol: string | undefined): Promise<string> {
    if (protocol === 'tcp') return 'none'
    const answer = await said(port, false, protocol === 'smtp' ? 'EHLO x\r\n' : 'a CAPABILITY\r\n')
    if (!answer.includes('STARTTLS')) return 'none'
    return protocol === 'imap' && (await said(port, false, 'a LOGIN x y\r\n')).includes('a BAD') ? 'required' : 'optional'
  }

  it('listens on the ports that we read', () => {
    expect(new Set((found.listeners ?? []).map(({ port }) => port))).toEqual(new Set(ports))
    expect(found.gaps).toEqual([])
  })

  it.each(servers.map(({ text }, index) => [text, index] as const))('does %s', async (_text, index) => {
    const port = ports[index] ?? 0
    const { tls = '', greets = '' } = servers[index] ?? {}
    const listener = found.listeners?.find((one) => one.port === port)
    const read = listener === undefined ? undefined : view(listener.tls)
    expect(read?.known === true ? read.value : '?').toBe(tls)
    const [plain, secret] = [await said(port, false), await said(port, true)]
    // the server itself: greets in clear text, or only behind TLS
    const atOnce = secret.startsWith(greets)
    expect(plain.startsWith(greets)).toBe(!atOnce)
    expect(atOnce ? 'required' : await offered(port, listener?.protocol)).toBe(tls)
  })
})
