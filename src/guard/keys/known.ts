import type { Awaitable } from '../decide/awaitable.ts'
import { after } from '../decide/awaitable.ts'
import type { KeyAnswer } from '../decide/ports.ts'
import { keyHasher } from './hash.ts'
import type { KeyRecord } from './life.ts'
import { stateOf } from './life.ts'
import { isKeyText } from './text.ts'

export interface KeyDesk {
  readonly environment: string
  readonly pepper: Buffer
  /** By its keyed hash, compared as it is. */
  readonly find: (hash: string) => Awaitable<KeyRecord | undefined>
  readonly now: () => number
  /** Told once for each use. */
  readonly used: (id: string) => void
}

/** Answers what a decision asks of a key's text. */
export function keyAnswer(desk: KeyDesk): (text: string) => Awaitable<KeyAnswer> {
  const hashOf = keyHasher(desk.pepper)
  return (text) => {
    if (!isKeyText(text, desk.environment)) return { refused: 'broken-credentials' }
    return after(desk.find(hashOf(text)), (key) => answerOf(key, desk))
  }
}

function answerOf(key: KeyRecord | undefined, { now, used }: KeyDesk): KeyAnswer {
  if (key === undefined) return { refused: 'unknown-key' }
  const state = stateOf(key, now())
  if (state !== 'in-force') return { refused: state === 'revoked' ? 'key-revoked' : 'key-expired' }
  used(key.id)
  return { id: key.id, owner: key.owner, scopes: key.scopes, sources: key.sources }
}
