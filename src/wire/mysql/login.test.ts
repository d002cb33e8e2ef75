import { describe, expect, it } from 'vitest'
import { outcome, talkTo, withstandsAnything } from '../../../test/scripted.ts'
import type { Conversation } from '../conversation.ts'
import { readGreeting } from './greeting.ts'
import type { MysqlOutcome } from './login.ts'
import { logIn } from './login.ts'
import type { MysqlRows } from './query.ts'
import { queryMysql } from './query.ts'

function packet(sequence: number, payload: Buffer | string): Buffer {
  const bytes = Buffer.from(payload)
  return Buffer.concat([Buffer.from([bytes.length & 0xff, bytes.length >> 8, 0, sequence]), bytes])
}

function greeting(version: string, plugin: string, capabilities = 0x0008_8a00): Buffer {
  const caps = Buffer.alloc(4)
  caps.writeUInt32LE(capabilities)
  const parts = [
    `\x0a${version}\0`,
    Buffer.alloc(4, 7),
    'saltsalt',
    '\0',
    caps.subarray(0, 2),
    '\x2d\x02\0',
    caps.subarray(2),
    '\x15',
    Buffer.alloc(10),
  ]
  return packet(0, Buffer.concat([...parts.map((part) => Buffer.from(part)), Buffer.from(`moresaltmore\0${plugin}\0`)]))
}

const hello = greeting('10.11.6-MariaDB-1', 'mysql_native_password')
const ok = packet(2, Buffer.from([0, 0, 0, 2, 0, 0, 0]))
const error = (code: number): Buffer => packet(2, Buffer.concat([Buffer.from([0xff, code & 0xff, code >> 8]), Buffer.from('#28000Access denied')]))
const change = (plugin: string): Buffer => packet(2, Buffer.concat([Buffer.from([0xfe]), Buffer.from(`${plugin}\0saltsaltsaltsaltsalt\0`)]))

async function enter(talk: Conversation, secure = false): Promise<MysqlOutcome> {
  const first = await readGreeting(talk)
  if ('refused' in first) return { kind: 'refused', code: first.refused }
  return logIn({ talk, greeting: first, secure }, { user: 'app', password: 'secret of this test', clear: secure, shown: 'app' })
}

async function entered(chunks: readonly Buffer[], secure: boolean): Promise<MysqlOutcome> {
  const talk = talkTo({ chunks, ending: 'close' })
  try {
    return await enter(talk, secure)
  } finally {
    talk.end()
  }
}

describe('logging in to MySQL', () => {
  it('reads the greeting of both families', async () => {
    const read = async (bytes: Buffer): Promise<unknown> => readGreeting(talkTo({ chunks: [bytes], ending: 'close' }))
    expect(await read(hello)).toMatchObject({ family: 'mariadb', version: '10.11.6', tls: true, plugin: 'mysql_native_password' })
    expect(await read(greeting('5.5.5-10.3.1-MariaDB', ''))).toMatchObject({ family: 'mariadb', version: '10.3.1', plugin: 'mysql_native_password' })
    expect(await read(greeting('8.4.2', 'caching_sha2_password', 0x0008_8200))).toMatchObject({
      family: 'mysql',
      version: '8.4.2',
      tls: false,
      plugin: 'caching_sha2_password',
      salt: Buffer.from('saltsaltmoresaltmore'),
    })
    expect(await read(packet(0, Buffer.concat([Buffer.from([0xff, 0x6a, 4]), Buffer.from('Host is not allowed')])))).toEqual({ refused: 1130 })
  })

  it.each<[string, readonly Buffer[], boolean, MysqlOutcome]>([
    ['a password that fits', [hello, ok], false, { kind: 'in' }],
    ['one that does not', [hello, error(1045)], false, { kind: 'refused', code: 1045 }],
    ['another way', [hello, change('mysql_native_password'), ok], false, { kind: 'in' }],
    ['the password itself', [hello, change('mysql_clear_password')], true, { kind: 'wants', plugin: 'mysql_clear_password' }],
    ['the old form', [hello, packet(2, Buffer.from([0xfe]))], false, { kind: 'wants', plugin: 'mysql_old_password' }],
    ['a plugin that nobody knows', [hello, change('give me all')], false, { kind: 'wants', plugin: 'another plugin' }],
    ['SHA-2 that is known', [hello, change('caching_sha2_password'), packet(4, Buffer.from([1, 3])), ok], false, { kind: 'in' }],
    ['SHA-2 inside TLS', [hello, change('caching_sha2_password'), packet(4, Buffer.from([1, 4])), ok], true, { kind: 'in' }],
    [
      'SHA-2 in clear',
      [hello, change('caching_sha2_password'), packet(4, Buffer.from([1, 4]))],
      false,
      { kind: 'wants', plugin: 'caching_sha2_password' },
    ],
  ])('understands %s', async (_name, chunks, secure, wanted) => {
    expect(await entered(chunks, secure)).toEqual(wanted)
    expect(
      await entered(
        Array.from(Buffer.concat(chunks), (byte) => Buffer.from([byte])),
        secure,
      ),
    ).toEqual(wanted)
  })

  it('ends with an answer or a fault, whatever a server says', async () => {
    const truths = [
      Buffer.concat([hello, ok]),
      Buffer.concat([hello, change('caching_sha2_password'), packet(4, Buffer.from([1, 3])), ok]),
      error(1130),
    ]
    expect(await withstandsAnything(enter, truths)).toBe(300)
  })

  it('reads rows, and gives no file to a server that asks for one', async () => {
    const end = packet(4, Buffer.from([0xfe, 0, 0, 2, 0]))
    const result = Buffer.concat([
      packet(1, Buffer.from([1])),
      packet(2, 'a column'),
      end,
      packet(5, Buffer.from('\x03abc\x02de')),
      packet(6, Buffer.from([0xfb])),
      end,
    ])
    const query = (talk: Conversation): Promise<MysqlRows> => queryMysql(talk, 'select', 'a question')
    expect(await query(talkTo({ chunks: [result], ending: 'close' }))).toEqual({ rows: [['abc', 'de'], ['NULL']] })
    expect(await outcome(query, { chunks: [packet(1, Buffer.from([0xfb, 0x2f]))], ending: 'silence' })).toMatchObject({ kind: 'garbage' })
    expect(await withstandsAnything(query, [result, error(1142)])).toBe(300)
  })

  it('is bounded', async () => {
    const more = Array.from({ length: 20 }, () => packet(2, Buffer.from([1, 3])))
    expect(await outcome(enter, { chunks: [hello, ...more], ending: 'silence' })).toMatchObject({ kind: 'too-much' })
    expect(await outcome(enter, { chunks: [Buffer.from('ffffff00', 'hex')], ending: 'silence' })).toMatchObject({ kind: 'garbage' })
  })
})
