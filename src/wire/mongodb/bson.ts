import { WireError } from '../fault.ts'

/** Values that are asked with or looked for in an answer; of the others only the length counts (bsonspec.org, version 1.1). */
export type BsonValue = string | number | boolean | null | undefined | BsonDocument | readonly BsonValue[] | Buffer

export interface BsonDocument {
  readonly [key: string]: BsonValue
}

const deepest = 12
const mostKeys = 4096

/** Whole numbers are written as 32 bits. */
export function encode(document: BsonDocument): Buffer {
  const elements = Object.entries(document).map(([key, value]) => element(key, value))
  const body = Buffer.concat(elements)
  const head = Buffer.alloc(4)
  head.writeInt32LE(body.length + 5)
  return Buffer.concat([head, body, Buffer.alloc(1)])
}

function element(key: string, value: BsonValue): Buffer {
  const name = Buffer.from(`${key}\0`)
  if (typeof value === 'string') {
    const text = Buffer.from(`${value}\0`)
    const head = Buffer.alloc(4)
    head.writeInt32LE(text.length)
    return Buffer.concat([Buffer.from([2]), name, head, text])
  }
  if (typeof value === 'number') {
    const number = Buffer.alloc(4)
    number.writeInt32LE(value)
    return Buffer.concat([Buffer.from([0x10]), name, number])
  }
  if (typeof value === 'boolean') return Buffer.concat([Buffer.from([8]), name, Buffer.from([value ? 1 : 0])])
  if (Buffer.isBuffer(value)) {
    const head = Buffer.alloc(5)
    head.writeInt32LE(value.length)
    return Buffer.concat([Buffer.from([5]), name, head, value])
  }
  if (value === null || value === undefined) return Buffer.concat([Buffer.from([10]), name])
  if (Array.isArray(value)) return Buffer.concat([Buffer.from([4]), name, encode(Object.fromEntries(value.map((each, at) => [String(at), each])))])
  return Buffer.concat([Buffer.from([3]), name, encode(value as BsonDocument)])
}

/** A whole document at the front. Throws a `WireError` for what is none. */
export function decode(bytes: Buffer, depth = 0): BsonDocument {
  const length = bytes.length < 5 ? 0 : bytes.readInt32LE(0)
  if (length < 5 || length > bytes.length || depth > deepest || bytes[length - 1] !== 0) throw bad()
  const entries: [string, BsonValue][] = []
  let at = 4
  while (at < length - 1) {
    const end = bytes.indexOf(0, at + 1)
    if (end === -1 || end >= length - 1 || entries.length >= mostKeys) throw bad()
    const [value, next] = valueAt(bytes.subarray(0, length - 1), bytes[at]!, end + 1, depth)
    entries.push([bytes.toString('utf8', at + 1, end), value])
    at = next
  }
  return Object.fromEntries(entries)
}

/** Bytes of the types whose length is fixed; what is in them is not looked at, except for numbers and switches. */
const fixed: Readonly<Record<number, number>> = {
  0x01: 8,
  0x06: 0,
  0x07: 12,
  0x08: 1,
  0x09: 8,
  0x0a: 0,
  0x10: 4,
  0x11: 8,
  0x12: 8,
  0x13: 16,
  0x7f: 0,
  0xff: 0,
}

function valueAt(bytes: Buffer, type: number, at: number, depth: number): readonly [BsonValue, number] {
  const width = fixed[type]
  if (width !== undefined) {
    if (at + width > bytes.length) throw bad()
    return [numberAt(bytes, type, at), at + width]
  }
  if (at + 4 > bytes.length) throw bad()
  const size = bytes.readInt32LE(at)
  const isDocument = type === 3 || type === 4
  const end = isDocument ? at + size : at + 4 + size + (type === 5 ? 1 : 0)
  if (size < 0 || end > bytes.length || end <= at) throw bad()
  if (type === 2) return [bytes.toString('utf8', at + 4, Math.max(at + 4, end - 1)), end]
  if (type === 5) return [bytes.subarray(at + 5, end), end]
  if (!isDocument) throw bad()
  const document = decode(bytes.subarray(at, end), depth + 1)
  return [type === 4 ? Object.values(document) : document, end]
}

function numberAt(bytes: Buffer, type: number, at: number): BsonValue {
  if (type === 0x01) return bytes.readDoubleLE(at)
  if (type === 0x08) return bytes[at] === 1
  if (type === 0x10) return bytes.readInt32LE(at)
  if (type === 0x12) return Number(bytes.readBigInt64LE(at))
  return type === 0x0a ? null : undefined
}

function bad(): WireError {
  return new WireError('garbage', 'the answer is no BSON')
}
