import type { Sink } from './sink.ts'

const values = new Int8Array(256).fill(-1)
const alphabet = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
for (const [at, character] of alphabet.entries()) values[character] = at
values['-'.charCodeAt(0)] = 62
values['_'.charCodeAt(0)] = 63
const padding = '='.charCodeAt(0)

/**
 * Undoes base64 as the laxest of readers does: both alphabets (RFC 4648, sections 4 and 5), whatever is not of them skipped, padding anywhere the
 * end of one run. What is no base64 becomes noise, in which nothing is found.
 */
export function base64Sink(into: Sink): Sink {
  let [bits, count] = [0, 0]
  return {
    async write(bytes) {
      const out = Buffer.allocUnsafe(Math.ceil((bytes.length * 3) / 4) + 3)
      let length = 0
      for (const byte of bytes) {
        const value = values[byte]!
        if (byte === padding) [bits, count] = [0, 0]
        if (value === -1) continue
        bits = ((bits << 6) | value) & 0xffffff
        count += 6
        if (count >= 8) {
          count -= 8
          out[length++] = (bits >> count) & 0xff
        }
      }
      if (length > 0) await into.write(out.subarray(0, length))
    },
    end: async () => into.end(),
  }
}
