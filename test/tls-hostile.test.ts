import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { detectTls } from '../src/probes/tls/index.ts'
import { dialHere } from '../src/wire/dial.ts'
import { attempt } from '../src/wire/fault.ts'
import { handshake13 } from '../src/wire/tls/handshake13.ts'
import { askTls, faults, targetAt, verdicts } from './tls/ask.ts'
import { authority, issue } from './tls/certificate.ts'
import type { Fake } from './tls/fake-server.ts'
import { fake, stopAll } from './tls/fake-server.ts'

afterEach(stopAll)

const root = authority('root')
const leaf = issue({}, root)
const good: Fake = { versions: [0x0303], suites: [0xc02f, 0xc030], certificates: [leaf.der] }
const options = { authorities: [root.pem], timeout: 1000 }
const prime2048 = Buffer.from(
  // RFC 7919, appendix A.1: ffdhe2048
  'ffffffffffffffffadf85458a2bb4a9aafdc5620273d3cf1d8b9c583ce2d3695a9e13641146433fbcc939dce249b3ef97d2fe363630c75d8f681b202aec4617ad3df1ed5d5fd65612433f51f5f066ed0856365553ded1af3b557135e7f57c935984f0c70e0e68b77e2a689daf3efe8721df158a136ade73530acca4f483a797abc0ab182b324fb61d108a94bb2c8e3fbb96adab760d7f4681d4f42a3de394df4ae56ede76372bb190b07a7c8ee0a6d709e02fce1cdf7e2ecc03404cd28342f619172fe9ce98583ff8e4f1232eef28183c3fe3b1b4c6fad733bb5fcbc2ec22005c58ef1837d1683b2c6f34a26c1b2effa886b423861285c97ffffffffffffffff',
  'hex',
)

describe('a server that', () => {
  it.each<[string, Partial<Fake>, readonly string[]]>([
    ['is as it should be', {}, []],
    ['takes SSL 2.0', { versions: [2, 0x0303] }, ['ssl-2', 'cipher-suites']],
    ['takes SSL 3.0 with RC4', { versions: [0x0300, 0x0303], suites: [0xc02f, 0x0005] }, ['ssl-3', 'cipher-suites', 'fallback']],
    ['takes suites made for export', { suites: [0xc02f, 0x0003] }, ['cipher-suites']],
    ['encrypts nothing', { suites: [0xc02f, 0x0002] }, ['cipher-suites']],
    ['compresses', { compression: 1 }, ['compression']],
    ['does not bind renegotiation', { secureRenegotiation: false }, ['secure-renegotiation']],
    ['does Diffie-Hellman with 512 bits', { suites: [0x009e], prime: prime2048.subarray(0, 64) }, ['cipher-suites', 'dh-size']],
    [
      'does Diffie-Hellman with no prime',
      { suites: [0x009e], prime: Buffer.concat([prime2048.subarray(0, 255), Buffer.from([0xfd])]) },
      ['cipher-suites', 'dh-size'],
    ],
    ['does Diffie-Hellman well', { suites: [0x009e], prime: prime2048 }, ['cipher-suites']],
    ['takes curves of 160 bits', { suites: [0xc013], groups: [23, 16] }, ['cipher-suites', 'groups']],
    ['knows that a client was pushed down', { versions: [0x0301, 0x0303], suites: [0xc013], fallback: true }, ['tls-1.0', 'cipher-suites']],
  ])('%s', async (_name, flaw, wanted) => {
    expect(faults(await askTls(await fake({ ...good, ...flaw }), options))).toEqual(wanted)
  })

  it.each([1, 2, 3, 5, 7, 64, 1000])('cuts its messages into records of %d bytes', async (cut) => {
    expect(faults(await askTls(await fake({ ...good, cut }), options))).toEqual([])
  })

  it('answers what nobody offered proves nothing', async () => {
    const learned = await askTls(await fake({ ...good, stubborn: { suite: 0xc02f } }), options)
    expect(verdicts(learned)['cipher-suites']).toBe('unknown')
    const other = await askTls(await fake({ ...good, stubborn: { version: 0x7f12 } }), options)
    expect(other.observations).toBe(undefined)
    expect(other.unproven?.[0]).toContain('nothing is proven')
  })

  it('speaks no version at all is not said to refuse the old ones', async () => {
    const refusing = await askTls(await fake({ ...good, versions: [] }), options)
    expect(refusing.observations).toBe(undefined)
    expect(refusing.unproven?.[0]).toContain('alert handshake_failure')
    const gone = await askTls(await fake((socket) => socket.destroy()), options)
    expect(gone.unproven?.[0]).toContain('nothing is proven')
  })

  it('leaves some hellos without an answer is not said to refuse them', async () => {
    const learned = await askTls(await fake({ ...good, refuse: () => {} }), { ...options, timeout: 200 })
    expect(verdicts(learned)).toMatchObject({ 'tls-1.0': 'unknown', 'cipher-suites': 'unknown' })
    expect(learned.unproven).toContain('whether TLS 1.0 is refused is not known: it does not answer')
  })

  it('hangs up on what comes at the same time is asked again alone', async () => {
    let open = 0
    const learned = await askTls(await fake(good), {
      ...options,
      dial: async (host, port, how) => {
        if (open > 2) return dialHere(host, await closing(), how)
        open++
        const stream = await dialHere(host, port, how)
        stream.once('close', () => open--)
        return stream
      },
    })
    expect(faults(learned)).toEqual([])
  })

  it('has ten thousand names is read to the end', async () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `host-${index}.example.org`)
    const learned = await askTls(await fake({ ...good, certificates: [issue({ names }, root).der] }), {
      ...options,
      names: ['host-9999.example.org'],
    })
    expect(faults(learned)).toEqual([])
    expect(learned.certificate?.names).toHaveLength(100)
  })

  it('sends a thousand certificates is not followed through all of them', async () => {
    const many = [leaf.der, ...Array.from({ length: 1000 }, () => root.der)]
    expect(faults(await askTls(await fake({ ...good, certificates: many }), options))).toEqual(['certificate-chain'])
  })

  it('sends something that is no certificate', async () => {
    const learned = await askTls(await fake({ ...good, certificates: [randomBytes(300)] }), options)
    expect(learned.certificate).toBe(undefined)
    expect(Object.keys(verdicts(learned)).some((key) => key.startsWith('certificate'))).toBe(false)
  })

  let closingPort: number | undefined
  async function closing(): Promise<number> {
    closingPort ??= await fake((socket) => socket.destroy())
    return closingPort
  }
})

describe('whatever a server sends', () => {
  /** The flight that a good server answers with. */
  async function flightOf(what: Fake): Promise<Buffer> {
    let sent: Buffer = Buffer.alloc(0)
    const port = await fake({
      ...what,
      spoil: (bytes) => {
        if (bytes.length > sent.length) sent = bytes
        return bytes
      },
    })
    await askTls(port, options)
    return sent
  }

  it('there is an answer or a fault, wherever it breaks off', { timeout: 120_000 }, async () => {
    const whole = (await flightOf(good)).length
    for (let length = 0; length < whole; length += length < 90 ? 1 : 97) {
      const refuse = (socket: Socket): unknown => (length % 2 === 0 ? socket.end() : socket.resetAndDestroy())
      const port = await fake({ ...good, spoil: (bytes) => bytes.subarray(0, length), refuse })
      expect((await attempt(() => askTls(port, { ...options, timeout: 300 }))).ok).toBe(true)
      stopAll()
    }
  })

  it('there is an answer or a fault, whichever bytes are others', { timeout: 120_000 }, async () => {
    const change = fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(change, fc.constantFrom([0x0303], [0x0304], [2, 0x0303]), async (changes, versions) => {
        const spoil = (bytes: Buffer): Buffer => {
          const other = Buffer.from(bytes)
          for (const [at, value] of changes) other[at % other.length] = value
          return other
        }
        const port = await fake({ ...good, versions, spoil })
        const answer = await attempt(() => askTls(port, { ...options, timeout: 100 }))
        stopAll()
        expect(answer.ok || answer.fault.detail !== '').toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  it('there is an answer or a fault to any bytes at all', { timeout: 120_000 }, async () => {
    const start = fc.constantFrom('', '160303', '1603030200020000', '16030300040e000000', '150303', '8004', '170303', '140303000101', 'ffff')
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 400 }), async (head, bytes) => {
        const port = await fake((socket) => socket.once('data', () => socket.end(Buffer.concat([Buffer.from(head, 'hex'), bytes]))))
        const means = { dial: dialHere, signal: new AbortController().signal, timeout: 100, transcript: [] }
        const [policy, detected] = await Promise.all([
          attempt(() => askTls(port, { ...options, timeout: 100 })),
          attempt(() => detectTls(targetAt(port), means)),
        ])
        stopAll()
        expect(policy.ok && detected.ok).toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  it('there is an answer or a fault, whichever bytes of an encrypted handshake are others', { timeout: 120_000 }, async () => {
    const behind = createTlsServer({ key: leaf.key, cert: leaf.pem, minVersion: 'TLSv1.3' }, (socket) => socket.on('error', () => {}))
    behind.on('tlsClientError', () => {})
    behind.listen(0, '127.0.0.1')
    await once(behind, 'listening')
    const address = behind.address()
    const real = address !== null && typeof address === 'object' ? address.port : 0
    await fc.assert(
      fc.asyncProperty(fc.nat(2500), fc.integer({ min: 1, max: 255 }), fc.constantFrom('other', 'end', 'twice'), async (at, mask, how) => {
        let seen = 0
        const port = await fake((socket) => {
          const inner = connect(real, '127.0.0.1')
          inner.on('error', () => socket.destroy()).on('close', () => socket.destroy())
          socket.on('close', () => inner.destroy()).pipe(inner)
          inner.on('data', (bytes: Buffer) => {
            const [start, other] = [seen, Buffer.from(bytes)]
            seen += bytes.length
            if (at >= start && at < seen) {
              if (how === 'end') return void socket.end(other.subarray(0, at - start))
              if (how === 'twice') socket.write(other.subarray(0, at - start))
              other[at - start]! ^= mask
            }
            socket.write(other)
          })
        })
        const means = { dial: dialHere, host: '127.0.0.1', port, signal: new AbortController().signal, timeout: 300, transcript: [] }
        const answer = await attempt(() => handshake13(means))
        stopAll()
        expect(answer.ok).toBe(true)
      }),
      { numRuns: 80 },
    )
    behind.close()
  })

  it.each<[string, Buffer]>([
    ['records without content', Buffer.from('1603030000', 'hex')],
    ['records of another type', Buffer.from('140303000101', 'hex')],
    ['one message without an end', Buffer.concat([Buffer.from('160303400002ffffff', 'hex'), Buffer.alloc(16_380)])],
    ['messages that nobody asked for', Buffer.from('16030300040b000000', 'hex')],
    ['warnings', Buffer.from('15030300020170', 'hex')],
    ['text', Buffer.from('hello ')],
  ])('endless %s end in bounded time and memory', async (_name, piece) => {
    let sent = 0
    const port = await fake((socket) => {
      const block = Buffer.concat(Array.from({ length: Math.ceil(65_536 / piece.length) }, () => piece))
      const pump = (): void => {
        while (!socket.destroyed && socket.write(block)) sent += block.length
        sent += block.length
      }
      socket.on('drain', pump)
      socket.once('data', pump)
    })
    const answer = await attempt(() => askTls(port, { ...options, timeout: 1500 }))
    expect(answer.ok && answer.value.observations === undefined).toBe(true)
    // eight connections, each asked twice at most, each of 2 MiB and what lies in the buffers of both sides
    expect(sent).toBeLessThan(16 * (2 + 16) * 1024 * 1024)
  })
})
