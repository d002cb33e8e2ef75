import type { Observation } from '../../model/technology.ts'
import type { CryptLine, Disks, MountLine } from './mounts.ts'
import { mountOf } from './mounts.ts'

/** Which mount points are encrypted, where swap goes, what may run from shared folders (fstab(5), crypttab(5), systemd 252). */
export function diskObservations(disks: Disks): readonly Observation[] {
  return [
    ...disks.mounts.filter(keepsData).map((mount) => atRest(mount, disks)),
    ...disks.mounts.filter(({ type }) => type === 'swap').map((mount) => swap(mount, disks)),
    ...disks.mounts.flatMap(shared),
    ...disks.encrypted.flatMap((line) => keyOf(line, disks)),
  ]
}

const disk = new Set(['ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'f2fs', 'jfs', 'reiserfs', 'bcachefs', 'auto'])

/** The boot loader reads /boot in the clear: nothing secret belongs there. */
export function keepsData({ type, point, options }: MountLine): boolean {
  return disk.has(type) && point.startsWith('/') && !/^\/(?:boot|efi|media|mnt\/cdrom)(?:\/|$)/.test(point) && !options.includes('bind')
}

function verdict(isEncrypted: boolean | undefined): Observation['verdict'] {
  return isEncrypted === undefined ? 'unknown' : isEncrypted ? 'safe' : 'unsafe'
}

function atRest(mount: MountLine, disks: Disks): Observation {
  return {
    concern: 'encryption-at-rest',
    key: mount.point,
    verdict: verdict(disks.isEncrypted(mount.device)),
    basis: 'configured',
    stake: 'defence',
    trail: mount.trail,
    message: `the volume at ${mount.point} is not encrypted: who gets hold of the disk reads what lies there`,
    actual: 'no line of crypttab leads to the device',
    expected: 'a LUKS volume: a line in crypttab, and /dev/mapper/NAME in fstab',
    fix: `put the file system of ${mount.point} on a LUKS volume`,
  }
}

/** A file for swap is as safe as the volume that it lies on; zram keeps it in memory. */
function swap({ device, trail }: MountLine, disks: Disks): Observation {
  const below = device.startsWith('/') && !device.startsWith('/dev/') ? mountOf(device, disks.mounts)?.device : device
  const isSafe = device.startsWith('/dev/zram') ? true : below === undefined ? undefined : disks.isEncrypted(below)
  return {
    concern: 'memory-exposure',
    key: 'swap',
    verdict: verdict(isSafe),
    basis: 'configured',
    stake: 'defence',
    trail,
    message: 'memory is swapped to a disk without encryption, with the keys and passwords in it',
    actual: 'no line of crypttab leads to the swap device',
    expected: 'swap off, or on a volume that crypttab encrypts with a fresh key (/dev/urandom, option swap)',
    fix: 'add a line with /dev/urandom and the option swap to crypttab, and swap to /dev/mapper/NAME',
  }
}

const sharedFolders = ['/tmp', '/var/tmp', '/dev/shm']

/** Folders that everybody writes. `defaults` allows all three. */
function shared({ point, options, trail }: MountLine): readonly Observation[] {
  if (!sharedFolders.includes(point)) return []
  const missing = ['nodev', 'nosuid', 'noexec'].filter((option) => !options.includes(option))
  return [
    {
      concern: 'kernel',
      key: point,
      verdict: missing.length === 0 ? 'safe' : 'unsafe',
      basis: 'configured',
      stake: missing.includes('nosuid') ? 'defence' : 'hygiene',
      trail,
      message: `everybody may write to ${point}, and programs that are put there are run (${missing.join(', ')} missing)`,
      actual: missing.length === 0 ? 'nodev,nosuid,noexec' : `without ${missing.join(', ')}`,
      expected: 'nodev, nosuid and noexec',
      fix: `add ${missing.join(',')} to the options of ${point} in fstab`,
    },
  ]
}

/** Option words of plain dm-crypt, and ciphers that cryptsetup 2.6 no longer recommends. */
function keyOf({ name, key, options, trail }: CryptLine, disks: Disks): readonly Observation[] {
  const isRandom = /^\/dev\/u?random$/.test(key)
  const base = { key: name, basis: 'configured' as const, trail }
  const found: Observation[] = []
  const cipher = options.find((option) => option.startsWith('cipher='))?.slice('cipher='.length)
  if (cipher !== undefined) {
    const isWeak = /^(?:des|cast5|blowfish|null|arc4|.*-ecb(?:-|$)|.*-cbc-plain$)/.test(cipher) || cipher.includes('cipher_null')
    found.push({
      ...base,
      concern: 'encryption-at-rest',
      verdict: isWeak ? 'unsafe' : 'safe',
      stake: 'defence',
      message: `the volume ${name} is encrypted with a cipher that is broken or gives patterns away`,
      actual: `cipher=${cipher}`,
      expected: 'LUKS2 with its default, aes-xts-plain64',
      fix: `encrypt ${name} anew with cryptsetup luksFormat`,
    })
  }
  if (isRandom || !key.startsWith('/') || key.startsWith('/dev/')) return found
  const home = mountOf(key, disks.mounts)
  const isSafe = home === undefined ? undefined : /^\/boot(?:\/|$)/.test(home.point) ? false : disks.isEncrypted(home.device)
  found.push({
    ...base,
    concern: 'key-management',
    verdict: verdict(isSafe),
    stake: 'defence',
    message: `the key of the encrypted volume ${name} lies on a disk that is not encrypted: both are stolen together`,
    actual: 'a key file on the same machine',
    expected: 'a passphrase, a TPM or a key server (Clevis, Tang), or a key file on another encrypted volume',
    fix: `keep the key of ${name} off the disk, and name none in crypttab`,
  })
  return found
}
