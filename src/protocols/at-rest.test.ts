import { describe, expect, it } from 'vitest'
import { running } from '../testing/running.ts'
import { atRest } from './at-rest.ts'
import { activeMounts, mountUnder } from './mountinfo.ts'

/** Made up after the /sys of machines that have such disks. */
const mounts = [
  '20 0 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
  '21 20 253:1 / /srv rw - xfs /dev/mapper/data rw',
  '22 20 0:30 / /tmp rw - tmpfs tmpfs rw',
  '23 20 0:31 / /home/a rw - ecryptfs /home/.a rw',
  '24 20 0:32 / /far rw - nfs4 host:/x rw',
  '25 20 0:33 / /pool rw - zfs tank/x rw',
  '26 20 0:34 / /layer rw - overlay overlay rw,lowerdir=/srv/l,upperdir=/srv/u,workdir=/srv/w',
  '27 20 7:0 / /image rw - ext4 /dev/loop0 rw',
  '28 20 0:35 / /many rw - btrfs /dev/mapper/data rw',
  '29 20 0:36 / /one rw - btrfs /dev/sda2 rw',
  '30 20 9:0 / /raid rw - ext4 /dev/md0 rw',
  '31 20 253:2 / /checked ro - ext4 /dev/mapper/root rw',
  String.raw`32 20 0:37 / /with\040space rw - tmpfs tmpfs rw`,
  '33 20 99:9 / /odd rw - ext4 /dev/odd rw',
]
const machine = running({
  files: {
    '/proc/self/mountinfo': mounts.join('\n'),
    '/sys/dev/block/8:1/size': '1',
    '/sys/dev/block/8:1/uevent': 'MAJOR=8\nMINOR=1\nDEVNAME=sda1\n',
    '/sys/dev/block/253:1/dm/uuid': 'LVM-abc',
    '/sys/dev/block/253:1/dm/name': 'data',
    '/sys/dev/block/253:1/slaves/dm-0': '',
    '/sys/block/dm-0/dm/uuid': 'CRYPT-LUKS2-abc-cryptdata\n',
    '/sys/block/dm-0/dm/name': 'cryptdata\n',
    '/sys/block/dm-1/dm/name': 'data\n',
    '/sys/block/dm-1/slaves/dm-0': '',
    '/sys/dev/block/7:0/loop/backing_file': '/srv/disk.img\n',
    '/sys/class/block/sda2/size': '1',
    '/sys/dev/block/9:0/slaves/dm-0': '',
    '/sys/dev/block/9:0/slaves/sdb': '',
    '/sys/block/sdb/size': '1',
    '/sys/dev/block/253:2/dm/uuid': 'CRYPT-VERITY-x',
    '/sys/dev/block/253:2/size': '1',
  },
})

describe('what lies under a path', () => {
  it.each([
    ['/var/lib/x', false, 'no layer of dm-crypt lies under sda1'],
    ['/srv/db', true, 'cryptdata is encrypted by dm-crypt (LUKS2)'],
    ['/srvx', false, 'no layer of dm-crypt lies under sda1'],
    ['/tmp/x', 'memory', '/tmp lies in memory (tmpfs)'],
    ['/home/a/b', true, '/home/a is encrypted by ecryptfs'],
    ['/far', undefined, '/far lies on another machine (nfs4)'],
    ['/pool/x', undefined, '/pool lies in a ZFS pool, which tells of its encryption only to its own tools'],
    ['/layer/x', true, 'cryptdata is encrypted by dm-crypt (LUKS2)'],
    ['/image/x', true, 'cryptdata is encrypted by dm-crypt (LUKS2)'],
    ['/many', undefined, 'cryptdata is encrypted by dm-crypt (LUKS2), and a btrfs may have more devices'],
    ['/one', false, 'no layer of dm-crypt lies under sda2'],
    // one plain disk of two is enough
    ['/raid', false, 'no layer of dm-crypt lies under sdb'],
    ['/checked', false, 'no layer of dm-crypt lies under 253:2'],
    ['/odd', undefined, 'nothing tells of the device 99:9'],
  ])('%s is told as encrypted: %s', (path, encrypted, because) => {
    expect(atRest(path, machine)).toEqual({ encrypted, because })
  })

  it('is not known without the list of mounts, nor of what lies in a circle', () => {
    expect(atRest('/x', running({}))).toEqual({ encrypted: undefined, because: 'the mounts in force could not be read' })
    const circle = running({
      files: { '/proc/self/mountinfo': '1 0 7:0 / / rw - ext4 /dev/loop0 rw', '/sys/dev/block/7:0/loop/backing_file': '/disk.img' },
    })
    expect(atRest('/x', circle).encrypted).toBeUndefined()
  })

  it('is read of mounts with spaces, the last of several at one place', () => {
    expect(activeMounts(mounts.join('\n')).find(({ point }) => point === '/with space')?.type).toBe('tmpfs')
    const twice = activeMounts('1 0 8:1 / /a rw - ext4 /dev/x rw\n2 0 8:2 / /a rw - xfs /dev/y rw\n')
    expect(mountUnder('/a/b', twice)?.type).toBe('xfs')
    expect(mountUnder('/b', twice)).toBeUndefined()
  })
})
