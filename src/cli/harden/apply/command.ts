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
import { endRun, openRun } from './open-run.ts'
import { rollback } from './rollback.ts'
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
      if (outcome.end === 'stuck' || !isApply) return code
    }
    if (isApply)
      return await apply({ path, options, state, patience, key, show: (planned) => (format === 'json' ? Promise.resolve() : show(planned)) }, io)
    return await rollback(textOption(options['rollback']), state, options, patience, io)
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
