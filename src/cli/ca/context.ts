import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import type { Random } from '../../pki/types.ts'
import { textOption } from '../options.ts'
import type { Io } from '../io.ts'
import type { Disk } from '../../storage/disk.ts'
import { realDisk } from '../../storage/disk.ts'
import { askHidden } from './prompt.ts'
import type { Store } from './store.ts'
import { openStore } from './store.ts'

/** What a command works with, beside its options; tests hand in another clock or a disk that fails. */
export interface CaContext {
  readonly io: Io
  readonly now: Date
  readonly random: Random
  readonly disk: Disk
  /** Rounds of the derivation from passphrases; the library's own unless said. */
  readonly rounds?: number
  /** Asks the person at the terminal; undefined where there is none. */
  readonly ask: ((question: string) => Promise<string>) | undefined
}

export type Options = Readonly<Record<string, unknown>>

export function contextOf(io: Io): CaContext {
  return { io, now: new Date(), random: randomBytes, disk: realDisk, ask: askHidden() }
}

/** The authority that `--ca` names. */
export function storeOf(options: Options, { io }: CaContext): Store {
  const shown = textOption(options['ca']) ?? 'ca'
  return openStore(resolve(io.cwd, shown), shown)
}

export function say(context: CaContext, text: string): void {
  context.io.stdout.write(`${text}\n`)
}

export const day = 86_400_000

/** From a little before now, for clocks that are behind, until so many days from now. */
export function lifeOf(now: Date, days: number, latest?: Date): { readonly notBefore: Date; readonly notAfter: Date } {
  const end = now.getTime() + days * day
  return { notBefore: new Date(now.getTime() - 300_000), notAfter: new Date(latest === undefined ? end : Math.min(end, latest.getTime())) }
}

export function dateText(date: Date | string): string {
  return new Date(date).toISOString().slice(0, 10)
}
