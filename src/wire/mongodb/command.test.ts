import { describe, expect, it } from 'vitest'
import { outcome, withstandsAnything } from '../../../test/scripted.ts'
import type { Conversation } from '../conversation.ts'
import type { BsonDocument } from './bson.ts'
import { decode, encode } from './bson.ts'
import { askMongo, takeReply } from './command.ts'

const ask = (talk: Conversation): Promise<BsonDocument> => askMongo(talk, { hello: 1 }, 'hello')
const reply = (document: BsonDocument): Buffer => {
  const body = encode(document)
  const head = Buffer.alloc(21)
  head.writeInt32LE(21 + body.length)
  head.writeInt32LE(2013, 12)
  return Buffer.concat([head, body])
}

describe('commands of MongoDB', () => {
  // bytes that version 7 of the makers' own library writes
  it.each<[BsonDocument, string]>([
    [{ hello: 1, $db: 'admin' }, '1f0000001068656c6c6f000100000002246462000600000061646d696e0000'],
    [
      { listDatabases: 1, nameOnly: true, $db: 'admin' },
      '32000000106c6973744461746162617365730001000000086e616d654f6e6c79000102246462000600000061646d696e0000',
    ],
  ])('are written as everybody writes them: %j', (document, hex) => {
    expect(encode(document).toString('hex')).toBe(hex)
    expect(decode(Buffer.from(hex, 'hex'))).toEqual(document)
  })

  it('are read with values of every kind', () => {
    const document = { a: 'text', b: 7, c: true, d: null, e: { f: ['x', 2] }, g: Buffer.from('bytes') }
    expect(decode(encode(document))).toEqual(document)
    const whole = reply(document)
    for (let cut = 1; cut < whole.length; cut++) expect(takeReply(whole.subarray(0, cut))).toBeUndefined()
    expect(takeReply(Buffer.concat([whole, Buffer.from('next')]))).toEqual({ value: document, length: whole.length })
  })

  it('end with an answer or a fault, whatever a server says', async () => {
    expect(await withstandsAnything(ask, [reply({ ok: 1 }), reply({ a: { b: ['c', { d: 'e' }] }, code: 13, ok: 0 })])).toBe(300)
  })

  it('are bounded', async () => {
    let deep: BsonDocument = { ok: 1 }
    for (let depth = 0; depth < 100; depth++) deep = { deep }
    expect(await outcome(ask, { chunks: [reply(deep)], ending: 'silence' })).toMatchObject({ kind: 'garbage' })
    const long = Buffer.alloc(16)
    long.writeInt32LE(0x7fffffff)
    long.writeInt32LE(2013, 12)
    expect(await outcome(ask, { chunks: [long], ending: 'silence' })).toMatchObject({ kind: 'garbage' })
  })
})
