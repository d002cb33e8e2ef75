import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Reading } from '../../model/technology.ts'
import { diskObservations } from './disks.ts'
import { dumpObservations } from './dumps.ts'
import { exportObservations, nfsListener, readExports } from './exports.ts'
import { firewallObservations } from './firewall.ts'
import { kernelObservations } from './kernel.ts'
import { readKernel } from './sysctl.ts'

/** The system that programs run on, from its files: kernel, dumps, disks, packet filter. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const kernel = readKernel(input, gaps)
  const exports = readExports(input, gaps)
  return {
    listeners: nfsListener(exports),
    observations: [
      ...kernelObservations(input, kernel),
      ...dumpObservations(input, kernel, gaps),
      ...diskObservations(input, gaps),
      ...exportObservations(exports),
      ...firewallObservations(input, gaps),
    ],
    gaps,
  }
}
