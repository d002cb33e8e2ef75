import { createHash } from 'node:crypto'

/** SHA-256 of a text in UTF-8, hexadecimal: for secrets of 128 bits or more, which nobody guesses. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
