import { isAbsolute } from 'node:path'
import type { Outcome } from '../../../engine/harden/carry-out.ts'
import { carryOut } from '../../../engine/harden/carry-out.ts'
import { begunOf, isOpen } from '../../../engine/harden/journal.ts'
import type { Run } from '../../../engine/harden/states.ts'
import { buildDeployment } from '../../../engine/build.ts'
import { technologies } from '../../../registry/technologies.ts'
import type { Io } from '../../io.ts'
import { findDeployments, sourceOptions } from '../../sources.ts'
import { carrierFor } from './carrier.ts'
import type { ComposeCall } from './compose.ts'
import type { Patience } from './engines.ts'
import { waitForPrograms } from './left-programs.ts'
import type { StateFolder } from './state-folder.ts'
import { swapOf } from './swap.ts'

export function openRun({ journals }: StateFolder): Run | undefined {
  return journals.all().find(({ events }) => isOpen(events))
}

/** Brings a run that another process left to its end. */
export async function endRun(
  { number, events }: Run,
  state: StateFolder,
  options: Readonly<Record<string, unknown>>,
  patience: Patience,
  io: Io,
): Promise<Outcome> {
  const begun = begunOf(events)
  io.stderr.write(`ringwall: the run of ${begun.at} was left in the middle: it is brought to its end\n`)
  await waitForPrograms(state.path, patience)
  const call: ComposeCall = { io, secrets: secretsAt(begun.path, options, io) }
  const carrier = carrierFor({
    number,
    begun,
    state,
    call,
    patience,
    force: options['force'] === true,
    swap: swapOf(begun, state, options, io),
    ask: () => Promise.resolve([]),
  })
  return carryOut(events, false, carrier)
}

/** Values of the files that are never shown; none where they cannot be read. */
export function secretsAt(path: string, options: Readonly<Record<string, unknown>>, io: Io): ReadonlyMap<string, string> {
  try {
    const { deployments } = findDeployments(path, isAbsolute(path) || path === 'host:' ? sourceOptions(options) : { file: [], envFile: [] }, io.cwd)
    const built = deployments.map((input) => buildDeployment(input, technologies, new Date().toISOString()))
    return new Map(built.flatMap(({ credentials }) => credentials.map(({ value, label }) => [value.value, label] as const)))
  } catch {
    return new Map()
  }
}
