import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Reading } from '../../model/technology.ts'
import { diskObservations } from './disks.ts'
import { dumpObservations } from './dumps.ts'
import { exportObservations, nfsListener, readExports } from './exports.ts'
import { firewallObservations } from './firewall.ts'
import { kernelObservations } from './kernel.ts'
import { passwordObservations } from './passwords.ts'
import { recordObservations } from './records.ts'
import { readKernel } from './sysctl.ts'
import { updateObservations } from './updates.ts'

/** The system that programs run on, from its files: kernel, dumps, disks, packet filter, updates, passwords and records. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const kernel = readKernel(input, gaps)
  const exports = readExports(input, gaps)
  const passwords = passwordObservations(input, gaps)
  return {
    listeners: nfsListener(exports),
    observations: [
      ...kernelObservations(input, kernel),
      ...dumpObservations(input, kernel, gaps),
      ...diskObservations(input, gaps),
      ...exportObservations(exports),
      ...firewallObservations(input, gaps),
      ...updateObservations(input, gaps),
      ...passwords.observations,
      ...recordObservations(input, gaps),
    ],
    deadKeys: passwords.deadKeys,
    gaps,
  }
}
