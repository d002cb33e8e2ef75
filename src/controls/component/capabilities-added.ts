import type { Control, Judgement } from '../../model/control.ts'
import type { Component } from '../../model/graph.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved } from '../../model/setting.ts'
import type { Stake } from '../../model/vocabulary.ts'
import { about, reachOf } from '../containers.ts'

interface Tier {
  readonly stake: Stake
  readonly means: string
}

const code: Tier = { stake: 'takeover', means: 'it is enough to run code on the host' }
const files: Tier = { stake: 'data', means: 'with it files of the host are read past their permissions' }
const network: Tier = { stake: 'defence', means: 'with it interfaces, routes and firewall rules are changed' }
const outage: Tier = { stake: 'availability', means: 'with it the host or its other containers can be brought down' }
const disclosure: Tier = { stake: 'defence', means: 'with it messages of the kernel and other programs are read' }

/** What a capability beyond Docker's default set gives away, after capabilities(7). Those that are missing here are bounded to the container. */
const tiers: ReadonlyMap<string, Tier> = new Map([
  ['ALL', code],
  ['SYS_ADMIN', code],
  ['SYS_MODULE', code],
  ['SYS_RAWIO', code],
  ['BPF', code],
  ['MAC_ADMIN', code],
  ['MAC_OVERRIDE', code],
  ['DAC_READ_SEARCH', files],
  ['NET_ADMIN', network],
  ['SYS_BOOT', outage],
  ['SYS_TIME', outage],
  ['SYS_RESOURCE', outage],
  ['SYS_NICE', outage],
  ['SYS_PACCT', outage],
  ['BLOCK_SUSPEND', outage],
  ['WAKE_ALARM', outage],
  ['LINUX_IMMUTABLE', outage],
  ['AUDIT_CONTROL', outage],
  ['SYSLOG', disclosure],
  ['PERFMON', disclosure],
  ['AUDIT_READ', disclosure],
  ['SYS_PTRACE', disclosure],
])

export const capabilitiesAdded: Control = {
  id: 'component/capabilities-added',
  title: 'dangerous capability is added',
  subject: 'component',
  documentation: {
    why: 'Some capabilities are root on the host by another name: with `SYS_ADMIN` a disk is mounted, with `SYS_MODULE` a kernel module is loaded.',
    how: "Each entry of `cap_add` is weighed by what it opens: code on the host, files of the host, the network, an outage, disclosure. Capabilities that stay inside the container, and those of the default set, pass. `SYS_PTRACE` together with the host's processes counts as code on the host, `NET_ADMIN` on the host's network as control of its traffic.",
    falsePositives: 'A VPN needs `NET_ADMIN`, a file system in user space needs `SYS_ADMIN`. Waive the one component that does this work.',
    fix: 'Remove the capability, or replace it by the narrower one that the program uses.',
    references: ['CIS Docker 5.4', 'OWASP Docker Rule 3'],
  },
  *judge(deployment) {
    for (const component of deployment.components) {
      const found = component.input.isolation.capAdd.flatMap((added) => judgeCapability(component, added) ?? [])
      if (found.length > 0) yield* found
      else yield { ...about(component, []), verdict: 'pass' }
    }
  },
}

function judgeCapability(component: Component, added: Setting): Judgement | undefined {
  const name = added.value.trim().toUpperCase().replace(/^CAP_/, '')
  const base = about(component, added.trail, name)
  if (!isResolved(added)) return { ...base, verdict: 'unknown', message: `${component.id} adds a capability whose name has no value here.` }
  const tier = tierOf(name, component)
  if (tier === undefined) return undefined
  return {
    ...base,
    verdict: 'fail',
    message: `${component.id} is given ${name === 'ALL' ? 'all capabilities' : `the capability ${name}`}: ${tier.means}.`,
    expected: "no capability beyond the container's own affairs",
    actual: name,
    fix: `remove ${name} from cap_add`,
    reach: reachOf(component),
    stake: tier.stake,
  }
}

function tierOf(name: string, component: Component): Tier | undefined {
  const shares = (namespace: string): boolean => component.input.isolation.hostNamespaces.some(({ value }) => value === namespace)
  if (name === 'SYS_PTRACE' && shares('pid')) return code
  if (name === 'NET_ADMIN' && shares('network'))
    return { stake: 'data', means: "on the host's network it redirects and reads all of the host's traffic" }
  return tiers.get(name)
}
