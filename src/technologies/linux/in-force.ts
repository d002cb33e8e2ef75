import type { Setting } from '../../model/setting.ts'
import { setting } from '../../model/setting.ts'
import type { Observation } from '../../model/technology.ts'
import { observe } from '../../settings/rules.ts'
import { judged, leadsNowhere } from './dumps.ts'
import { forwards } from './kernel.ts'
import { forwardingRules, kernelRules } from './kernel-rules.ts'
import type { ComponentInput } from '../../model/input.ts'

/** A small file of the running system by its path; undefined where it is not there. */
export type ReadFile = (path: string) => string | undefined

/** What the running kernel has in force, whatever the files say (proc(5), core(5)). */
export function inForce(input: ComponentInput, read: ReadFile): readonly Observation[] {
  const get = (key: string): Setting | undefined => {
    const value = read(`/proc/sys/${key.replaceAll('.', '/')}`)
    return value === undefined ? undefined : setting(value.trim())
  }
  const pattern = get('kernel.core_pattern')
  const rules = forwards(input) ? kernelRules : [...kernelRules, ...forwardingRules]
  return [
    ...observe(rules, get, input.at),
    // who hands dumps to systemd-coredump leaves the decision to its own settings
    ...(pattern === undefined || pattern.value.includes('systemd-coredump')
      ? []
      : [judged('kernel.core_pattern', pattern, leadsNowhere(pattern.value))]),
    ...swapInForce(read),
  ]
}

/** All devices and files that memory is swapped to now. */
function swapInForce(read: ReadFile): readonly Observation[] {
  const text = read('/proc/swaps')
  if (text === undefined) return []
  const devices = text
    .split('\n')
    .slice(1)
    .flatMap((line) => /^(\S+)\s+(\S+)/.exec(line)?.slice(1, 3) ?? [])
  const named = devices.filter((_, index) => index % 2 === 0)
  const verdicts = named.map((device) => isEncrypted(device, read))
  const verdict = verdicts.includes(false) ? 'unsafe' : verdicts.includes(undefined) ? 'unknown' : 'safe'
  return [
    {
      concern: 'memory-exposure',
      key: 'swap',
      verdict,
      basis: 'observed',
      stake: 'defence',
      trail: [],
      message: 'memory is swapped to a disk without encryption, with the keys and passwords in it',
      actual: named.length === 0 ? 'no swap' : `swap on ${named.length} ${named.length === 1 ? 'device' : 'devices'}`,
      expected: 'swap off, in memory (zram), or on a volume with encryption (dm-crypt)',
      fix: 'swapoff, or swap to a volume of crypttab with a fresh key (/dev/urandom, option swap)',
    },
  ]
}

/** dm-crypt names its volumes so (Documentation/ABI/testing/sysfs-block-dm, `CRYPT-`); of a file nobody knows here on what it lies. */
function isEncrypted(device: string, read: ReadFile): boolean | undefined {
  if (/^\/dev\/zram\d+$/.test(device)) return true
  const name = /^\/dev\/((?:dm-|sd|vd|xvd|hd|nvme|mmcblk)[a-z\d]+)$/.exec(device)?.[1]
  if (name === undefined) return undefined
  return name.startsWith('dm-') ? (read(`/sys/block/${name}/dm/uuid`)?.startsWith('CRYPT-') ?? undefined) : false
}
