import { once } from 'node:events'
import type { Server, Socket } from 'node:net'
import { createServer } from 'node:net'

/** What a made-up server takes, and where it is wrong. It never finishes a handshake: all that is asked of it is in clear. */
export interface Fake {
  /** 0x0002 is SSL 2.0; TLS 1.3 asks for another hello and gets no further. */
  readonly versions: readonly number[]
  /** Of all versions but TLS 1.3 and SSL 2.0, in the server's order. */
  readonly suites: readonly number[]
  readonly suites13?: readonly number[]
  /** It takes the first suite of the client that it has. */
  readonly clientOrder?: boolean
  readonly groups?: readonly number[]
  readonly certificates?: readonly Buffer[]
  readonly prime?: Buffer
  readonly compression?: number
  /** Answers with this, whatever was offered. */
  readonly stubborn?: { readonly version?: number; readonly suite?: number; readonly group?: number }
  readonly secureRenegotiation?: boolean
  readonly fallback?: boolean
  /** Bytes of what is sent at a time; records of this size. */
  readonly cut?: number
  /** How it says no; default an alert. */
  readonly refuse?: (socket: Socket) => unknown
  /** Changes what is sent, and may end it. */
  readonly spoil?: (bytes: Buffer) => Buffer
}

interface Heard {
  readonly version: number
  readonly versions: readonly number[]
  readonly suites: readonly number[]
  readonly compressions: readonly number[]
  readonly groups: readonly number[]
}

const servers = new Set<Server>()

export function stopAll(): void {
  for (const server of servers) server.close()
  servers.clear()
}

/** Starts one on loopback and gives its port. */
export async function fake(what: Fake | ((socket: Socket) => void)): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    if (typeof what === 'function') what(socket)
    else serve(socket, what)
  }).listen(0, '127.0.0.1')
  servers.add(server)
  await once(server, 'listening')
  const address = server.address()
  return address !== null && typeof address === 'object' ? address.port : 0
}

function serve(socket: Socket, what: Fake): void {
  let heard = Buffer.alloc(0)
  socket.on('data', (bytes: Buffer) => {
    heard = Buffer.concat([heard, bytes])
    if (heard.length < 5) return
    const isOld = (heard[0]! & 0x80) !== 0
    const length = isOld ? 2 + (heard.readUInt16BE(0) & 0x7fff) : 5 + heard.readUInt16BE(3)
    if (heard.length < length) return
    const answer = isOld ? answerOld(what) : answerTo(hello(heard.subarray(9, length)), what)
    if (answer === undefined) (what.refuse ?? refuse)(socket)
    else socket.end(what.spoil?.(answer) ?? answer)
  })
}

function refuse(socket: Socket): void {
  socket.end(Buffer.from('15030100020228', 'hex'))
}

function answerOld({ versions, certificates = [] }: Fake): Buffer | undefined {
  if (!versions.includes(2)) return undefined
  const [certificate = Buffer.alloc(0)] = certificates
  const specs = Buffer.from('010080020080', 'hex')
  const body = Buffer.concat([
    Buffer.from([4, 0, 1, 0, 2]),
    two(certificate.length),
    two(specs.length),
    two(16),
    certificate,
    specs,
    Buffer.alloc(16, 7),
  ])
  return Buffer.concat([two(0x8000 + body.length), body])
}

/** What a ClientHello says, from its version on. */
function hello(bytes: Buffer): Heard {
  let at = 2 + 32
  const sized = (octets: 1 | 2): Buffer => {
    const length = bytes.readUIntBE(at, octets)
    at += octets + length
    return bytes.subarray(at - length, at)
  }
  sized(1)
  const suites = twos(sized(2))
  const compressions = [...sized(1)]
  const extensions = new Map<number, Buffer>()
  if (at < bytes.length) {
    at += 2
    while (at < bytes.length) {
      const type = bytes.readUInt16BE(at)
      at += 2
      extensions.set(type, sized(2))
    }
  }
  const version = bytes.readUInt16BE(0)
  const named = extensions.get(43)
  return {
    version,
    versions: named === undefined ? [version] : twos(named.subarray(1)),
    suites,
    compressions,
    groups: twos((extensions.get(10) ?? Buffer.alloc(2)).subarray(2)),
  }
}

function answerTo(heard: Heard, what: Fake): Buffer | undefined {
  const { stubborn = {} } = what
  const named = heard.versions.filter((version) => what.versions.includes(version))
  const lower = what.versions.filter((version) => version < heard.version && version >= 0x0300 && !heard.versions.includes(0x0304))
  const version = stubborn.version ?? [...named, ...lower].toSorted((a, b) => b - a)[0]
  if (version === undefined) return undefined
  if (heard.suites.includes(0x5600) && what.fallback === true && version < Math.max(...what.versions)) return Buffer.from('15030100020256', 'hex')
  const own = version === 0x0304 ? (what.suites13 ?? [0x1301]) : what.suites
  const [first, second] = what.clientOrder === true ? [heard.suites, own] : [own, heard.suites]
  const group = stubborn.group ?? (what.groups ?? [29, 23]).find((each) => heard.groups.includes(each))
  const suite = stubborn.suite ?? first.find((each) => second.includes(each) && (group !== undefined || !ecdhe.has(each)))
  if (suite === undefined) return undefined
  if (version === 0x0304) return group === undefined ? undefined : retry(suite, group, what)
  return flight(version, suite, group, heard, what)
}

function retry(suite: number, group: number, what: Fake): Buffer {
  const random = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex')
  const extensions = Buffer.concat([Buffer.from('002b00020304', 'hex'), Buffer.from('00330002', 'hex'), two(group)])
  return records(
    message(2, Buffer.concat([two(0x0303), random, Buffer.from([0]), two(suite), Buffer.from([0]), two(extensions.length), extensions])),
    0x0303,
    what,
  )
}

const ecdhe: ReadonlySet<number> = new Set([0xc02f, 0xc030, 0xc013, 0xc014, 0xc02b, 0xc009, 0xc018])
const dhe: ReadonlySet<number> = new Set([0x0033, 0x0039, 0x009e, 0x009f, 0x0016, 0x0034])

function flight(version: number, suite: number, group: number | undefined, heard: Heard, what: Fake): Buffer | undefined {
  const compression = heard.compressions.includes(what.compression ?? 0) ? (what.compression ?? 0) : 0
  const extensions = what.secureRenegotiation === false || version === 0x0300 ? Buffer.alloc(0) : Buffer.from('0005ff01000100', 'hex')
  const certificates = Buffer.concat((what.certificates ?? [Buffer.from('30030201ff', 'hex')]).map((der) => Buffer.concat([three(der.length), der])))
  const signature = version === 0x0303 ? Buffer.from('0401', 'hex') : Buffer.alloc(0)
  const signed = Buffer.concat([signature, two(4), Buffer.alloc(4)])
  const prime = what.prime ?? Buffer.alloc(256, 0xff)
  const exchange = ecdhe.has(suite)
    ? Buffer.concat([Buffer.from([3]), two(group ?? 0), Buffer.from([1, 4]), signed])
    : Buffer.concat([two(prime.length), prime, two(1), Buffer.from([2]), two(1), Buffer.from([5]), signed])
  return records(
    Buffer.concat([
      message(2, Buffer.concat([two(version), Buffer.alloc(32, 9), Buffer.from([0]), two(suite), Buffer.from([compression]), extensions])),
      message(11, Buffer.concat([three(certificates.length), certificates])),
      ...(ecdhe.has(suite) || dhe.has(suite) ? [message(12, exchange)] : []),
      message(14, Buffer.alloc(0)),
    ]),
    version,
    what,
  )
}

function records(bytes: Buffer, version: number, { cut = 16_384 }: Fake): Buffer {
  const parts = Array.from({ length: Math.ceil(bytes.length / cut) }, (_, index) => bytes.subarray(index * cut, (index + 1) * cut))
  return Buffer.concat(parts.map((part) => Buffer.concat([Buffer.from([22]), two(version), two(part.length), part])))
}

function message(type: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type]), three(body.length), body])
}

function two(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff])
}

function three(value: number): Buffer {
  return Buffer.from([value >> 16, (value >> 8) & 0xff, value & 0xff])
}

function twos(bytes: Buffer): readonly number[] {
  return Array.from({ length: bytes.length >> 1 }, (_, index) => bytes.readUInt16BE(index * 2))
}
