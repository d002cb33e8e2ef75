import type { ComponentInput } from '../../model/input.ts'
import type { RunningMachine } from '../../model/running.ts'
import type { Observation } from '../../model/technology.ts'
import type { AtRest } from '../../protocols/at-rest.ts'
import { atRest, swapAtRest } from '../../protocols/at-rest.ts'
import { keepsData } from './disks.ts'
import { readDisks } from './mounts.ts'

/** The volumes that fstab names, as they are mounted now: what lies under each of them. */
export function disksInForce(input: ComponentInput, machine: RunningMachine): readonly Observation[] {
  return readDisks(input, [])
    .mounts.filter(keepsData)
    .map(({ point }): Observation => {
      const seen = atRest(point, machine)
      return {
        concern: 'encryption-at-rest',
        key: point,
        verdict: verdictOf(seen),
        basis: 'observed',
        stake: 'defence',
        trail: [],
        message:
          seen.encrypted === undefined
            ? `whether ${point} is encrypted is not seen: ${seen.because}`
            : `the volume at ${point} is not encrypted: ${seen.because}`,
        actual: seen.because,
        expected: 'a LUKS volume under the file system',
        fix: `put the file system of ${point} on a LUKS volume`,
      }
    })
}

/** All devices and files that memory is swapped to now (proc(5), `/proc/swaps`). */
export function swapInForce(machine: RunningMachine): readonly Observation[] {
  const text = machine.text('/proc/swaps')
  if (text === undefined) return []
  const entries = text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, path = '', type = ''] = /^(\S+)\s+(\S+)/.exec(line) ?? []
      return path === '' ? [] : [swapAtRest(path.replace(/\\040\(deleted\)$/, ''), type === 'file', machine)]
    })
  const worst = entries.find(({ encrypted }) => encrypted === false) ?? entries.find(({ encrypted }) => encrypted === undefined)
  return [
    {
      concern: 'memory-exposure',
      key: 'swap',
      verdict: worst === undefined ? 'safe' : verdictOf(worst),
      basis: 'observed',
      stake: 'defence',
      trail: [],
      message:
        worst !== undefined && worst.encrypted === undefined
          ? `memory is swapped to where nobody sees whether it is encrypted: ${worst.because}`
          : 'memory is swapped to a disk without encryption, with the keys and passwords in it',
      actual:
        entries.length === 0
          ? 'no swap'
          : `swap on ${entries.length} ${entries.length === 1 ? 'device' : 'devices'}${worst === undefined ? '' : `: ${worst.because}`}`,
      expected: 'swap off, in memory (zram), or on a volume with encryption (dm-crypt)',
      fix: 'swapoff, or swap to a volume of crypttab with a fresh key (/dev/urandom, option swap)',
    },
  ]
}

function verdictOf({ encrypted }: AtRest): Observation['verdict'] {
  return encrypted === undefined ? 'unknown' : encrypted === false ? 'unsafe' : 'safe'
}
