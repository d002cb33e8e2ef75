import type { Taken } from './conversation.ts'
import { WireError } from './fault.ts'

/** One element of BER (X.690, section 8.1), of which only low tag numbers and definite lengths are used on the wire here. */
export interface Element {
  readonly tag: number
  readonly content: Buffer
}

/** Longest message that is taken; servers have no reason for a longer one to the questions that are asked. */
const longest = 1 << 20

export const tags = { integer: 0x02, octets: 0x04, enumerated: 0x0a, sequence: 0x30, set: 0x31 } as const

export function encode(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents)
  return Buffer.concat([Buffer.from([tag]), encodedLength(content.length), content])
}

function encodedLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length])
  const octets = length > 0xffff ? 3 : length > 0xff ? 2 : 1
  const bytes = Buffer.alloc(1 + octets)
  bytes[0] = 0x80 | octets
  bytes.writeUIntBE(length, 1, octets)
  return bytes
}

export function text(value: string, tag: number = tags.octets): Buffer {
  return encode(tag, Buffer.from(value))
}

/** A number of up to 32 bits, with its sign. */
export function integer(value: number, tag: number = tags.integer): Buffer {
  const bytes = Buffer.alloc(5)
  bytes.writeIntBE(value, 0, 5)
  let start = 0
  while (start < 4 && ((bytes[start] === 0 && bytes[start + 1]! < 0x80) || (bytes[start] === 0xff && bytes[start + 1]! >= 0x80))) start++
  return encode(tag, bytes.subarray(start))
}

/** The element at the front, when it is whole. `what` names the protocol in the fault. */
export function takeElement(what: string): (bytes: Buffer) => Taken<Element> | undefined {
  return (bytes) => {
    const found = elementAt(bytes, what)
    return found === 'more' ? undefined : found
  }
}

function elementAt(bytes: Buffer, what: string): Taken<Element> | 'more' {
  const [tag, first] = [bytes[0], bytes[1]]
  if (tag === undefined || first === undefined) return 'more'
  const octets = first < 0x80 ? 0 : first & 0x7f
  if ((tag & 0x1f) === 0x1f || first === 0x80 || octets > 4) throw new WireError('garbage', `the answer is not of ${what}`)
  const start = 2 + octets
  if (bytes.length < start) return 'more'
  const length = octets === 0 ? first : bytes.readUIntBE(2, octets)
  if (length > longest) throw new WireError('garbage', `the answer is longer than any of ${what}`)
  if (bytes.length < start + length) return 'more'
  return { value: { tag, content: bytes.subarray(start, start + length) }, length: start + length }
}

/** All elements of a content, which must be whole. */
export function elements(content: Buffer, what: string): readonly Element[] {
  const all: Element[] = []
  for (let rest = content; rest.length > 0;) {
    const found = elementAt(rest, what)
    if (found === 'more') throw new WireError('garbage', `an element of the answer of ${what} breaks off`)
    all.push(found.value)
    rest = rest.subarray(found.length)
  }
  return all
}

/** A number of up to 32 bits. */
export function numberOf({ content }: Element, what: string): number {
  if (content.length === 0 || content.length > 5) throw new WireError('garbage', `a number of the answer of ${what} has ${content.length} bytes`)
  return content.readIntBE(0, content.length)
}
