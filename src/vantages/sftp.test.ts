import { Duplex } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { attempt } from '../wire/fault.ts'
import { openSftp } from './sftp.ts'
import { packed, packet, text, uint32 } from './sftp-words.ts'

/** A server that gives each packet of ours what `answer` makes of it: its type, and its id. */
function server(answer: (type: number, id: Buffer) => Buffer | undefined): Duplex {
  return new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      const said = answer(chunk[4]!, chunk.subarray(5, 9))
      if (said !== undefined) this.push(said)
      done()
    },
  })
}

const version = packed(packet.version, uint32(3))
const status = (id: Buffer, code: number): Buffer => packed(packet.status, id, uint32(code), text('why'), text('en'))

async function fault(stream: Duplex): Promise<string> {
  const got = await attempt(async () => (await openSftp(stream)).text('/proc/x'))
  return got.ok ? JSON.stringify(got.value) : `${got.fault.kind}: ${got.fault.detail}`
}

describe('an SFTP server', () => {
  it.each([
    ['an endless packet', () => uint32(0xffff_ffff)],
    ['a packet of nothing', () => Buffer.alloc(8)],
    ['words', () => Buffer.from('SSH-2.0-OpenSSH\r\n')],
    ['a string beyond its packet', (type: number, id: Buffer) => (type === packet.init ? version : packed(packet.handle, id, uint32(9000)))],
  ])('that says %s is no server', async (_, answer) => {
    expect(await fault(server(answer))).toMatch(/^(?:garbage|closed|client)/)
  })

  it.each([
    [2, '{"state":"absent"}'],
    [3, '{"state":"denied","why":"permission denied"}'],
    [4, '{"state":"denied","why":"status 4 of SFTP"}'],
  ])('refuses with %d', async (code, expected) => {
    expect(await fault(server((type, id) => (type === packet.init ? version : status(id, code))))).toBe(expected)
  })

  it('that never stops is read no longer than is enough', async () => {
    const block = Buffer.alloc(32 * 1024, 'x')
    let asked = 0
    const endless = server((type, id) => {
      if (type === packet.init) return version
      if (type === packet.open) return packed(packet.handle, id, text('h'))
      if (type === packet.close) return status(id, 0)
      asked++
      return packed(packet.data, id, text(block))
    })
    const sftp = await openSftp(endless)
    const got = await sftp.text('/proc/x')
    expect([got.state === 'got' && got.value.length, asked]).toEqual([1024 * 1024, 32])
    const listing = server((type, id) => {
      if (type === packet.init) return version
      if (type === packet.openFolder) return packed(packet.handle, id, text('h'))
      if (type === packet.close) return status(id, 0)
      const names = Array.from({ length: 1000 }, (_, index) => Buffer.concat([text(`n${index}`), text('long'), uint32(0)]))
      return packed(packet.name, id, uint32(1000), ...names)
    })
    const names = await (await openSftp(listing)).names('/x')
    expect(names.state === 'got' && names.value.length).toBe(20_000)
  })

  it('that ends is told of', async () => {
    const stream = server((type) => (type === packet.init ? version : undefined))
    const sftp = await openSftp(stream)
    const got = attempt(() => sftp.text('/x'))
    stream.push(null)
    expect(await got).toMatchObject({ ok: false, fault: { kind: 'closed' } })
    expect(await attempt(() => sftp.text('/x'))).toMatchObject({ ok: false })
  })
})
