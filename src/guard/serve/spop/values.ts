/** A value of SPOP 2.0 (HAProxy 2.6, `SPOE.txt` 3.1). Addresses and null are read as text and as nothing; integers as numbers. */
export type SpopValue = string | number | boolean | undefined

/** Bytes that are no SPOP: the connection is of no more use. */
export class SpopFault extends Error {}

const kinds = { null: 0, boolean: 1, uint32: 3, ipv4: 6, ipv6: 7, string: 8, binary: 9 } as const

/** Reads one frame from its start to its end. */
export class Reader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  byte(): number {
    return this.take(1)[0] ?? 0
  }

  take(length: number): Buffer {
    const end = this.#at + length
    if (end > this.#bytes.length) throw new SpopFault('a frame ends in the middle')
    const part = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return part
  }

  /** An integer of one to eight bytes; beyond 2^53 it is none of ours. */
  varint(): number {
    let value = this.byte()
    if (value < 240) return value
    for (let factor = 16; ; factor *= 128) {
      const next = this.byte()
      value += next * factor
      if (value > Number.MAX_SAFE_INTEGER) throw new SpopFault('an integer that is too large')
      if (next < 128) return value
    }
  }

  string(): string {
    return this.take(this.varint()).toString('latin1')
  }

  value(): SpopValue {
    const head = this.byte()
    switch (head & 0x0f) {
      case kinds.null:
        return undefined
      case kinds.boolean:
        return (head & 0x10) !== 0
      case 2:
      case kinds.uint32:
      case 4:
      case 5:
        return this.varint()
      case kinds.ipv4:
        return this.take(4).join('.')
      case kinds.ipv6:
        return address6(this.take(16))
      case kinds.string:
      case kinds.binary:
        return this.string()
      default:
        throw new SpopFault('a type that is none')
    }
  }
}

/** An IPv4 address in IPv6 is written as one, as everywhere else. */
function address6(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  if (/^0{20}f{4}/.test(hex)) return `::ffff:${bytes.subarray(12).join('.')}`
  return [...hex.matchAll(/.{4}/g)].map(([part]) => Number.parseInt(part, 16).toString(16)).join(':')
}

export function varint(value: number): Buffer {
  if (value < 240) return Buffer.from([value])
  const bytes = [(value % 16) + 240]
  let rest = (value - 240 - (value % 16)) / 16
  for (; rest >= 128; rest = Math.floor((rest - 128) / 128)) bytes.push((rest % 128) + 128)
  return Buffer.from([...bytes, rest])
}

export function string(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1')
  return Buffer.concat([varint(bytes.length), bytes])
}

export function stringValue(text: string): Buffer {
  return Buffer.concat([Buffer.from([kinds.string]), string(text)])
}

export function uintValue(value: number): Buffer {
  return Buffer.concat([Buffer.from([kinds.uint32]), varint(value)])
}
