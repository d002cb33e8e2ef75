import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { stateFolder } from '../../src/cli/harden/apply/state-folder.ts'
import { begunOf, imagesAfter } from '../../src/engine/harden/journal.ts'
import type { Run } from '../../src/engine/harden/states.ts'
import { statesOf } from '../../src/engine/harden/states.ts'
import { realDisk } from '../../src/storage/disk.ts'
import { imageOf } from '../../src/storage/placing.ts'
import { project } from '../in-process.ts'

/** RINGWALL_SEED names the seed of an earlier run. */
export const seed: number = Number(process.env['RINGWALL_SEED'] ?? Math.floor(Math.random() * 2 ** 31))

/** What became of a call. */
export interface Ended {
  readonly status: number | null
  readonly signal: string | null
  readonly said: string
}

/** A call of the program as its users start it, with something that counts its steps on files below some folders and kills it (`killing.cjs`). */
export function startKilled(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  killing: Readonly<Record<string, unknown>>,
): Promise<Ended> {
  const child = spawn(process.execPath, ['--require', join(import.meta.dirname, 'killing.cjs'), join(project, 'dist/cli.js'), ...words], {
    env: { ...env, TEST_KILLING: JSON.stringify(killing) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()))
  // a program that it left keeps the streams open
  return new Promise((resolve) => child.once('exit', (status, signal) => resolve({ status, signal, said })))
}

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
export function chance(state: number): () => number {
  let at = state
  return () => {
    at = (at + 0x6d2b79f5) | 0
    let mixed = Math.imul(at ^ (at >>> 15), 1 | at)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What the journals of a deployment tell. */
export function runsOf(folder: string, state: string): readonly Run[] {
  return stateFolder(folder, { state }, { stdout: process.stdout, stderr: process.stderr, env: {}, cwd: '/' }, realDisk).journals.all()
}

/** Whether every file is that of the run that is in force; false where none is. */
export function isNewState(runs: readonly Run[]): boolean {
  const inForce = statesOf(runs).findLast((each) => each.isInForce)?.number
  const run = runs.find(({ number }) => number === inForce)
  return run !== undefined && [...imagesAfter(begunOf(run.events))].every(([path, image]) => imageOf(path)?.content === image?.content)
}
