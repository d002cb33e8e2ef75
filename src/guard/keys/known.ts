import type { KeyAnswer } from '../decide/ports.ts'
import { keyHash } from './hash.ts'
import type { KeyRecord } from './life.ts'
import { stateOf } from './life.ts'
import { isKeyText } from './text.ts'

export interface KeyDesk {
  readonly environment: string
  readonly pepper: Buffer
  /** By its keyed hash, compared as it is. */
  readonly find: (hash: string) => KeyRecord | undefined | Promise<KeyRecord | undefined>
  readonly now: () => number
  /** Told once for each use. */
  readonly used: (id: string) => void
}

/** Answers what a decision asks of a key's text. */
export function keyAnswer(desk: KeyDesk): (text: string) => Promise<KeyAnswer> {
  return async (text) => {
    if (!isKeyText(text, desk.environment)) return { refused: 'broken-credentials' }
    const key = await desk.find(keyHash(text, desk.pepper))
    if (key === undefined) return { refused: 'unknown-key' }
    const state = stateOf(key, desk.now())
    if (state !== 'in-force') return { refused: state === 'revoked' ? 'key-revoked' : 'key-expired' }
    desk.used(key.id)
    return { id: key.id, owner: key.owner, scopes: key.scopes, sources: key.sources }
  }
}
