import { readdir, readFile, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'

/** `encrypted`: every block passes dm-crypt, or eCryptfs. `clear`: it is a block device that does not. `memory`: it is on no disk. */
export type DiskBelow = 'encrypted' | 'clear' | 'memory' | 'unknown'

/** File systems that tell it themselves (Linux, linux/magic.h: TMPFS_MAGIC, RAMFS_MAGIC, ECRYPTFS_SUPER_MAGIC). */
const kinds: ReadonlyMap<number, DiskBelow> = new Map([
  [0x0102_1994, 'memory'],
  [0x8584_58f6, 'memory'],
  [0xf15f, 'encrypted'],
])

/** Devices under each other at most: LVM on dm-crypt on RAID is three. */
const deepest = 8

/**
 * What lies below a file: Linux names the devices under a block device in `slaves`, and dm-crypt by a UUID that begins with CRYPT-
 * (cryptsetup, lib/libdevmapper.c). File systems without a device of their own (overlay, network, ZFS) tell nothing.
 */
export async function diskBelow(file: string, sys = '/sys/dev/block'): Promise<DiskBelow> {
  const at = await stat(file, { bigint: true }).catch(() => undefined)
  const { type } = await statfs(file).catch(() => ({ type: 0 }))
  const kind = kinds.get(type)
  if (kind !== undefined) return kind
  return at === undefined ? 'unknown' : below(join(sys, deviceName(at.dev)), 0)
}

/** `dev_t` of Linux as MAJOR:MINOR (glibc, bits/sysmacros.h). */
export function deviceName(dev: bigint): string {
  const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & 0xfffff000n)
  const minor = (dev & 0xffn) | ((dev >> 12n) & 0xffffff00n)
  return `${major}:${minor}`
}

async function below(device: string, depth: number): Promise<DiskBelow> {
  const names = await readdir(device).catch(() => undefined)
  if (names === undefined || depth > deepest) return 'unknown'
  const uuid = await readFile(join(device, 'dm', 'uuid'), 'latin1').catch(() => '')
  if (uuid.startsWith('CRYPT-')) return 'encrypted'
  const slaves = names.includes('slaves') ? await readdir(join(device, 'slaves')) : []
  const lower = await Promise.all(slaves.map((name) => below(join(device, 'slaves', name), depth + 1)))
  // of several devices one that is in clear is enough
  if (lower.includes('clear') || lower.length === 0) return 'clear'
  return lower.every((kind) => kind === 'encrypted') ? 'encrypted' : 'unknown'
}
