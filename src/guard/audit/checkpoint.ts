import type { KeyObject } from 'node:crypto'
import type { Verifier } from './note.ts'
import { openNote, signNote } from './note.ts'

/** How long the log was and what stood in it, as a note that is signed (C2SP tlog-checkpoint). */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Buffer
}

export function signCheckpoint({ origin, size, root }: Checkpoint, privateKey: KeyObject): string {
  return signNote(`${origin}\n${size}\n${root.toString('base64')}\n`, origin, privateKey)
}

/** Undefined where the key did not sign it, or it is none of this log. Further lines are allowed and mean nothing here. */
export function openCheckpoint(note: string, verifier: Verifier): Checkpoint | undefined {
  const [origin, size = '', encoded = ''] = openNote(note, verifier)?.split('\n') ?? []
  const root = Buffer.from(encoded, 'base64')
  if (origin !== verifier.name || !/^(?:0|[1-9]\d{0,15})$/.test(size) || root.length !== 32 || root.toString('base64') !== encoded) return undefined
  return { origin, size: Number(size), root }
}

/** Notes one after the other, an empty line behind each; what was not written to its end is none. */
export function notesOf(text: string): readonly string[] {
  return [...text.matchAll(/(?:[^\n]+\n)+\n(?:\u2014 [^\n]+\n)+/g)].map(([note]) => note)
}
