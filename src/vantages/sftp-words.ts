import type { FileStatus } from '../model/running.ts'

/** Types of packets of SFTP version 3 (draft-ietf-secsh-filexfer-02, 3), those that read. */
export const packet = {
  init: 1,
  version: 2,
  open: 3,
  close: 4,
  read: 5,
  lstat: 7,
  openFolder: 11,
  readFolder: 12,
  stat: 17,
  status: 101,
  handle: 102,
  data: 103,
  name: 104,
  attributes: 105,
} as const

/** The longest packet that is taken (the draft has servers send 34000 bytes at least; OpenSSH's limit is 256 KiB). */
const longest = 256 * 1024

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

export function text(value: Uint8Array | string): Buffer {
  const bytes = Buffer.from(value as string)
  return Buffer.concat([uint32(bytes.length), bytes])
}

/** A packet with its length in front. */
export function packed(type: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat([Buffer.of(type), ...parts])
  return Buffer.concat([uint32(body.length), body])
}

/** Cuts a stream into packets. The function that is given back throws a `RangeError` for what is no packet. */
export function packets(each: (type: number, body: Buffer) => void): (chunk: Buffer) => void {
  let held: Buffer = Buffer.alloc(0)
  return (chunk) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    while (held.length >= 4) {
      const length = held.readUInt32BE(0)
      if (length < 1 || length > longest) throw new RangeError(`a packet of ${length} bytes`)
      if (held.length < 4 + length) return
      const body = held.subarray(5, 4 + length)
      const type = held[4]!
      held = held.subarray(4 + length)
      each(type, body)
    }
  }
}

/** Reads the members of a packet one behind another; throws a `RangeError` beyond its end. */
export class Fields {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  number(): number {
    const value = this.#bytes.readUInt32BE(this.#at)
    this.#at += 4
    return value
  }

  bytes(): Buffer {
    const length = this.number()
    if (this.#at + length > this.#bytes.length) throw new RangeError('a string beyond the end of its packet')
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  /** ATTRS of the draft, 5; a status that lacks owner, mode or time is none. */
  attributes(): FileStatus | undefined {
    const flags = this.number()
    if ((flags & 0x1) !== 0) this.#at += 8
    const owners = (flags & 0x2) === 0 ? undefined : [this.number(), this.number()]
    const mode = (flags & 0x4) === 0 ? undefined : this.number()
    const times = (flags & 0x8) === 0 ? undefined : [this.number(), this.number()]
    // pairs of a name and what it holds
    const extended = (flags & 0x8000_0000) === 0 ? 0 : 2 * Math.min(this.number(), 64)
    for (let left = extended; left > 0; left--) this.bytes()
    if (owners === undefined || mode === undefined || times === undefined) return undefined
    return { kind: kinds.get(mode & 0o170_000) ?? 'other', mode: mode & 0o7777, uid: owners[0]!, gid: owners[1]!, changed: times[1]! * 1000 }
  }
}

/** The type of a file in its mode (inode(7)). */
const kinds: ReadonlyMap<number, FileStatus['kind']> = new Map([
  [0o100_000, 'file'],
  [0o040_000, 'folder'],
  [0o120_000, 'link'],
])
