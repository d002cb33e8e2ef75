import { createHmac } from 'node:crypto'

/** The keyed hash that is kept of a key. Whoever reads the store cannot try even a weak imported key without the pepper. */
export function keyHash(text: string, pepper: Buffer): string {
  return createHmac('sha256', pepper).update(text).digest('base64url')
}
