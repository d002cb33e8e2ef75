import type { RunningMachine } from '../model/running.ts'
import type { ActiveMount } from './mountinfo.ts'
import { activeMounts, mountUnder } from './mountinfo.ts'

/** Whether what is written there is encrypted, and what tells so. */
export interface AtRest {
  /** `memory`: it is not written to a disk at all. `undefined`: nobody can tell from here. */
  readonly encrypted: boolean | 'memory' | undefined
  /** One clause. */
  readonly because: string
}

/** How deep devices, images of disks and layers may lie on one another. */
const deepest = 12

const inMemory = new Set(['tmpfs', 'ramfs', 'devtmpfs', 'hugetlbfs'])
const encrypting = new Set(['ecryptfs', 'fuse.encfs', 'fuse.gocryptfs', 'fuse.cryfs', 'fuse.securefs'])
const elsewhere = new Set(['nfs', 'nfs4', 'cifs', 'smb3', 'ceph', '9p', 'virtiofs', 'fuse.sshfs', 'fuse.glusterfs'])

/** What lies under a path now, from the mounts and block devices of the running system. A disk that encrypts itself, or below a virtual machine, is not seen. */
export function atRest(path: string, machine: Pick<RunningMachine, 'text' | 'names'>): AtRest {
  const text = machine.text('/proc/self/mountinfo')
  if (text === undefined) return { encrypted: undefined, because: 'the mounts in force could not be read' }
  return below(path, activeMounts(text), machine, deepest)
}

function below(path: string, mounts: readonly ActiveMount[], machine: Pick<RunningMachine, 'text' | 'names'>, left: number): AtRest {
  const mount = mountUnder(path, mounts)
  if (mount === undefined || left === 0) return { encrypted: undefined, because: `no mount leads to ${path}` }
  const { type, device, point, source, options } = mount
  if (inMemory.has(type)) return { encrypted: 'memory', because: `${point} lies in memory (${type})` }
  if (encrypting.has(type)) return { encrypted: true, because: `${point} is encrypted by ${type}` }
  if (elsewhere.has(type)) return { encrypted: undefined, because: `${point} lies on another machine (${type})` }
  if (type === 'zfs') return { encrypted: undefined, because: `${point} lies in a ZFS pool, which tells of its encryption only to its own tools` }
  if (type === 'overlay') {
    const upper = options.find((option) => option.startsWith('upperdir='))?.slice('upperdir='.length)
    return upper === undefined ? { encrypted: undefined, because: `${point} is an overlay` } : below(upper, mounts, machine, left - 1)
  }
  const name = device.startsWith('0:') ? nameOf(source, machine) : `/sys/dev/block/${device}`
  if (name === undefined) return { encrypted: undefined, because: `${source} (${type}) is no block device that is known here` }
  const found = underDevice(name, mounts, machine, left - 1)
  // what else belongs to it is not told by its mount
  if (type === 'btrfs' && found.encrypted === true) return { encrypted: undefined, because: `${found.because}, and a btrfs may have more devices` }
  return found
}

/** `folder`: of a block device below `/sys` (Documentation/ABI/testing/sysfs-block-dm, sysfs-block-loop). */
function underDevice(folder: string, mounts: readonly ActiveMount[], machine: Pick<RunningMachine, 'text' | 'names'>, left: number): AtRest {
  const short = folder.replace(/^.*\//, '')
  if (left <= 0) return { encrypted: undefined, because: `${short} lies too deep` }
  const uuid = machine.text(`${folder}/dm/uuid`)?.trim()
  // cryptsetup names volumes that are only checked for integrity CRYPT-, too
  if (uuid !== undefined && /^CRYPT-(?!VERITY|INTEGRITY)/.test(uuid))
    return {
      encrypted: true,
      because: `${machine.text(`${folder}/dm/name`)?.trim() ?? short} is encrypted by dm-crypt (${uuid.split('-')[1] ?? ''})`,
    }
  const slaves = machine.names(`${folder}/slaves`) ?? []
  if (slaves.length > 0) {
    const found = slaves.map((each) => underDevice(`/sys/block/${each}`, mounts, machine, left - 1))
    return found.find(({ encrypted }) => encrypted === false) ?? found.find(({ encrypted }) => encrypted === undefined) ?? found[0]!
  }
  const image = machine.text(`${folder}/loop/backing_file`)?.trim()
  if (image !== undefined && image !== '') return below(image, mounts, machine, left - 1)
  if (/^zram\d+$/.test(short)) return { encrypted: 'memory', because: `${short} lies in memory` }
  // a partition has no folder of its own below /sys/block, and lies on its disk
  const isThere = machine.text(`${folder}/size`) !== undefined || machine.text(`/sys/class/block/${short}/size`) !== undefined
  if (!isThere) return { encrypted: undefined, because: `nothing tells of the device ${short}` }
  return { encrypted: false, because: `no layer of dm-crypt lies under ${machine.text(`${folder}/dm/name`)?.trim() ?? deviceName(folder, machine)}` }
}

function deviceName(folder: string, machine: Pick<RunningMachine, 'text'>): string {
  return /^DEVNAME=(\S+)$/m.exec(machine.text(`${folder}/uevent`) ?? '')?.[1] ?? folder.replace(/^.*\//, '')
}

/** The folder below `/sys` of a device by its path; `undefined` for what is none. */
function nameOf(path: string, machine: Pick<RunningMachine, 'text' | 'names'>): string | undefined {
  const mapped = /^\/dev\/mapper\/(.+)$/.exec(path)?.[1]
  if (mapped !== undefined) {
    const all = (machine.names('/sys/block') ?? []).filter((each) => each.startsWith('dm-'))
    const own = all.find((each) => machine.text(`/sys/block/${each}/dm/name`)?.trim() === mapped)
    return own === undefined ? undefined : `/sys/block/${own}`
  }
  const name = /^\/dev\/([\w-]+)$/.exec(path)?.[1]
  return name === undefined ? undefined : `/sys/class/block/${name}`
}

/** The same for swap: a device, or a file on some mount. */
export function swapAtRest(path: string, isFile: boolean, machine: Pick<RunningMachine, 'text' | 'names'>): AtRest {
  if (isFile) return atRest(path, machine)
  const folder = nameOf(path, machine)
  if (folder === undefined) return { encrypted: undefined, because: `nothing tells of ${path}` }
  return underDevice(folder, activeMounts(machine.text('/proc/self/mountinfo') ?? ''), machine, deepest)
}
