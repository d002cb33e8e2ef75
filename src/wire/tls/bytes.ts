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
