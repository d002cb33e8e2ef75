import { keyHash } from '../../../src/guard/keys/hash.ts'
import type { KeyRecord } from '../../../src/guard/keys/life.ts'

/** What is kept of a key of the measurement: a hundred days of reading and writing everywhere. */
export function recordOf(text: string, index: number, pepper: Buffer, created: number): KeyRecord {
  return {
    id: `key-${index}`,
    hash: keyHash(text, pepper),
    ending: text.slice(-4),
    owner: 'bench',
    purpose: 'bench',
    scopes: [{ host: 'localhost', methods: ['GET', 'POST'], segments: [], below: true }],
    sources: [],
    created,
    expires: created + 100 * 86_400_000,
  }
}
