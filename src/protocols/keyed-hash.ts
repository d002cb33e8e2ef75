import { sha256 } from './sha256.ts'

const block = 64

/**
 * HMAC-SHA-256 (RFC 2104) of texts with one key, in base64url. By two hashes at a time: what `createHmac` makes is an object for each text, which
 * takes twice as long and the collector of garbage as well.
 */
export function keyedHash(key: Uint8Array): (text: string) => string {
  const padded = Buffer.alloc(block)
  padded.set(key.length > block ? Buffer.from(sha256(key, 'binary'), 'latin1') : key)
  const inner = padded.map((byte) => byte ^ 0x36)
  const outer = Buffer.concat([padded.map((byte) => byte ^ 0x5c), Buffer.alloc(32)])
  return (text) => {
    const first = sha256(Buffer.concat([inner, Buffer.from(text, 'utf8')]), 'binary')
    outer.write(first, block, 'latin1')
    return sha256(outer, 'base64url')
  }
}
