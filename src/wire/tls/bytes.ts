import { WireError } from '../fault.ts'

/** Reads numbers and vectors of TLS (RFC 8446, section 3) one after another; what ends too early is garbage. */
export class Reader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  take(length: number): Buffer {
    if (length > this.left) throw new WireError('garbage', 'a message of TLS ends too early')
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  number(octets: 1 | 2 | 3 | 4): number {
    return this.take(octets).readUIntBE(0, octets)
  }

  /** What follows a length of so many octets. */
  vector(octets: 1 | 2 | 3): Buffer {
    return this.take(this.number(octets))
  }

  inner(octets: 1 | 2 | 3): Reader {
    return new Reader(this.vector(octets))
  }

  /** Reads until nothing is left. */
  all<T>(read: (reader: Reader) => T): T[] {
    const found: T[] = []
    while (this.left > 0) found.push(read(this))
    return found
  }
}

export function number(value: number, octets: 1 | 2 | 3): Buffer {
  const bytes = Buffer.alloc(octets)
  bytes.writeUIntBE(value, 0, octets)
  return bytes
}

export function numbers(values: readonly number[], octets: 1 | 2 | 3): Buffer {
  const bytes = Buffer.alloc(values.length * octets)
  for (const [index, value] of values.entries()) bytes.writeUIntBE(value, index * octets, octets)
  return bytes
}

/** The parts with their length in front. */
export function vector(octets: 1 | 2 | 3, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([number(body.length, octets), body])
}

/** Writes numbers and vectors one after another into bytes that grow: a hello is built without a buffer for each of its parts. */
export class Writer {
  #bytes = Buffer.allocUnsafe(1024)
  #at = 0

  /** Octets that were written. */
  get length(): number {
    return this.#at
  }

  number(value: number, octets: 1 | 2 | 3): void {
    this.#reserve(octets)
    this.#set(this.#at, value, octets)
    this.#at += octets
  }

  numbers(values: readonly number[], octets: 1 | 2 | 3): void {
    this.#reserve(values.length * octets)
    const bytes = this.#bytes
    let at = this.#at
    // hundreds of suites stand in most hellos
    for (const value of values) {
      if (octets === 3) bytes[at++] = value >>> 16
      if (octets > 1) bytes[at++] = value >>> 8
      bytes[at++] = value
    }
    this.#at = at
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#at)
    this.#at += bytes.length
  }

  /** What `write` writes, with its length in front. */
  vector(octets: 1 | 2 | 3, write: () => void): void {
    const start = this.#at
    this.number(0, octets)
    write()
    this.#set(start, this.#at - start - octets, octets)
  }

  /** All that was written. */
  done(): Buffer {
    return this.#bytes.subarray(0, this.#at)
  }

  #set(at: number, value: number, octets: 1 | 2 | 3): void {
    for (let index = octets - 1, rest = value; index >= 0; index--, rest >>>= 8) this.#bytes[at + index] = rest
  }

  #reserve(octets: number): void {
    const needed = this.#at + octets
    if (needed <= this.#bytes.length) return
    const grown = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length))
    grown.set(this.#bytes.subarray(0, this.#at))
    this.#bytes = grown
  }
}
