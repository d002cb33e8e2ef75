import { RingwallError } from '../../model/error.ts'
import type { Disk } from '../../storage/disk.ts'
import { realDisk } from '../../storage/disk.ts'
import { objectsInMemory } from '../../storage/objects.ts'
import { fileCarrier } from './apply/files.ts'
import { snapshot } from './apply/snapshot.ts'
import type { Planned } from './plan.ts'

/**
 * Writes a plan into the files themselves, in the way of `--apply` and without its journal: each is whole at any time, and at the first
 * fault all of them go back. Files that somebody changed since they were read are an error before anything is written.
 */
export function writeInPlace({ start, end }: Pick<Planned, 'start' | 'end'>, disk: Disk = realDisk): void {
  const objects = objectsInMemory()
  const steps = snapshot({ start, stages: [{ phase: 'close', space: end, tasks: [], runs: {} }] }, objects, false)
  const carrier = fileCarrier({ ...steps, emptied: [] }, { objects, disk, folder: '', force: false })
  try {
    carrier.write(0)
  } catch (cause) {
    const why = reasonOf(cause)
    try {
      carrier.restore()
      carrier.tidy()
    } catch (error) {
      throw new RingwallError('unwritable', `--in-place: ${why}, and not everything went back: ${reasonOf(error)}`, {
        cause: error,
        hint: 'what was there lies beside each file, as .NAME.ringwall-old',
      })
    }
    throw new RingwallError('unwritable', `--in-place: ${why}`, { cause, hint: 'nothing is changed: everything went back' })
  }
  carrier.tidy()
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
