import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CaContext, Options } from '../src/cli/ca/context.ts'
import { realDisk } from '../src/storage/disk.ts'

/** A folder to work in, and what commands of `ringwall ca` said there. */
export interface Place {
  readonly folder: string
  said(): string
  context(other?: Partial<CaContext>): CaContext
  /** The same files in another folder. */
  copy(): Place
  end(): void
}

export const passphrase = 'canary-passphrase-91c2'
export const start: Date = new Date('2026-01-01T12:00:00Z')

/** What every command needs beside its own options. */
export const unlocking: Options = { ca: 'ca', passphrase: 'env:PASS' }
export const making: Options = { ...unlocking, key: 'p256', rootDays: '3650', issuingDays: '1095' }
export const issuing: Options = { ...unlocking, key: 'p256', days: '90', out: 'out' }

export function place(from?: string): Place {
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-ca-'))
  if (from === undefined) writeFileSync(join(folder, 'others.txt'), 'not ours\n')
  else cpSync(from, folder, { recursive: true, verbatimSymlinks: true })
  let said = ''
  const sink = { write: (text: string) => (said += text) }
  return {
    folder,
    said: () => said,
    context: (other = {}) => ({
      io: { stdout: sink, stderr: sink, env: { PASS: passphrase, OTHER: 'another-passphrase' }, cwd: folder },
      now: start,
      random: randomBytes,
      disk: realDisk,
      // a strong derivation is for real keys
      rounds: 1000,
      ask: undefined,
      ...other,
    }),
    copy: () => place(folder),
    end: () => rmSync(folder, { recursive: true }),
  }
}

/** A later moment. */
export function after(days: number): Date {
  return new Date(start.getTime() + days * 86_400_000)
}
