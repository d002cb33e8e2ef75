import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Reading } from '../../model/technology.ts'
import { diskObservations } from './disks.ts'
import { dumpObservations } from './dumps.ts'
import { exportObservations, nfsListener, readExports } from './exports.ts'
import { firewallObservations } from './firewall.ts'
import { kernelObservations } from './kernel.ts'
import { passwordObservations } from './passwords.ts'
import { publishedObservations } from './published.ts'
import { readDisks } from './mounts.ts'
import { recordObservations } from './records.ts'
import { shareConnections, shareObservations } from './shares.ts'
import { readKernel } from './sysctl.ts'
import { updateObservations } from './updates.ts'

/** The system that programs run on, from its files: kernel, dumps, disks, packet filter, updates, passwords and records. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const kernel = readKernel(input, gaps)
  const exports = readExports(input, gaps)
  const disks = readDisks(input, gaps)
  const passwords = passwordObservations(input, gaps)
  return {
    listeners: nfsListener(exports),
    connections: shareConnections(disks.mounts),
    observations: [
      ...kernelObservations(input, kernel),
      ...dumpObservations(input, kernel, gaps),
      ...diskObservations(disks),
      ...shareObservations(disks.mounts),
      ...exportObservations(exports),
      ...firewallObservations(input, gaps),
      ...publishedObservations(input, gaps),
      ...updateObservations(input, gaps),
      ...passwords.observations,
      ...recordObservations(input, gaps),
    ],
    deadKeys: passwords.deadKeys,
    gaps,
  }
}
