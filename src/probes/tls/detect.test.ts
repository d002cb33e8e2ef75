import { once } from 'node:events'
import type { Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { TranscriptLine } from '../../model/observed.ts'
import { dialHere } from '../../wire/dial.ts'
import { postgresUpgrade } from '../../wire/starttls.ts'
import { clientHello, message, record } from '../../wire/tls/hello.ts'
import { detectTls } from './detect.ts'

let servers: Server[] = []

afterEach(() => {
  for (const server of servers) server.close()
  servers = []
})

/** A server that answers each connection with what `serve` does. */
async function port(serve: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    serve(socket)
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const address = server.address()
  return address !== null && typeof address === 'object' ? address.port : 0
}

async function detect(serve: (socket: Socket) => void, upgrade?: typeof postgresUpgrade, timeout = 200): Promise<string> {
  const transcript: TranscriptLine[] = []
  const target = { id: 'it', component: 'it', host: '127.0.0.1', port: await port(serve), protocol: 'tcp', names: [], users: [] } as const
  const answer = await detectTls(target, { dial: dialHere, signal: new AbortController().signal, timeout, transcript }, upgrade)
  return typeof answer === 'string' ? answer : answer.fault.kind
}

const serverHello = (version: number, suite: number): Buffer => {
  const body = Buffer.concat([Buffer.from([version >> 8, version & 0xff]), Buffer.alloc(33), Buffer.from([suite >> 8, suite & 0xff, 0])])
  return record(22, message(2, body), version)
}

const ssl2Hello = Buffer.from('801a0400010002000100030010ff010080'.padEnd(56, '0'), 'hex')

/** Answers only hellos whose bytes begin so, and hangs up on the others. */
function onlyTo(start: string, answer: Buffer): (socket: Socket) => void {
  return (socket) => {
    socket.once('data', (bytes: Buffer) => {
      if (bytes.toString('hex').startsWith(start)) socket.write(answer)
      else socket.destroy()
    })
  }
}

describe('whether a port speaks TLS', () => {
  it.each<[string, (socket: Socket) => void, string]>([
    ['an alert is TLS', (socket) => socket.once('data', () => socket.end(Buffer.from('15030100020228', 'hex'))), 'yes'],
    ['a ServerHello', (socket) => socket.once('data', () => socket.write(serverHello(0x0303, 0xc02f))), 'yes'],
    ['one of SSL 3.0, from a server that hangs up on all else', onlyTo('160300', serverHello(0x0300, 0x0004)), 'yes'],
    ['one of SSL 2.0, from a server that hangs up on all else', onlyTo('80', ssl2Hello), 'yes'],
    ['HTTP without TLS', (socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')), 'no'],
    ['a greeting', (socket) => socket.write('220 ready\r\n'), 'no'],
    ['a server that hangs up on everything', (socket) => socket.once('data', () => socket.destroy()), 'no'],
    ['a server that resets everything', (socket) => socket.once('data', () => socket.resetAndDestroy()), 'no'],
    ['a silent server', () => {}, 'silent'],
    ['half an alert', (socket) => socket.once('data', () => socket.end(Buffer.from('150301', 'hex'))), 'garbage'],
  ])('%s', async (_name, serve, wanted) => {
    expect(await detect(serve)).toBe(wanted)
  })

  it('is asked behind an upgrade', async () => {
    const serve = (answer: string) => (socket: Socket) => {
      socket.once('data', () => {
        socket.write(answer)
        socket.once('data', () => socket.write(serverHello(0x0303, 0xc02f)))
      })
    }
    expect(await detect(serve('S'), postgresUpgrade)).toBe('yes')
    expect(await detect(serve('N'), postgresUpgrade)).toBe('no')
  })

  it('is not asked of who is not there', async () => {
    const gone = await port(() => {})
    for (const server of servers) server.close()
    const target = { id: 'it', component: 'it', host: '127.0.0.1', port: gone, protocol: 'tcp', names: [], users: [] } as const
    const answer = await detectTls(target, { dial: dialHere, signal: new AbortController().signal, timeout: 500, transcript: [] })
    expect(answer).toMatchObject({ fault: { kind: 'refused', whose: 'server' } })
  })
})

describe('a ClientHello', () => {
  it('is never of the length on which load balancers hang, whatever it offers', () => {
    for (let count = 1; count < 200; count++) {
      const hello = clientHello({
        version: 0x0303,
        suites: Array.from({ length: count }, (_, index) => index + 1),
        groups: [23],
        signatures: [0x0401],
      })
      expect(hello.length < 256 || hello.length >= 512, `${count} suites: ${hello.length}`).toBe(true)
    }
  })
})
