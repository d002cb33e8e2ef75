import type { Control, Judgement } from '../../model/control.ts'
import type { Component } from '../../model/graph.ts'
import type { Setting } from '../../model/setting.ts'
import type { Stake } from '../../model/vocabulary.ts'
import { hasHole, splitOutside } from '../../protocols/holes.ts'
import { about, reachOf } from '../containers.ts'
import { cleanPath } from '../host-path.ts'

/** Devices by what they open. Sound, video, serial and graphics devices are not in the table: they give away themselves alone. */
const kinds: readonly { readonly pattern: RegExp; readonly stake: Stake; readonly means: string }[] = [
  { pattern: /^\/dev$/, stake: 'takeover', means: 'that is every device of the host, its disks among them' },
  { pattern: /^\/dev\/(?:mem|kmem|port)$/, stake: 'takeover', means: 'with it the memory of the whole host is read and written' },
  {
    pattern: /^\/dev\/(?:(?:sd|vd|xvd|hd)[a-z]\d*|nvme\d+n\d+(?:p\d+)?|mmcblk\d+(?:p\d+)?|dm-\d+|md\d+|mapper(?:\/.*)?|disk(?:\/.*)?|root)$/,
    stake: 'takeover',
    means: "with it the host's disk is read and written past all permissions",
  },
  { pattern: /^\/dev\/kmsg$/, stake: 'defence', means: 'with it messages of the kernel are read and forged' },
  {
    pattern: /^\/dev\/(?:kvm|fuse|loop.*|vhost-.*|vfio(?:\/.*)?|net\/tun|bus(?:\/.*)?|uinput|input(?:\/.*)?)$/,
    stake: 'hygiene',
    means: 'it opens a large part of the kernel to the container',
  },
]

export const devices: Control = {
  id: 'component/devices',
  title: 'host device is handed in',
  subject: 'component',
  documentation: {
    why: 'A disk or the memory of the host, opened as a device, goes past every permission. Whoever takes the container over reads and writes all of it.',
    how: "Entries of `devices` are weighed by what they open: memory and disks, the kernel's messages, virtualisation and file system devices. Sound, video, serial and graphics devices pass.",
    falsePositives: 'A disk monitor or a virtual machine needs its device. Hand in the one that it needs, with `:r` where reading is enough.',
    fix: 'Remove the device, or narrow it to the one file and to `r`.',
    references: ['CIS Docker 5.18'],
  },
  *judge(deployment) {
    for (const component of deployment.components) {
      const found = component.input.isolation.devices.flatMap((device) => judgeDevice(component, device) ?? [])
      if (found.length > 0) yield* found
      else yield { ...about(component, []), verdict: 'pass' }
    }
  },
}

function judgeDevice(component: Component, device: Setting): Judgement | undefined {
  const [source = ''] = splitOutside(device.value, ':')
  const base = about(component, device.trail, source)
  if (hasHole(source)) return { ...base, verdict: 'unknown', message: `${component.id} is handed a device whose name has no value here: ${source}.` }
  if (!source.startsWith('/')) return undefined
  const path = cleanPath(source)
  const kind = kinds.find(({ pattern }) => pattern.test(path))
  if (kind === undefined) return undefined
  return {
    ...base,
    verdict: 'fail',
    message: `${component.id} is handed ${path}: ${kind.means}.`,
    expected: 'no such device',
    actual: path,
    fix: `remove ${path} from devices`,
    reach: kind.stake === 'hygiene' ? 'component' : reachOf(component),
    stake: kind.stake,
  }
}
