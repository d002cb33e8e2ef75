import { createHash } from 'node:crypto'

/** Ours, drawn once: what is named below it is the same on every machine and in every run. */
const namespace = Buffer.from('6f0f0c1d6f7b4a7e9d0b7a4c2f4f3f51', 'hex')

/** UUID of version 5 (RFC 9562, 5.5): SHA-1 of a namespace and a name, with no randomness. */
export function uuidOf(...parts: readonly string[]): string {
  const bytes = createHash('sha1').update(namespace).update(parts.join('\0')).digest().subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x50
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
