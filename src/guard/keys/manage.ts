import { randomInt } from 'node:crypto'
import type { KeyScope } from '../decide/ports.ts'
import type { KeyState } from '../state/types.ts'
import { keyHash } from './hash.ts'
import type { KeyRecord } from './life.ts'
import { longestLife, rotated, stateOf } from './life.ts'
import { newKeyText } from './text.ts'

/** What somebody asks a new key for. */
export interface KeyWanted {
  readonly id: string
  readonly owner: string
  readonly purpose: string
  readonly scopes: readonly KeyScope[]
  readonly sources: readonly string[]
  /** Milliseconds. */
  readonly life: number
}

export interface KeyRoom {
  readonly store: KeyState
  readonly environment: string
  readonly pepper: Buffer
  readonly now: () => number
}

/** A new key; its text is shown once and kept nowhere. */
export interface NewKey {
  readonly record: KeyRecord
  readonly text: string
}

export async function makeKey(wanted: KeyWanted, { store, environment, pepper, now }: KeyRoom): Promise<NewKey> {
  if (!(wanted.life > 0 && wanted.life <= longestLife)) throw new RangeError('a key lives for a year at the most')
  const text = newKeyText(environment, randomInt)
  const { life, ...kept } = wanted
  const moment = now()
  const record = { ...kept, hash: keyHash(text, pepper), ending: text.slice(-4), created: moment, expires: moment + life }
  await store.add(record)
  return { record, text }
}

/** A successor of the same rights; the old one ends after the overlap (milliseconds). Undefined where there is no such key in force. */
export async function rotateKey(id: string, overlap: number, { store, environment, pepper, now }: KeyRoom): Promise<NewKey | undefined> {
  const old = (await store.list()).find((key) => key.id === id)
  if (old === undefined || stateOf(old, now()) !== 'in-force') return undefined
  const text = newKeyText(environment, randomInt)
  const [ended, next] = rotated(old, { id: successorName(id), hash: keyHash(text, pepper), ending: text.slice(-4) }, now(), overlap)
  await store.rotate(ended, next)
  return { record: next, text }
}

/** `robot`, `robot.2`, `robot.3`. */
function successorName(id: string): string {
  const { base = id, number } = /^(?<base>.*)\.(?<number>\d{1,6})$/.exec(id)?.groups ?? {}
  return number === undefined ? `${id}.2` : `${base}.${Number(number) + 1}`
}
