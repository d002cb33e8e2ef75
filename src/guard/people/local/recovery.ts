import { createHash } from 'node:crypto'
import { base32 } from './base32.ts'

const howMany = 10
/** Bytes of a code: 80 bits are not guessed, so a plain hash of it is kept. */
const length = 10

export interface RecoveryCodes {
  /** For people, shown once. */
  readonly texts: readonly string[]
  /** What is kept. */
  readonly hashes: readonly string[]
}

export function newRecoveryCodes(random: (bytes: number) => Buffer): RecoveryCodes {
  const codes = Array.from({ length: howMany }, () => base32(random(length)))
  return { texts: codes.map((code) => code.replaceAll(/(.{4})(?!$)/g, '$1-').toLowerCase()), hashes: codes.map(hashOf) }
}

/** The hash of a code, however it was typed; undefined for what is none. */
export function recoveryHash(typed: string): string | undefined {
  const code = typed.replaceAll(/[\s-]/g, '').toUpperCase()
  return /^[A-Z2-7]{16}$/.test(code) ? hashOf(code) : undefined
}

function hashOf(code: string): string {
  return `r1:${createHash('sha256').update(code).digest('base64url')}`
}
