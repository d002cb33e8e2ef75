import { keyedHash } from '../../protocols/keyed-hash.ts'

/** Makes the keyed hash that is kept of a key. Whoever reads the store cannot try even a weak imported key without the pepper. */
export function keyHasher(pepper: Buffer): (text: string) => string {
  return keyedHash(pepper)
}

/** Of one key alone. */
export function keyHash(text: string, pepper: Buffer): string {
  return keyHasher(pepper)(text)
}
