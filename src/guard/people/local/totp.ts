import { createHmac } from 'node:crypto'
import { base32 } from './base32.ts'

// one-time passwords by time: RFC 6238 over RFC 4226 with SHA-1, six digits and thirty seconds, which every authenticator app takes

const period = 30_000
const digits = 6
/** Bytes of a secret (RFC 4226, section 4: 160 bits). */
export const secretLength = 20

export function stepAt(now: number): number {
  return Math.floor(now / period)
}

/** The password of a step. */
export function codeOf(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = mac.readUInt8(mac.length - 1) & 0xf
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits).padStart(digits, '0')
}

/** The step that a password is of: the present one, the one before or the one after (RFC 6238, section 5.2); undefined for any other text. */
export function stepOf(secret: Buffer, code: string, now: number): number | undefined {
  const present = stepAt(now)
  return [present, present - 1, present + 1].find((step) => step >= 0 && codeOf(secret, step) === code)
}

/** Until when the password of a step may be tried: so long it has to be remembered. Milliseconds since 1970. */
export function endOf(step: number): number {
  return (step + 2) * period
}

/** What an authenticator app is given, as Google's key URI format has it. */
export function keyUri(secret: Buffer, issuer: string, account: string): string {
  return `otpauth://totp/${encodeURIComponent(issuer)}:${encodeURIComponent(account)}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}`
}
