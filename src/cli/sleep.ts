import { setTimeout as pause } from 'node:timers/promises'

/** Ends early, and without an error, when the signal says so. */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  await pause(milliseconds, undefined, { signal }).catch(() => {})
}
