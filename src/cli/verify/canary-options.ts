import { resolve } from 'node:path'
import { RingwallError } from '../../model/error.ts'
import type { Answer } from '../../model/observed.ts'
import type { Io } from '../io.ts'
import { listOption } from '../options.ts'

/** What a call says of the experiment. */
export interface CanaryOptions {
  /** Components or listeners into which a value may be written. */
  readonly named: readonly string[]
  readonly flush: boolean
  /** Folders of this machine that are searched too. */
  readonly looks: readonly string[]
  /** Milliseconds. */
  readonly wait: number
}

export function canaryOptions(options: Readonly<Record<string, unknown>>, io: Io): CanaryOptions {
  const named = listOption(options['canary'])
  const looks = listOption(options['canaryLook']).map((path) => resolve(io.cwd, path))
  const flush = options['canaryFlush'] === true
  const seconds = Number(options['canaryWait'] ?? '2')
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > 300)
    throw new RingwallError('usage', `--canary-wait: "${String(options['canaryWait'])}" is no whole number from 0 to 300`)
  if (named.length === 0 && (flush || looks.length > 0))
    throw new RingwallError('usage', '--canary-flush and --canary-look say how --canary works, and it is not there', {
      hint: 'name the component: --canary COMPONENT',
    })
  return { named, flush, looks, wait: 1000 * seconds }
}

/** What could not be taken back, each as one sentence. */
export function leftBehind(answers: Iterable<readonly Answer[]>): readonly string[] {
  return [...answers].flat().flatMap(({ learned }) => learned?.leftBehind ?? [])
}
