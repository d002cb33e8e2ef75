import type { ComponentInput } from '../../model/input.ts'
import type { Observation } from '../../model/technology.ts'
import { observe } from '../../settings/rules.ts'
import { forwardingRules, kernelRules, weakByDefault } from './kernel-rules.ts'
import type { Kernel } from './sysctl.ts'

/** Files of programs that forward packets: with one of them forwarding is wanted. */
const forwarders = ['/etc/docker', '/etc/kubernetes', '/etc/containerd', '/etc/cni', '/etc/wireguard', '/etc/openvpn', '/etc/libvirt']

export function forwards(input: ComponentInput): boolean {
  return forwarders.some((folder) => input.list(folder).length > 0)
}

/** What the settings of the kernel say. Of a loose file only what it holds is judged: others may set the rest. */
export function kernelObservations(input: ComponentInput, kernel: Kernel): readonly Observation[] {
  const rules = forwards(input) ? kernelRules : [...kernelRules, ...forwardingRules]
  return [...observe(rules, kernel.get, input.at), ...defaults(input, kernel)]
}

/** All keys that were left at a weak default, in one: they are mended in one file. */
function defaults(input: ComponentInput, kernel: Kernel): readonly Observation[] {
  if (input.form !== 'machine') return []
  const left = weakByDefault.filter(([key]) => kernel.get(key) === undefined)
  if (left.length === 0) return []
  const names = left.map(([key]) => key).join(', ')
  return [
    {
      concern: 'kernel',
      key: 'sysctl',
      verdict: kernel.isWritten ? 'unsafe' : 'unknown',
      basis: 'default',
      stake: 'hygiene',
      trail: [input.at],
      message: kernel.isWritten
        ? `settings of the kernel are left at their weak defaults: ${names}`
        : 'no settings of the kernel were found: whether it keeps its weak defaults is not known',
      actual: left.map(([key, value]) => `${key} is not set (${value})`).join(', '),
      expected: 'settings that a public benchmark asks for',
      fix: `set ${names} in a file below /etc/sysctl.d`,
    },
  ]
}
