import type { SpopValue } from './values.ts'
import { Reader, SpopFault, string, stringValue, uintValue, varint } from './values.ts'

export const frameKinds = { hello: 1, disconnect: 2, notify: 3, agentHello: 101, agentDisconnect: 102, ack: 103 } as const

/** What a frame is as a whole; its payload is read by its kind. */
export interface Frame {
  readonly kind: number
  readonly stream: number
  readonly frame: number
  readonly payload: Reader
}

/** The whole frames at the start of `bytes`, and what is left. A frame of more than `most` bytes is a fault. */
export function framesIn(bytes: Buffer, most: number): { readonly frames: readonly Frame[]; readonly rest: Buffer } {
  const frames: Frame[] = []
  let at = 0
  while (bytes.length - at >= 4) {
    const length = bytes.readUInt32BE(at)
    if (length > most) throw new SpopFault('a frame that is too long')
    if (bytes.length - at - 4 < length) break
    frames.push(frameOf(bytes.subarray(at + 4, at + 4 + length)))
    at += 4 + length
  }
  return { frames, rest: bytes.subarray(at) }
}

function frameOf(bytes: Buffer): Frame {
  const payload = new Reader(bytes)
  const kind = payload.byte()
  // FIN, and nothing else: fragments are not agreed on
  if (payload.take(4).readUInt32BE() !== 1) throw new SpopFault('a fragment, or flags that are not agreed on')
  return { kind, stream: payload.varint(), frame: payload.varint(), payload }
}

/** A list of names and values up to the end of the frame. A name that stands there twice is a fault: nobody would know which one counts. */
export function pairsOf(payload: Reader, most: number = Infinity): ReadonlyMap<string, SpopValue> {
  const pairs = new Map<string, SpopValue>()
  for (let count = 0; count < most && !payload.isAtEnd; count++) {
    const name = payload.string()
    if (pairs.has(name)) throw new SpopFault('a name that stands there twice')
    pairs.set(name, payload.value())
  }
  return pairs
}

/** The one message of a NOTIFY frame. */
export function messageOf(payload: Reader): { readonly name: string; readonly args: ReadonlyMap<string, SpopValue> } {
  const name = payload.string()
  const count = payload.byte()
  const args = pairsOf(payload, count)
  if (args.size !== count || !payload.isAtEnd) throw new SpopFault('not one message')
  return { name, args }
}

function frame(kind: number, stream: number, id: number, ...payload: readonly Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from([kind, 0, 0, 0, 1]), varint(stream), varint(id), ...payload])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  return Buffer.concat([length, body])
}

export function agentHello(mostBytes: number): Buffer {
  return frame(
    frameKinds.agentHello,
    0,
    0,
    string('version'),
    stringValue('2.0'),
    string('max-frame-size'),
    uintValue(mostBytes),
    string('capabilities'),
    stringValue('pipelining'),
  )
}

export function agentDisconnect(code: number, message: string): Buffer {
  return frame(frameKinds.agentDisconnect, 0, 0, string('status-code'), uintValue(code), string('message'), stringValue(message))
}

const setVariable = 1
const ofTransaction = 2

/** Answers a NOTIFY with variables of the transaction. */
export function ack({ stream, frame: id }: Pick<Frame, 'stream' | 'frame'>, variables: Readonly<Record<string, string>>): Buffer {
  return frame(
    frameKinds.ack,
    stream,
    id,
    ...Object.entries(variables).flatMap(([name, value]) => [Buffer.from([setVariable, 3, ofTransaction]), string(name), stringValue(value)]),
  )
}
