/**
 * What we and the relay say to each other over its standard input and output, many connections at once. A frame is one letter, the number of
 * the connection, the length of what follows, and that:
 * - to the relay: `O` open (host, port), `U` send one datagram and wait (host, port, milliseconds, payload in base64), `S` which sockets listen,
 *   `D` data, `E` no more data comes, `A` so many bytes were taken (as text), `X` let go;
 * - from the relay: `H` it runs, `O` open, `U` or `S` the answer, `D` data, `E` the other side says no more, `A` the data was written, `X` over,
 *   with the system's code where there is one.
 */
export interface Frame {
  readonly letter: string
  readonly id: number
  readonly body: Buffer
}

/** Longest body of a frame. */
export const longestBody: number = 64 * 1024

/** Bytes of one connection that may be on their way to us before we say that they were taken. */
export const credit: number = 256 * 1024

/** Writes and reads frames. It stands alone: its text is handed to the relay. */
export function framing(longest: number): {
  readonly write: (letter: string, id: number, body?: Uint8Array | string) => Buffer
  readonly reader: (each: (frame: Frame) => void) => (chunk: Buffer) => void
} {
  return {
    write(letter, id, body = '') {
      const bytes = Buffer.from(body)
      const head = Buffer.alloc(9)
      head.write(letter, 0, 'latin1')
      head.writeUInt32BE(id, 1)
      head.writeUInt32BE(bytes.length, 5)
      return Buffer.concat([head, bytes])
    },
    reader(each) {
      let rest: Buffer = Buffer.alloc(0)
      return (chunk) => {
        rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
        while (rest.length >= 9) {
          const length = rest.readUInt32BE(5)
          if (length > longest) throw new RangeError('a frame is longer than agreed')
          if (rest.length < 9 + length) return
          const frame = { letter: rest.toString('latin1', 0, 1), id: rest.readUInt32BE(1), body: rest.subarray(9, 9 + length) }
          rest = rest.subarray(9 + length)
          each(frame)
        }
      }
    },
  }
}
