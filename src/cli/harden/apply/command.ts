import type { KeyObject } from 'node:crypto'
import { RingwallError } from '../../../model/error.ts'
import { realDisk } from '../../../storage/disk.ts'
import type { Disk } from '../../../storage/disk.ts'
import { interruption } from '../../interruption.ts'
import type { Io } from '../../io.ts'
import { choice, textOption } from '../../options.ts'
import { signingKey } from '../../signature.ts'
import type { Planned } from '../plan.ts'
import { apply } from './apply.ts'
import { checkConsent } from './confirm.ts'
import { deliverOutcome } from './deliver.ts'
import type { Patience } from './engines.ts'
import { endRun, openRun } from './open-run.ts'
import { rollback } from './rollback.ts'
import type { StateFolder } from './state-folder.ts'
import { lock, stateFolder } from './state-folder.ts'
import { listStates, tellStatus } from './states.ts'

const words = ['apply', 'rollback', 'states', 'status'] as const

/** `ringwall harden --apply`, `--rollback`, `--states`, `--status`. What an earlier run left in the middle is brought to its end first. */
export async function runOnRunning(
  path: string,
  options: Readonly<Record<string, unknown>>,
  show: (planned: Planned) => Promise<void>,
  io: Io,
  disk: Disk = realDisk,
): Promise<number> {
  const named = [...words, 'write'].filter((word) => options[word] !== undefined)
  if (named.length > 1) throw new RingwallError('usage', `${named.map((word) => `--${word}`).join(' and ')} are two calls`)
  const format = choice('--format', options['format'], ['text', 'json'])
  const state = stateFolder(path, options, io, disk)
  if (options['states'] === true) return listStates(state, format, io)
  if (options['status'] === true) return tellStatus(state, io)
  const isApply = options['apply'] === true
  checkConsent(isApply ? '--apply' : '--rollback', options['yes'] === true)
  const file = textOption(options['sign'])
  const key = file === undefined ? undefined : signingKey(file, io.cwd)
  if (key !== undefined && format !== 'json') throw new RingwallError('usage', '--sign: a text carries no signature', { hint: 'add --format json' })
  return afterLeftRun({ options, state, key, goesOn: isApply }, io, async (patience) =>
    isApply
      ? apply({ path, options, state, patience, key, show: (planned) => (format === 'json' ? Promise.resolve() : show(planned)) }, io)
      : rollback(textOption(options['rollback']), state, options, patience, io),
  )
}

export interface OnState {
  readonly options: Readonly<Record<string, unknown>>
  readonly state: StateFolder
  readonly key?: KeyObject | undefined
  /** The call has work of its own when what was left is at its end. */
  readonly goesOn: boolean
}

/** One run at a time: what an earlier one left in the middle is brought to its end first. Gives the exit code. */
export async function afterLeftRun({ options, state, key, goesOn }: OnState, io: Io, work: (patience: Patience) => Promise<number>): Promise<number> {
  const wait = 1000 * seconds(options['wait'])
  const release = lock(state)
  const { signal, stop } = interruption(24 * 60 * 60_000)
  const patience = { wait, pause: 1000, now: Date.now, signal }
  try {
    const left = openRun(state)
    if (left !== undefined) {
      const outcome = await endRun(left, state, options, patience, io)
      const code = deliverOutcome(outcome, { number: left.number, state, key, options, now: new Date().toISOString() }, io)
      // the call's own work begins where it is clear what holds; a way back that was asked for is the one that was left
      if (outcome.end === 'stuck' || !goesOn) return code
    }
    return await work(patience)
  } finally {
    stop()
    release()
  }
}

function seconds(value: unknown): number {
  const number = Number(value ?? 120)
  if (Number.isInteger(number) && number >= 1 && number <= 3600) return number
  throw new RingwallError('usage', `--wait: "${String(value)}" is no whole number from 1 to 3600`)
}
