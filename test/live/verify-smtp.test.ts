import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import { TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { smtp } from '../../src/probes/smtp/index.ts'
import { asked } from './ask.ts'
import type { Sandbox } from './server.ts'
import { sandbox } from './server.ts'

/** How a stand-in answers: postfix(1) needs root, so its exchange is played (RFC 5321, RFC 3207, RFC 4954). */
interface Manners {
  readonly starttls: boolean
  readonly clear: string
  readonly secure: string
  readonly demanded: boolean
  readonly relay: number
}

const usual: Manners = { starttls: true, clear: '', secure: 'AUTH PLAIN LOGIN', demanded: false, relay: 554 }

describe('a stand-in of SMTP on the wire', () => {
  let box: Sandbox
  let servers: Server[] = []
  beforeAll(() => {
    box = sandbox('verify-smtp')
    box.run('/usr/bin/openssl', 'req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 2 -subj /CN=localhost'.split(' '))
  })
  afterEach(() => {
    for (const server of servers) server.close()
    servers = []
  })
  afterAll(() => box.stop())

  function serve(socket: Socket | TLSSocket, manners: Manners, isSecure: boolean): void {
    const say = (...lines: readonly string[]): boolean => socket.write(lines.map((each) => `${each}\r\n`).join(''))
    const onData = (data: Buffer): void => {
      for (const line of data.toString('latin1').split('\r\n').filter(Boolean)) {
        const offers = ['PIPELINING', isSecure ? manners.secure : manners.clear, !isSecure && manners.starttls ? 'STARTTLS' : ''].filter(Boolean)
        if (line.startsWith('EHLO')) say('250-mail.example', ...offers.map((each, at) => `250${at === offers.length - 1 ? ' ' : '-'}${each}`))
        else if (line === 'STARTTLS' && manners.starttls) {
          say('220 Ready')
          socket.off('data', onData)
          const secure = new TLSSocket(socket, { isServer: true, cert: pem('c.pem'), key: pem('k.pem') })
          secure.on('error', () => {})
          serve(secure, manners, true)
          return
        } else if (line.startsWith('MAIL')) say(manners.demanded && !isSecure ? '530 5.7.0 Must issue a STARTTLS command first' : '250 2.1.0 Ok')
        else if (line.startsWith('RCPT')) say(manners.relay === 250 ? '250 2.1.5 Ok' : `${manners.relay} 5.7.1 Relay access denied`)
        else if (line === 'RSET') say('250 2.0.0 Ok')
        else say('502 5.5.2 Error: command not recognized')
      }
    }
    socket.on('data', onData)
  }

  const pem = (name: string): string => readFileSync(join(box.folder, name), 'utf8')

  async function started(manners: Manners): Promise<number> {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.write('220 mail.example ESMTP\r\n')
      serve(socket, manners, false)
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    return address !== null && typeof address === 'object' ? address.port : 0
  }

  const key = 'smtpd_tls_auth_only'

  it.each<[string, Partial<Manners>, readonly string[]]>([
    ['log-ins after TLS alone', {}, ['optional', 'password', `safe ${key}`]],
    ['log-ins in clear', { clear: 'AUTH PLAIN LOGIN' }, ['optional', 'password', `unsafe ${key}`]],
    ['log-ins in clear, and no TLS', { clear: 'AUTH LOGIN', starttls: false }, ['none', 'password', `unsafe ${key}`]],
    ['TLS that is demanded', { demanded: true }, ['required', 'password']],
    ['mail for others from everybody', { relay: 250 }, ['optional', 'none', `safe ${key}`]],
    ['no log-in at all', { secure: '' }, ['optional', 'whether a log-in is needed is not known from these answers']],
  ])('tells %s', async (_, manners, wanted) => {
    const answers = await asked(smtp, await started({ ...usual, ...manners }))
    const told = answers.flatMap(({ learned, why }) => [
      ...[learned?.tls, learned?.authentication, why].flatMap((each) => each ?? []),
      ...(learned?.observations ?? []).map((each) => `${each.verdict} ${each.key}`),
    ])
    expect(told).toEqual(wanted)
  })
})
