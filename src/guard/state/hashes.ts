import { createHash } from 'node:crypto'
import { StateFault } from './fault.ts'

/** What is kept of a session's reference. It has 256 bits of chance: a plain hash is enough, and nobody logs in with one. */
export function sessionHash(reference: string): string {
  return `s1:${createHash('sha256').update(reference).digest('base64url')}`
}

/** As the column of keys has it: with its mark, and never the text of a key, of whatever environment. */
export function markedKeyHash(hash: string): string {
  if (!/^[\w-]{43}$/.test(hash) || /^gk_[a-z0-9]+_[0-9A-Za-z]{36}$/.test(hash))
    throw new StateFault('refused', 'what should be the hash of a key is none')
  return `k1:${hash}`
}
