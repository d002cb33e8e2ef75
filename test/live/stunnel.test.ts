import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import type { Server, TlsOptions } from 'node:tls'
import { connect as connectTls, createServer } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { view } from '../../src/model/fact.ts'
import type { Reading } from '../../src/model/technology.ts'
import { stunnel } from '../../src/technologies/stunnel/index.ts'
import { configurationOf } from '../../src/technologies/stunnel/services.ts'
import { component } from '../../src/testing/component.ts'
import type { Sandbox } from './server.ts'
import { freePort, isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/bin/stunnel4')
const openssl = program('/usr/bin/openssl')

const own = 'syslog = no\npid =\nforeground = quiet\n'

/** Options of a service whose server is called localhost; FOLDER has the certificates. */
const clients: Readonly<Record<string, string>> = {
  'nothing said': '',
  'CAs named alone': 'CAfile = FOLDER/ca.pem\n',
  'the chain': 'verifyChain = yes\nCAfile = FOLDER/ca.pem\n',
  'the name, as in the sample of the vendor': 'verifyChain = yes\nCAfile = FOLDER/ca.pem\ncheckHost = localhost\n',
  'one of two names': 'VERIFYCHAIN = Yes\ncafile = FOLDER/ca.pem\ncheckHost = else.example\ncheckHost = localhost\n',
  'a name of SNI is no name that is checked': 'verifyChain = yes\nCAfile = FOLDER/ca.pem\nsni = localhost\n',
  'one certificate': 'verifyPeer = yes\nCAfile = FOLDER/good.pem\n',
  'level 1': 'verify = 1\nCAfile = FOLDER/ca.pem\n',
  'level 2, taken back': 'verify = 2\nverifyChain = no\nCAfile = FOLDER/ca.pem\n',
  'level 3': 'verify = 3\nCAfile = FOLDER/both.pem\n',
  'level 4': 'verify = 4\nCAfile = FOLDER/good.pem\n',
  'level 0 behind the new words': 'verifyChain = yes\nverify = 0\nCAfile = FOLDER/ca.pem\n',
  'a certificate asked for, and nothing held against it': 'requireCert = yes\n',
  'a shared key': 'PSKsecrets = FOLDER/psk\n',
  'a shared key, with its ciphers alone': 'PSKsecrets = FOLDER/psk\nciphers = PSK\n',
  'a shared key, without TLS 1.3': 'PSKsecrets = FOLDER/psk\nsslVersionMax = TLSv1.2\n',
}

/** A shared key and nothing else: no server with a certificate is talked to. */
const keyAlone = 'PSKsecrets = FOLDER/psk\nciphers = PSK\nsslVersionMax = TLSv1.2\n'

const servers: Readonly<Record<string, string>> = {
  'a certificate of its own': 'cert = FOLDER/good.pem\nkey = FOLDER/good.key\n',
  'CAs named alone': 'cert = FOLDER/good.pem\nkey = FOLDER/good.key\nCAfile = FOLDER/ca.pem\n',
  'clients with certificates': 'cert = FOLDER/good.pem\nkey = FOLDER/good.key\nCAfile = FOLDER/ca.pem\nverifyChain = yes\n',
  'clients that are known': 'cert = FOLDER/good.pem\nkey = FOLDER/good.key\nCAfile = FOLDER/good.pem\nverifyPeer = yes\n',
  'certificates where there is one': 'cert = FOLDER/good.pem\nkey = FOLDER/good.key\nCAfile = FOLDER/ca.pem\nverify = 1\n',
  'not required, said behind': 'cert = FOLDER/good.pem\nkey = FOLDER/good.key\nCAfile = FOLDER/ca.pem\nverifyChain = yes\nrequireCert = no\n',
  'not required, said before': 'cert = FOLDER/good.pem\nkey = FOLDER/good.key\nCAfile = FOLDER/ca.pem\nrequireCert = no\nverifyChain = yes\n',
  'a shared key': 'PSKsecrets = FOLDER/psk\n',
  'a shared key and a certificate': 'cert = FOLDER/good.pem\nkey = FOLDER/good.key\nPSKsecrets = FOLDER/psk\n',
}

describe.skipIf(isMissing(server) || isMissing(openssl))(`stunnel${reason(server)}`, () => {
  let box: Sandbox
  const made: Server[] = []
  const file = (name: string): string => join(box.folder, name)

  beforeAll(() => {
    box = sandbox('stunnel')
    for (const [name, by, host] of [
      ['ca', undefined, 'CA'],
      ['rogue', undefined, 'Rogue CA'],
      ['good', 'ca', 'localhost'],
      ['other', 'ca', 'other.example'],
      ['bad', 'rogue', 'localhost'],
    ] as const) {
      const signing = by === undefined ? [] : ['-CA', file(`${by}.pem`), '-CAkey', file(`${by}.key`), '-addext', `subjectAltName=DNS:${host}`]
      box.run(openssl ?? '', [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        '-subj',
        `/CN=${host}`,
        '-keyout',
        file(`${name}.key`),
        '-out',
        file(`${name}.pem`),
        ...signing,
      ])
    }
    write('both.pem', readFileSync(file('ca.pem'), 'utf8') + readFileSync(file('good.pem'), 'utf8'))
    write('psk', 'shop:00112233445566778899aabbccddeeff00112233\n')
  })
  afterAll(async () => {
    for (const each of made) each.close()
    await box.stop()
  })

  function write(name: string, text: string): string {
    mkdirSync(dirname(file(name)), { recursive: true, mode: 0o755 })
    writeFileSync(file(name), text.replaceAll('FOLDER', box.folder), { mode: 0o644 })
    return file(name)
  }

  function read(text: string): Reading {
    return stunnel.read(component({ form: 'process', files: { '/etc/stunnel/stunnel.conf': text } }), undefined)
  }

  /** What comes from a port within its time; undefined for a connection that is cut. */
  async function hears(port: number): Promise<string | undefined> {
    const end = Date.now() + 10_000
    for (;;) {
      const told = await new Promise<string | undefined>((resolve) => {
        const socket = connect(port, '127.0.0.1')
        socket.once('data', (data) => resolve(String(data)))
        socket.once('error', (error) => resolve('code' in error && error.code === 'ECONNREFUSED' ? 'later' : undefined))
        socket.once('close', () => resolve(undefined))
      })
      if (told !== 'later' || Date.now() > end) return told
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
  }

  async function isUp(port: number): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      const open = await new Promise<boolean>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.destroy()
          resolve(true)
        })
        socket.once('error', () => resolve(false))
      })
      if (open) return
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
  }

  async function serve(options: TlsOptions): Promise<number> {
    const port = await freePort()
    const listening = createServer(options, (socket) => void socket.on('error', () => undefined).end('hello'))
    listening.on('tlsClientError', () => undefined)
    made.push(listening)
    await new Promise<void>((resolve) => void listening.listen(port, '127.0.0.1', resolve))
    return port
  }

  /** True when a client with these options talks to such a server. */
  async function talks(options: string, name: string): Promise<boolean> {
    const [accept, port] = [await freePort(), await serve({ cert: readFileSync(file(`${name}.pem`)), key: readFileSync(file(`${name}.key`)) })]
    const text = `${own}[x]\nclient = yes\naccept = 127.0.0.1:${accept}\nconnect = localhost:${port}\n${options}`
    const child = box.start(server ?? '', [write(`client-${accept}.conf`, text)])
    const told = await hears(accept)
    child.kill()
    return told === 'hello'
  }

  function verificationOf(options: string): string {
    const seen = view(read(`[x]\nclient = yes\naccept = 1\nconnect = localhost:2\n${options}`).connections![0]!.verification)
    return seen.known ? seen.value : 'unknown'
  }

  const reactions: Readonly<Record<string, readonly boolean[]>> = {
    name: [true, false, false],
    chain: [true, true, false],
    none: [true, true, true],
  }

  it.each(Object.keys(clients))('as a client talks to whom we say: %s', async (name) => {
    const options = clients[name]!
    const found = await Promise.all(['good', 'other', 'bad'].map(async (each) => talks(options, each)))
    expect([name, found]).toEqual([name, reactions[verificationOf(options)]])
  })

  it('with a shared key alone talks to no certificate', async () => {
    expect([verificationOf(keyAlone), await talks(keyAlone, 'good')]).toEqual(['name', false])
  })

  it.each(Object.keys(servers))('as a server lets in whom we say: %s', async (name) => {
    const [accept, behind] = [await freePort(), await freePort()]
    const text = `${own}[x]\naccept = 127.0.0.1:${accept}\nexec = /bin/echo\nexecArgs = echo hello\n${servers[name]!}`
    const child = box.start(server ?? '', [write(`server-${accept}.conf`, text)])
    await isUp(accept)
    const pair = (one: string) => ({ cert: readFileSync(file(`${one}.pem`)), key: readFileSync(file(`${one}.key`)) })
    const found = await Promise.all([{}, pair('bad'), pair('good')].map(async (options) => answers(accept, options)))
    child.kill()
    const seen = view(read(text.replace(/^exec.*$/gm, '').replace('[x]', `[x]\nconnect = ${behind}`)).listeners![0]!.authentication)
    const wanted = {
      certificate: [false, false, true],
      password: [false, false, false],
      delegated: [true, name.includes('equired') || name.includes('where') ? false : true, true],
    }
    expect([name, found]).toEqual([name, wanted[seen.known ? (seen.value as keyof typeof wanted) : 'delegated']])
  })

  async function answers(port: number, options: object): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, timeout: 3_000, ...options })
      socket.once('timeout', () => resolve(false))
      socket.once('data', () => resolve(true))
      socket.once('error', () => resolve(false))
      socket.once('close', () => resolve(false))
    })
  }

  const layouts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'one file': { 'main.conf': '[a]\nclient=yes\naccept=PORT\nconnect=1\n[b]\nclient=yes\naccept=PORT\nconnect=1\n' },
    'a folder': {
      'main.conf': 'client = yes\ninclude = FOLDER/CASE/conf.d\n[z]\naccept=PORT\nconnect=1\n',
      'conf.d/b.conf': '[b]\naccept=PORT\nconnect=1\n',
      'conf.d/a.conf': '[a]\naccept=PORT\nconnect=1\n',
      'conf.d/README': '; nothing\n[readme]\naccept=PORT\nconnect=1\n',
    },
    'hidden files': {
      'main.conf': 'client = yes\ninclude = FOLDER/CASE/conf.d\n',
      'conf.d/.hidden.conf': '[hidden]\naccept=PORT\nconnect=1\n',
      'conf.d/a.conf~': '[tilde]\naccept=PORT\nconnect=1\n',
    },
    'options that are included into a section': {
      'main.conf': '[a]\nclient = yes\naccept=PORT\ninclude = FOLDER/CASE/conf.d\n',
      'conf.d/a.conf': '# more\n; of it\n\n  connect = 1  \n',
    },
    'equal names, and comments that are none': {
      'main.conf': '\ufeffclient = yes\n[a]\naccept=PORT\nconnect=1\n[a]\naccept=PORT\nconnect=1\n[b ; c]\naccept=PORT\nconnect=1\n',
    },
  }

  it.each(Object.keys(layouts))('starts the services that we read: %s', async (name) => {
    const folder = `case-${Object.keys(layouts).indexOf(name)}`
    const files: Record<string, string> = {}
    for (const [path, text] of Object.entries(layouts[name]!)) {
      let filled = text.replaceAll('CASE', folder).replaceAll('FOLDER', box.folder)
      while (filled.includes('PORT')) filled = filled.replace('PORT', `127.0.0.1:${await freePort()}`)
      if (path === 'main.conf') filled = filled.replace(/^(\ufeff?)/, `$1debug = 6\noutput = ${file(`${folder}.log`)}\n${own}`)
      files[write(join(folder, path), filled)] = filled
    }
    const main = file(join(folder, 'main.conf'))
    const child = box.start(server ?? '', [main])
    const log = await settled(file(`${folder}.log`))
    child.kill()
    const theirs = [...log.matchAll(/Initializing service \[(.*)\]/g)].map((match) => match[1])
    const ours = configurationOf(component({ form: 'process', files }), main, [])?.services.map((each) => each.name)
    expect(theirs.length).toBeGreaterThan(0)
    expect(ours).toEqual(theirs)
  })

  /** The log, once the configuration is taken. */
  async function settled(path: string): Promise<string> {
    const end = Date.now() + 10_000
    for (;;) {
      let log = ''
      try {
        log = readFileSync(path, 'utf8')
      } catch {
        // it is not there yet
      }
      if (/Configuration successful|Configuration failed/.test(log) || Date.now() > end) return log
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
})
