import type { Credentials, StandIn } from './serve.ts'
import { serve } from './serve.ts'

export interface MongoStandIn {
  /** `security.authorization`: without it everything is answered. */
  readonly authorization: boolean
  readonly mechanisms: readonly string[]
  readonly tls?: Credentials
}

/** Elements of BSON written by hand, so that the reader of the program is not held against itself. */
const key = (type: number, name: string): Buffer => Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`)])
const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}
const double = (name: string, value: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return Buffer.concat([key(1, name), bytes])
}
const text = (name: string, value: string): Buffer => Buffer.concat([key(2, name), int32(Buffer.byteLength(value) + 1), Buffer.from(`${value}\0`)])
const number = (name: string, value: number): Buffer => Buffer.concat([key(16, name), int32(value)])
const whole = (...elements: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(elements)
  return Buffer.concat([int32(body.length + 5), body, Buffer.from([0])])
}
const list = (name: string, ...elements: readonly Buffer[]): Buffer => Buffer.concat([key(4, name), whole(...elements)])
const inner = (name: string, ...elements: readonly Buffer[]): Buffer => Buffer.concat([key(3, name), whole(...elements)])

/** `hello`, `listDatabases` and error 13 as MongoDB 7.0 answers them by OP_MSG. */
export function mongoStandIn({ authorization, mechanisms, tls }: MongoStandIn): Promise<StandIn> {
  return serve((bytes, socket) => {
    if (bytes.length < 16) return 0
    const length = bytes.readInt32LE(0)
    // mongod hangs up on what is no message of its protocol
    if (length < 26 || length > 48_000_000 || bytes.readInt32LE(12) !== 2013) return 'close'
    if (bytes.length < length) return 0
    const asked = bytes.toString('latin1', 26, length)
    const reply = asked.startsWith('hello\0')
      ? whole(
          Buffer.concat([key(8, 'isWritablePrimary'), Buffer.from([1])]),
          inner('topologyVersion', Buffer.concat([key(18, 'counter'), Buffer.alloc(8)])),
          Buffer.concat([key(9, 'localTime'), Buffer.alloc(8)]),
          number('maxWireVersion', 21),
          ...(asked.includes('saslSupportedMechs') ? [list('saslSupportedMechs', ...mechanisms.map((name, at) => text(String(at), name)))] : []),
          double('ok', 1),
        )
      : authorization
        ? whole(
            double('ok', 0),
            text('errmsg', 'Command listDatabases requires authentication'),
            number('code', 13),
            text('codeName', 'Unauthorized'),
          )
        : whole(list('databases', inner('0', text('name', 'admin')), inner('1', text('name', 'app'))), double('ok', 1))
    const head = Buffer.concat([int32(21 + reply.length), int32(7), bytes.subarray(4, 8), int32(2013), int32(0), Buffer.from([0])])
    socket.write(Buffer.concat([head, reply]))
    return length
  }, tls)
}
