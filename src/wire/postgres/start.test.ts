import { describe, expect, it } from 'vitest'
import { outcome, talkTo, withstandsAnything } from '../../../test/scripted.ts'
import { message } from './messages.ts'
import type { PostgresStart } from './start.ts'
import { startPostgres } from './start.ts'

const ask = (talk: Parameters<typeof startPostgres>[0]): Promise<PostgresStart> => startPostgres(talk, 'app', 'app', 'app')

function number(value: number, rest = ''): Buffer {
  const body = Buffer.alloc(4)
  body.writeUInt32BE(value)
  return message('R', Buffer.concat([body, Buffer.from(rest)]))
}

const error = (code: string, words: string): Buffer =>
  message('E', Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${words}\0Fauth.c\0L1\0RClientAuthentication\0\0`))
const ready = message('Z', Buffer.from('I'))
const in15 = [
  number(0),
  message('S', Buffer.from('server_version\x0015.7 (Debian 15.7-0)\0')),
  message('S', Buffer.from('is_superuser\0on\0')),
  ready,
]

const started = async (...chunks: readonly Buffer[]): Promise<PostgresStart> => {
  const talk = talkTo({ chunks, ending: 'close' })
  try {
    return await ask(talk)
  } finally {
    talk.end()
  }
}

describe('starting a session of PostgreSQL', () => {
  it.each<[string, readonly Buffer[], PostgresStart]>([
    ['trust', in15, { kind: 'in', version: '15.7', superuser: true, code: undefined }],
    [
      'trust of who is not there',
      [number(0), error('28000', 'role "app" does not exist')],
      { kind: 'in', version: undefined, superuser: false, code: '28000' },
    ],
    ['SCRAM', [number(10, 'SCRAM-SHA-256\0\0')], { kind: 'asked', method: 'scram', mechanisms: ['SCRAM-SHA-256'] }],
    ['a token', [number(10, 'OAUTHBEARER\0\0')], { kind: 'asked', method: 'token', mechanisms: ['OAUTHBEARER'] }],
    ['MD5', [number(5, 'salt')], { kind: 'asked', method: 'md5', mechanisms: [] }],
    ['a password', [number(3)], { kind: 'asked', method: 'cleartext', mechanisms: [] }],
    ['GSS', [number(7)], { kind: 'asked', method: 'kerberos', mechanisms: [] }],
    [
      'no entry, in another language',
      [error('28000', 'kein pg_hba.conf-Eintrag fuer Host >>127.0.0.1<<, Benutzer >>app<<, Datenbank >>app<<, keine Verschluesselung')],
      { kind: 'refused', why: 'entry', code: '28000' },
    ],
    ['a certificate', [error('28000', 'connection requires a valid client certificate')], { kind: 'refused', why: 'certificate', code: '28000' }],
    ['a pooler that wants TLS', [error('08P01', 'SSL required')], { kind: 'refused', why: 'tls', code: '08P01' }],
    ['too many clients', [error('53300', 'sorry, too many clients already')], { kind: 'refused', why: 'busy', code: '53300' }],
    ['no such database', [error('3D000', 'no')], { kind: 'refused', why: 'other', code: '3D000' }],
  ])('understands %s', async (_name, chunks, wanted) => {
    expect(await started(...chunks)).toEqual(wanted)
    expect(await started(...Array.from(Buffer.concat(chunks), (byte) => Buffer.from([byte])))).toEqual(wanted)
  })

  it('ends with an answer or a fault, whatever a server says', async () => {
    const truths = [Buffer.concat(in15), number(10, 'SCRAM-SHA-256\0\0'), error('28000', 'no entry for "app"')]
    expect(await withstandsAnything(ask, truths)).toBe(300)
  })

  it('is bounded', async () => {
    const notice = message('N', Buffer.alloc(0))
    expect(await outcome(ask, { chunks: Array.from({ length: 300 }, () => notice), ending: 'silence' })).toMatchObject({ kind: 'too-much' })
    const parameter = message('S', Buffer.from('a\0b\0'))
    expect(await outcome(ask, { chunks: [number(0), ...Array.from({ length: 300 }, () => parameter)], ending: 'silence' })).toMatchObject({
      kind: 'too-much',
    })
    expect(await outcome(ask, { chunks: [Buffer.from('52ffffffff', 'hex')], ending: 'silence' })).toMatchObject({ kind: 'garbage' })
  })

  it('does not say a name that cannot be said', async () => {
    expect(await outcome((talk) => startPostgres(talk, 'a\0b', 'c', 'a'), { chunks: [], ending: 'close' })).toMatchObject({ whose: 'us' })
  })
})
