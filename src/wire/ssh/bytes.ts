import { WireError } from '../fault.ts'

/** Types of RFC 4251, section 5. */
export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

export function string(value: Uint8Array | string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([uint32(bytes.length), bytes])
}

/** A positive number, which must not look like a negative one. */
export function mpint(value: Buffer): Buffer {
  let start = 0
  while (start < value.length && value[start] === 0) start++
  const digits = value.subarray(start)
  return string(digits.length > 0 && digits[0]! >= 0x80 ? Buffer.concat([Buffer.alloc(1), digits]) : digits)
}

/** Reads what stands one behind the other; what is not there is the other side's fault. */
export class Reader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw new WireError('garbage', 'a message of SSH breaks off')
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  byte(): number {
    return this.take(1)[0]!
  }

  uint32(): number {
    return this.take(4).readUInt32BE(0)
  }

  string(): Buffer {
    return this.take(this.uint32())
  }

  /** Names of algorithms or methods: printable ASCII with commas. */
  names(): readonly string[] {
    const text = this.string().toString('latin1')
    if (!/^[\x21-\x7e]*$/.test(text)) throw new WireError('garbage', 'a list of names of SSH is none')
    return text === '' ? [] : text.split(',')
  }
}
