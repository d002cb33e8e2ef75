import type { RunningMachine } from '../../model/running.ts'
import type { Setting } from '../../model/setting.ts'
import type { Observation } from '../../model/technology.ts'
import { judged, leadsNowhere } from './dumps.ts'

/** Programs that are looked at; names that are told. */
const most = { programs: 3000, told: 5 }

/** Whether a program that crashes now leaves its memory behind: the kernel's pattern, the limit of each running program, the crash kernel. */
export function dumpsInForce(pattern: Setting | undefined, machine: RunningMachine): readonly Observation[] {
  return [
    // who hands dumps to systemd-coredump leaves the decision to its own settings
    ...(pattern === undefined || pattern.value.includes('systemd-coredump')
      ? []
      : [judged('kernel.core_pattern', pattern, leadsNowhere(pattern.value))]),
    // a program that takes the dump takes it whatever the limit says (core(5), "Piping core dumps to a program")
    ...(pattern === undefined || pattern.value.startsWith('|') ? [] : limits(machine)),
    ...crashKernel(machine),
  ]
}

/** `Max core file size` of every program: its soft limit decides, and 0 writes none. Threads of the kernel have none of their own. */
function limits(machine: RunningMachine): readonly Observation[] {
  const ids = (machine.names('/proc') ?? []).filter((name) => /^\d+$/.test(name))
  const read = ids.slice(0, most.programs).map((id) => ({ id, limit: limitOf(machine.text(`/proc/${id}/limits`)) }))
  const known = read.filter(({ limit }) => limit !== undefined)
  if (known.length === 0) return []
  const open = known.filter(({ id, limit }) => limit !== '0' && isProgram(id, machine))
  const hidden = ids.length - known.length
  const names = [...new Set(open.map(({ id }) => machine.text(`/proc/${id}/comm`)?.trim() ?? id))].toSorted()
  return [
    {
      concern: 'memory-exposure',
      key: 'core limits',
      verdict: open.length > 0 ? 'unsafe' : hidden > 0 ? 'unknown' : 'safe',
      basis: 'observed',
      stake: 'defence',
      trail: [],
      message:
        open.length > 0 ? 'programs run that write their memory to disk when they crash' : `the limits of ${hidden} programs may not be read here`,
      actual: open.length === 0 ? 'no program writes core dumps' : `${open.length} of ${known.length} programs: ${told(names)}`,
      expected: 'a soft limit of 0 for core files in every program',
      fix: 'write "* hard core 0" into limits.conf and LimitCORE=0 into the units, and start the programs anew',
    },
  ]
}

/** The soft limit: `0`, a number of bytes or `unlimited` (proc(5), `/proc/pid/limits`). */
function limitOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : /^Max core file size\s+(\S+)/m.exec(text)?.[1]
}

/** What has memory of its own: a thread of the kernel tells of none (proc(5), `VmSize`). */
function isProgram(id: string, machine: RunningMachine): boolean {
  return /^VmSize:/m.test(machine.text(`/proc/${id}/status`) ?? 'VmSize:')
}

function told(names: readonly string[]): string {
  const more = names.length - most.told
  return `${names.slice(0, most.told).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** A second kernel that waits for the first one to crash (Documentation/admin-guide/kdump). */
function crashKernel(machine: RunningMachine): readonly Observation[] {
  const loaded = machine.text('/sys/kernel/kexec_crash_loaded')?.trim()
  if (loaded !== '0' && loaded !== '1') return []
  return [
    {
      concern: 'memory-exposure',
      key: 'kdump',
      verdict: loaded === '0' ? 'safe' : 'unsafe',
      basis: 'observed',
      stake: 'defence',
      trail: [],
      message: 'a crash kernel is loaded: after a crash of the kernel the memory of all programs is written out, with the keys in it',
      actual: loaded === '0' ? 'no crash kernel is loaded' : 'a crash kernel is loaded',
      expected: 'no dumps of the kernel',
      fix: 'switch kdump off (USE_KDUMP=0, or systemctl disable kdump) and unload it with kexec -p -u',
    },
  ]
}
