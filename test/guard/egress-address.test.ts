import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainAddress, readHost, specialUse } from '../../src/guard/egress/addresses.ts'
import { readConnect } from '../../src/guard/egress/head.ts'
import { clientHelloOf } from '../../src/guard/egress/hello.ts'
import { clientHello, helloRecord, record } from '../../src/wire/tls/hello.ts'

/** Spellings of addresses that are not of the Internet, as they are sent to get around checks. */
const spellings: readonly string[] = [
  '2130706433',
  '017700000001',
  '0x7f000001',
  '0X7F.0x0.0x0.0x1',
  '0177.0.0.1',
  '127.1',
  '127.0.1',
  '127.0.0.01',
  '0x7f.1',
  '0',
  '0x',
  '127.0.0.1.',
  '2852039166',
  '0xa9fea9fe',
  '0251.0376.0251.0376',
  '169.254.43518',
  '256.256.256.256',
  '1.2.3.4.5',
  '[127.0.0.1]',
  '[::1',
  '::1]',
  '[::1%25eth0]',
  '[fe80::1%eth0]',
  'fe80::1%1',
  '127.0.0.1%00',
  '%31%32%37.0.0.1',
  '127.0.0.1\u3002com',
  '\u2460\u2461\u2466.0.0.1',
  'ex\u00e4mple.com',
  'xn--a',
  'xn--999999b',
  'a..b',
  '.a',
  'a..',
  '-a.com',
  'a-.com',
  'a b',
  'a@b',
  'a/b',
  'a\\b',
  'a?b',
  'a#b',
  '',
  '.',
  `${'a'.repeat(64)}.com`,
  `${'a.'.repeat(127)}com`,
  'example.com\u0000.evil.com',
  'localhost:80',
]

/** Each has one spelling that is read, and is no host of the Internet. */
const special: readonly string[] = [
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '100.127.255.255',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.192',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.1.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '[::]',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::127.0.0.1]',
  '[::8.8.8.8]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::FFFF:a9fe:a9fe]',
  '[::ffff:0:127.0.0.1]',
  '[::ffff:0:8.8.8.8]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b::a9fe:a9fe]',
  '[64:ff9b:1::8.8.8.8]',
  '[2001::1]',
  '[2001:0:4136:e378:8000:63bf:3fff:fdd2]',
  '[2001:20::1]',
  '[2001:db8::1]',
  '[2002:7f00:1::]',
  '[2002:808:808::]',
  '[3fff::1]',
  '[5f00::1]',
  '[100::1]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[fe80::1]',
  '[febf::1]',
  '[fec0::1]',
  '[ff02::1]',
  '[4000::1]',
]

const ordinary = [
  '8.8.8.8',
  '1.1.1.1',
  '11.0.0.1',
  '100.63.255.255',
  '100.128.0.1',
  '172.15.0.1',
  '172.32.0.1',
  '192.0.1.1',
  '198.17.0.1',
  '198.20.0.1',
  '223.255.255.255',
  '[2606:4700::1111]',
  '[2a00:1450::1]',
  '[64:ff9b::8.8.8.8]',
  '[::ffff:8.8.8.8]',
  '[2001:200::1]',
  '[2003::1]',
]

function read(host: string): string {
  const found = readHost(host)
  return found.ok ? `${found.target.kind} ${found.target.host}` : 'refused'
}

describe('a host', () => {
  it.each(spellings)('%j is refused', (host) => {
    expect(read(host)).toBe('refused')
  })

  it.each(special)('%s is no host of the Internet', (host) => {
    const found = readHost(host)
    expect(found.ok && found.target.kind === 'address' && specialUse(found.target.host) !== undefined).toBe(true)
  })

  it.each(ordinary)('%s is one', (host) => {
    const found = readHost(host)
    expect(found.ok && found.target.kind === 'address' && specialUse(found.target.host) === undefined).toBe(true)
  })

  it.each([
    ['Example.COM', 'name example.com'],
    ['example.com.', 'name example.com'],
    ['xn--exmple-cua.com', 'name xn--exmple-cua.com'],
    ['_srv.example.com', 'name _srv.example.com'],
    ['1and1.com', 'name 1and1.com'],
    ['0x7f.example', 'name 0x7f.example'],
    ['[::FFFF:8.8.8.8]', 'address 8.8.8.8'],
    ['[2001:DB8:0:0::1]', 'address 2001:db8::1'],
  ])('%s is %s', (host, expected) => {
    expect(read(host)).toBe(expected)
  })

  it('says what a number means', () => {
    expect([readHost('0177.1'), readHost('2852039166')]).toEqual([
      { ok: false, why: expect.stringContaining('127.0.0.1') },
      { ok: false, why: expect.stringContaining('169.254.169.254') },
    ])
  })

  it('has one spelling, which is read as itself', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain()), (text) => {
        const found = readHost(text)
        if (!found.ok) throw new Error(`${text}: ${found.why}`)
        const { host, kind } = found.target
        expect(readHost(host)).toEqual(found)
        expect(kind === 'address' ? plainAddress(plainAddress(text)) : text.toLowerCase()).toBe(host)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('the head of a CONNECT', () => {
  const lines = (...all: readonly string[]): string => all.join('\r\n')
  it.each([
    [lines('CONNECT example.com:443 HTTP/1.1', 'Host: example.com:443', 'User-Agent: x'), 'example.com 443'],
    [lines('CONNECT Example.com.:443 HTTP/1.1'), 'example.com 443'],
    [lines('CONNECT [2606:4700::1]:443 HTTP/1.0', 'Host: [2606:4700::1]'), '2606:4700::1 443'],
    [lines('GET http://example.com/ HTTP/1.1', 'Host: example.com'), 405],
    [lines('CONNECT example.com:443 HTTP/1.1', 'Host: other.com:443'), 400],
    [lines('CONNECT example.com:443 HTTP/1.1', 'Host: example.com', 'Host: example.com'), 400],
    [lines('CONNECT example.com:443 HTTP/1.1', 'Content-Length: 5'), 400],
    [lines('CONNECT example.com:443 HTTP/1.1', 'Transfer-Encoding: chunked'), 400],
    [lines('CONNECT example.com:443 HTTP/1.1', 'Host : example.com'), 400],
    [lines('CONNECT example.com:443 HTTP/1.1', ' folded: x'), 400],
    ['CONNECT example.com:443 HTTP/1.1\nHost: example.com', 400],
    ['CONNECT example.com:443 HTTP/1.1\rHost: example.com', 400],
    ['CONNECT example.com:443  HTTP/1.1', 400],
    ['CONNECT example.com:443 HTTP/2.0', 400],
    ['CONNECT example.com HTTP/1.1', 400],
    ['CONNECT example.com:0 HTTP/1.1', 400],
    ['CONNECT example.com:0443 HTTP/1.1', 400],
    ['CONNECT example.com:65536 HTTP/1.1', 400],
    ['CONNECT example.com:+443 HTTP/1.1', 400],
    ['CONNECT user@example.com:443 HTTP/1.1', 400],
    ['CONNECT https://example.com:443 HTTP/1.1', 400],
    ['CONNECT 0x7f.1:443 HTTP/1.1', 400],
    ['CONNECT ::1:443 HTTP/1.1', 400],
    ['CONNECT [::1]]:443 HTTP/1.1', 400],
    ['connect example.com:443 HTTP/1.1', 400],
    ['', 400],
  ])('%j', (text, expected) => {
    const found = readConnect(text)
    const told = found.ok ? `${found.head.target.host} ${found.head.port}` : found.status
    expect(told).toBe(expected)
  })
})

describe('a ClientHello', () => {
  const hello = clientHello({ version: 0x303, suites: [0xc02f], serverName: 'example.com' })
  it('is read however it is cut into records, and not before it is whole', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: hello.length - 1 }), { maxLength: 5 }), fc.nat(), (cuts, short) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), hello.length]
        const all = Buffer.concat(places.slice(1).map((end, at) => record(22, hello.subarray(places[at], end))))
        expect(clientHelloOf(all)).toEqual({ kind: 'tls', serverName: 'example.com' })
        expect(clientHelloOf(all.subarray(0, short % all.length))).toEqual({ kind: 'more' })
      }),
    )
  })

  it.each([
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['SSH', Buffer.from('SSH-2.0-x\r\n')],
    ['SSL 2', Buffer.from('802e0100020015', 'hex')],
    ['an alert', record(21, Buffer.from([1, 0]))],
    ['a record without bytes', record(22, Buffer.alloc(0))],
    ['another message', record(22, Buffer.concat([Buffer.from([2]), hello.subarray(1)]))],
    ['one that ends early inside', record(22, Buffer.from([1, 0, 0, 4, 3, 3, 0, 0]))],
    ['an endless one', record(22, Buffer.from([1, 0xff, 0xff, 0xff]))],
  ])('is not %s', (_, bytes) => {
    expect(clientHelloOf(bytes).kind).toBe('not-tls')
  })

  it('has one server name, or none', () => {
    expect(clientHelloOf(helloRecord(clientHello({ version: 0x303, suites: [1] }), 0x303))).toEqual({ kind: 'tls' })
    // the same extension once more, with the lengths around it
    const twice = Buffer.from(hello)
    const at = twice.indexOf(Buffer.from('example.com')) - 9
    const extension = twice.subarray(at, at + 9 + 11)
    const doubled = Buffer.concat([twice.subarray(0, at), extension, twice.subarray(at)])
    doubled.writeUIntBE(doubled.length - 4, 1, 3)
    doubled.writeUInt16BE(doubled.readUInt16BE(at - 2) + extension.length, at - 2)
    expect(clientHelloOf(helloRecord(doubled, 0x303)).kind).toBe('not-tls')
  })

  it('is never a reason to fall over', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) =>
        ['more', 'tls', 'not-tls'].includes(clientHelloOf(record(22, Buffer.from(bytes))).kind),
      ),
    )
    expect(clientHelloOf(Buffer.alloc(0)).kind).toBe('more')
  })
})
