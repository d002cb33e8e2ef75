import type { ComponentInput } from '../../model/input.ts'
import type { RunningMachine } from '../../model/running.ts'
import type { Setting } from '../../model/setting.ts'
import { setting } from '../../model/setting.ts'
import type { Observation } from '../../model/technology.ts'
import { observe } from '../../settings/rules.ts'
import { disksInForce, swapInForce } from './disks-in-force.ts'
import { dumpsInForce } from './dumps-in-force.ts'
import { firewallInForce } from './firewall-in-force.ts'
import { forwards } from './kernel.ts'
import { forwardingRules, kernelRules } from './kernel-rules.ts'

/** What the running system has in force, whatever the files say (proc(5), core(5), sysfs). */
export function inForce(input: ComponentInput, machine: RunningMachine): readonly Observation[] {
  const get = (key: string): Setting | undefined => {
    const value = machine.text(`/proc/sys/${key.replaceAll('.', '/')}`)
    return value === undefined ? undefined : setting(value.trim())
  }
  const rules = forwards(input) ? kernelRules : [...kernelRules, ...forwardingRules]
  return [
    ...observe(rules, get, input.at),
    ...dumpsInForce(get('kernel.core_pattern'), machine),
    ...swapInForce(machine),
    ...disksInForce(input, machine),
    ...firewallInForce(input, machine),
  ]
}
