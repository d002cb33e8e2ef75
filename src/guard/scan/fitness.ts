import type { ClamdAddress } from './clamd.ts'
import { scannerHealth, tellsLimits, tellsLocks } from './health.ts'
import type { Verdict } from './verdict.ts'
import { notScanned } from './verdict.ts'

export interface FitnessOptions {
  readonly clamd: ClamdAddress
  /** Megabytes of its MaxFileSize at least: it is given more, once for each time that it is looked at. */
  readonly megabytes: number
  /** Milliseconds for each question, and how long an answer holds. */
  readonly timeout: number
  readonly holds: number
  readonly random: (bytes: number) => Uint8Array
  readonly now: () => number
}

/** Whether a "clean" of a scanner proves anything. */
export interface Fitness {
  /** Why it does not; undefined where it does. */
  readonly unfit: () => Promise<Verdict | undefined>
  /** It failed: before it is believed again it is looked at again. */
  readonly doubt: () => void
}

/**
 * A scanner is believed that finds the file scanners are tested with and nothing in random bytes, and that says so where it looks no further and where
 * it cannot open something. One that is not believed is asked again at the next scan: so it is back as soon as it is fit.
 */
export function fitness({ clamd, megabytes, timeout, holds, random, now }: FitnessOptions): Fitness {
  let fitUntil = -Infinity
  let doubts = 0
  let looking: Promise<Verdict | undefined> | undefined
  const look = async (): Promise<Verdict | undefined> => {
    const before = doubts
    const asked = { signal: new AbortController().signal, timeout }
    const { answers, detects, detail } = await scannerHealth(clamd, now(), random(64), asked)
    if (!answers) return notScanned('unreachable', detail ?? 'the scanner does not answer')
    if (!detects) return notScanned('unfit', 'the scanner does not find the test file, or finds it everywhere')
    const [locks, limits] = [await tellsLocks(clamd, asked), await tellsLimits(clamd, megabytes, asked)]
    if (locks !== 'tells') return notScanned('unfit', 'the scanner does not say what it cannot open: AlertEncrypted yes')
    if (limits !== 'tells') return notScanned('unfit', 'the scanner does not say where it looks no further: AlertExceedsMax yes')
    if (doubts === before) fitUntil = now() + holds
    return undefined
  }
  return {
    async unfit() {
      if (now() < fitUntil) return undefined
      looking ??= look().finally(() => (looking = undefined))
      return looking
    },
    doubt() {
      doubts++
      fitUntil = -Infinity
    },
  }
}
