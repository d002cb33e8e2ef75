import type { Component } from '../../../model/graph.ts'
import type { RunningMachine } from '../../../model/running.ts'
import type { Observation } from '../../../model/technology.ts'
import { accountName, accountNumber } from './accounts.ts'
import { heldAgainst } from './held.ts'

const held = heldAgainst(
  (actual, expected) => `the program runs ${actual}, and its unit says otherwise (${expected})`,
  'load the unit that is meant (systemctl daemon-reload) and start the service anew',
)

/** What runs for one component. */
interface RunningProgram {
  readonly pids: readonly number[]
  /** Numbers of the users that they run as, in order. */
  readonly users: readonly number[]
}

/** The processes of a service unit: the manager puts each into a control group of the unit's name (systemd.resource-control(5) of systemd 252). */
function processesOf(unit: string, machine: Pick<RunningMachine, 'text' | 'names'>): RunningProgram {
  const all = (machine.names('/proc') ?? []).filter((name) => /^\d+$/.test(name))
  const pids = all.filter((pid) => groupOf(pid, unit, machine) !== undefined)
  const users = pids.flatMap((pid) => userOf(pid, machine) ?? [])
  return { pids: pids.map(Number), users: [...new Set(users)].toSorted((a, b) => a - b) }
}

/** The path of the unit's control group, of the one hierarchy or of that of the manager (cgroups(7)). */
function groupOf(pid: string | number, unit: string, machine: Pick<RunningMachine, 'text'>): string | undefined {
  const text = machine.text(`/proc/${pid}/cgroup`) ?? ''
  return text
    .split('\n')
    .map((line) => /^(?:0:|\d+:name=systemd):(\/.*)$/.exec(line)?.[1])
    .find((path) => path?.split('/').includes(unit) === true)
}

/** The number of the effective user. */
export function userOf(pid: string | number, machine: Pick<RunningMachine, 'text'>): number | undefined {
  const number = /^Uid:\s+\d+\s+(\d+)/m.exec(machine.text(`/proc/${pid}/status`) ?? '')?.[1]
  return number === undefined ? undefined : Number(number)
}

/** A service's processes against its unit: who they run as, whether they may gain rights, how much memory they may take. */
export function programInForce({ input }: Pick<Component, 'input'>, machine: RunningMachine): readonly Observation[] {
  const unit = input.unit?.value
  if (unit === undefined) return []
  const { pids, users } = processesOf(unit, machine)
  const [first] = pids
  if (first === undefined) return []
  const { user, isolation, at } = input
  const wanted = user === undefined || user.unresolved.length > 0 ? undefined : accountNumber(user.value, machine)
  const others = wanted === undefined ? [] : users.filter((each) => each !== wanted)
  const names = others.map((each) => accountName(each, 'passwd', machine))
  const noNew = isolation.sandbox?.find(({ name }) => name === 'NoNewPrivileges')
  const mayGain = pids.filter((pid) => /^NoNewPrivs:\s+0$/m.test(machine.text(`/proc/${pid}/status`) ?? ''))
  const limit = memoryOf(groupOf(first, unit, machine) ?? '', machine)
  const { memoryLimit } = isolation
  const isLimited = memoryLimit !== undefined && memoryLimit.unresolved.length === 0 && memoryLimit.value !== 'infinity'
  return [
    // who is started as root may give that up
    ...(wanted === undefined || wanted === 0
      ? []
      : [
          held(
            'user',
            user!.trail,
            others.length > 0,
            others.length > 0 ? `as ${names.join(', ')}` : 'as the user of its unit',
            user!.value,
            'takeover',
          ),
        ]),
    ...(noNew === undefined || !noNew.on
      ? []
      : [
          held(
            'NoNewPrivileges',
            noNew.trail,
            mayGain.length > 0,
            mayGain.length > 0 ? 'with the way open to more rights' : 'without a way to more rights',
            'NoNewPrivileges=yes',
            'defence',
          ),
        ]),
    ...(isLimited && limit !== undefined
      ? [
          held(
            'MemoryMax',
            memoryLimit.trail,
            limit === 'max',
            limit === 'max' ? 'without a limit of memory' : `with a limit of ${limit} bytes`,
            memoryLimit.value,
            'availability',
          ),
        ]
      : []),
  ].map((each) => ({ ...each, trail: each.trail.length > 0 ? each.trail : [at] }))
}

function memoryOf(group: string, machine: Pick<RunningMachine, 'text'>): string | undefined {
  return machine.text(`/sys/fs/cgroup${group}/memory.max`)?.trim()
}
