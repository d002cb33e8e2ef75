import { randomBytes } from 'node:crypto'
import { number, numbers } from './bytes.ts'
import { ssl2SuiteNames } from './data/suites.ts'
import { versions } from './data/numbers.ts'

/** CLIENT-HELLO of SSL 2.0 ("The SSL Protocol", Netscape 1995, section C.2): all its suites, 16 octets of challenge. */
export function ssl2Hello(suites: readonly number[] = [...ssl2SuiteNames.keys()]): Buffer {
  const challenge = randomBytes(16)
  const body = Buffer.concat([
    number(1, 1),
    number(versions.ssl2, 2),
    number(suites.length * 3, 2),
    number(0, 2),
    number(challenge.length, 2),
    numbers(suites, 3),
    challenge,
  ])
  return Buffer.concat([number(0x8000 + body.length, 2), body])
}

export type Ssl2Answer =
  /** SERVER-HELLO; without a suite in common the server refuses with it too. */
  { readonly kind: 'hello'; readonly suites: readonly number[] } | { readonly kind: 'error' }

/** SERVER-HELLO or ERROR of SSL 2.0, when the bytes begin with one that is whole; `undefined` when more must come, false for anything else. */
export function ssl2Answer(bytes: Buffer): Ssl2Answer | false | undefined {
  if (bytes.length < 3) return bytes.length > 0 && (bytes[0]! & 0x80) === 0 ? false : undefined
  if ((bytes[0]! & 0x80) === 0) return false
  const length = bytes.readUInt16BE(0) & 0x7fff
  const type = bytes[2]
  if (type === 0 && length === 3) return bytes.length < 5 ? undefined : { kind: 'error' }
  if (type !== 4) return false
  if (bytes.length < 2 + length) return length > 16_384 ? false : undefined
  if (length < 11 || bytes.readUInt16BE(5) !== versions.ssl2) return false
  const [certificate, specs] = [bytes.readUInt16BE(7), bytes.readUInt16BE(9)]
  const start = 13 + certificate
  if (start + specs > 2 + length || specs % 3 !== 0) return false
  return { kind: 'hello', suites: Array.from({ length: specs / 3 }, (_, index) => bytes.readUIntBE(start + index * 3, 3)) }
}
