import { readdirSync, readFileSync } from 'node:fs'
import { RingwallError } from '../../../model/error.ts'
import { sleep } from '../../sleep.ts'
import type { Patience } from './engines.ts'

/** A variable of every program that a run tells something: it goes on where the run itself is killed, and is known by it. */
const mark = 'RINGWALL_RUN'

/** @param state the folder of the run's states */
export function marked(env: Readonly<Record<string, string | undefined>>, state: string): Readonly<Record<string, string | undefined>> {
  return { ...env, [mark]: state }
}

/** Waits until no program of an earlier run is at work any more: two that change the same containers get in each other's way. */
export async function waitForPrograms(state: string, { wait, pause, now, signal }: Patience): Promise<void> {
  const end = now() + wait
  for (;;) {
    const [first] = processesWith(`${mark}=${state}`)
    if (first === undefined) return
    if (now() >= end || signal.aborted)
      throw new RingwallError('usage', `process ${first} of the run before is still at work`, { hint: 'wait for its end, then call it again' })
    await sleep(pause, signal)
  }
}

/** Living processes with a word in their environment; those of others cannot be looked into, and are none of ours. */
export function processesWith(word: string): readonly number[] {
  const own = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  return own.flatMap((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(word) ? [Number(pid)] : []
    } catch {
      return []
    }
  })
}
