import { once } from 'node:events'
import type { Server } from 'node:net'
import { createServer } from 'node:net'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { Conversation } from './conversation.ts'
import { dialHere } from './dial.ts'
import { attempt } from './fault.ts'
import type { Upgrade } from './starttls.ts'
import { ftpUpgrade, imapUpgrade, ldapUpgrade, mysqlUpgrade, pop3Upgrade, postgresUpgrade, smtpUpgrade } from './starttls.ts'

/** What a server says first, and then to each thing that it hears. */
type Script = readonly (string | Buffer)[]

let servers: Server[] = []

afterEach(() => {
  for (const server of servers) server.close()
  servers = []
})

async function ask(upgrade: Upgrade, greeting: Script, answers: Script, timeout = 5000): Promise<boolean | string> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    for (const each of greeting) socket.write(each)
    const left = [...answers]
    socket.on('data', () => {
      const next = left.shift()
      if (next === undefined) socket.end()
      else socket.write(next)
    })
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const { signal } = new AbortController()
  const talk = new Conversation(await dialHere('127.0.0.1', port, { signal, timeout: 5000 }), { signal, timeout, transcript: [] })
  const answer = await attempt(() => upgrade(talk))
  talk.end()
  return answer.ok ? answer.value : answer.fault.kind
}

function mysqlGreeting(capabilities: number): Buffer {
  const body = Buffer.concat([
    Buffer.from('\x0a10.11.6-MariaDB\0'),
    Buffer.alloc(13, 1),
    Buffer.from([capabilities & 0xff, capabilities >> 8]),
    Buffer.alloc(20),
  ])
  return Buffer.concat([Buffer.from([body.length, 0, 0, 0]), body])
}

const hex = (text: string): Buffer => Buffer.from(text, 'hex')

describe('asking for TLS in clear', () => {
  it.each<[string, Upgrade, Script, Script, boolean | string]>([
    ['postgres says S', postgresUpgrade, [], ['S'], true],
    ['postgres says N', postgresUpgrade, [], ['N'], false],
    ['an old postgres makes an error of it', postgresUpgrade, [], ['E...'], false],
    ['somebody else', postgresUpgrade, [], ['HTTP/1.1 400\r\n'], 'garbage'],
    ['nobody', postgresUpgrade, [], [], 'closed'],
    ['mysql has TLS', mysqlUpgrade, [mysqlGreeting(0xf7ff | 0x0800)], [], true],
    ['mysql has none', mysqlUpgrade, [mysqlGreeting(0xf7fe)], [], false],
    ['mysql turns the host away', mysqlUpgrade, [hex('04000000ff6a0448')], [], 'closed'],
    ['no mysql', mysqlUpgrade, ['220 hello\r\n'], [], 'garbage'],
    ['ldap agrees', ldapUpgrade, [], [hex('300c02010178070a010004000400')], true],
    [
      'ldap agrees at length',
      ldapUpgrade,
      [],
      [Buffer.concat([hex('30840000002802010178840000001f0a0100040004008a16'), Buffer.from('1.3.6.1.4.1.1466.20037')])],
      true,
    ],
    ['ldap knows no such operation', ldapUpgrade, [], [hex('300c02010178070a010204000400')], false],
    ['ldap answers something else', ldapUpgrade, [], [hex('300c02010161070a010004000400')], 'garbage'],
    ['ftp agrees', ftpUpgrade, ['220-hello\r\n220 ready\r\n'], ['234 go on\r\n'], true],
    ['ftp does not', ftpUpgrade, ['220 ready\r\n'], ['530 please log in\r\n'], false],
    ['ftp is full', ftpUpgrade, ['421 too many\r\n'], [], 'closed'],
    ['smtp agrees', smtpUpgrade, ['220 mail\r\n'], ['250-mail\r\n250-STARTTLS\r\n250 HELP\r\n', '220 go on\r\n'], true],
    ['smtp does not offer it', smtpUpgrade, ['220 mail\r\n'], ['250-mail\r\n250 HELP\r\n'], false],
    ['smtp cannot now', smtpUpgrade, ['220 mail\r\n'], ['250-mail\r\n250 STARTTLS\r\n', '454 not now\r\n'], false],
    ['imap agrees', imapUpgrade, ['* OK ready\r\n'], ['* CAPABILITY IMAP4rev1\r\na1 OK go on\r\n'], true],
    ['imap does not', imapUpgrade, ['* OK ready\r\n'], ['a1 BAD no\r\n'], false],
    ['pop3 agrees', pop3Upgrade, ['+OK ready\r\n'], ['+OK go on\r\n'], true],
    ['pop3 does not', pop3Upgrade, ['+OK ready\r\n'], ['-ERR no\r\n'], false],
  ])('%s', async (_name, upgrade, greeting, answers, wanted) => {
    expect(await ask(upgrade, greeting, answers)).toBe(wanted)
  })

  it('ends with an answer or a fault, whatever a server says', async () => {
    const upgrades = [postgresUpgrade, mysqlUpgrade, ldapUpgrade, ftpUpgrade, smtpUpgrade, imapUpgrade, pop3Upgrade]
    const said = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...upgrades), said, said, async (upgrade, greeting, answers) => {
        const end = Buffer.from('\r\n')
        const answer = await ask(upgrade, [...greeting.map((each) => Buffer.from(each)), end], [...answers.map((each) => Buffer.from(each)), end], 50)
        expect(['boolean', 'string']).toContain(typeof answer)
      }),
      { numRuns: 150 },
    )
  })

  it('does not read an endless greeting to its end', async () => {
    expect(await ask(ftpUpgrade, ['220-more\r\n'.repeat(200)], [])).toBe('too-much')
    expect(await ask(smtpUpgrade, ['x'.repeat(9000)], [])).toBe('garbage')
  })
})
