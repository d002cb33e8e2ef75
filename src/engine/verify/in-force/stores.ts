import type { Store } from '../../../model/graph.ts'
import type { RunningMachine } from '../../../model/running.ts'
import type { Observation } from '../../../model/technology.ts'
import { atRest } from '../../../protocols/at-rest.ts'
import { accountName } from './accounts.ts'
import { below } from './below.ts'

/** A store, and where it lies on the machine. */
export interface StorePlace {
  readonly store: Pick<Store, 'path' | 'holds' | 'disposable' | 'trail'>
  readonly path: string
}

/** What lies under the stores of one component now, and who may look into them. */
export function storesInForce(places: readonly StorePlace[], machine: RunningMachine): readonly Observation[] {
  return places.flatMap((place) => {
    const status = machine.status(place.path)
    // what is not there, or may not be looked at, is nothing that was seen
    if (status === undefined) return []
    return [...(place.store.disposable ? [] : [encryption(place, machine)]), rights(place, machine)]
  })
}

function encryption({ store, path }: StorePlace, machine: RunningMachine): Observation {
  const { encrypted, because } = atRest(path, machine)
  return {
    concern: 'encryption-at-rest',
    key: `disk under ${store.path}`,
    verdict: encrypted === undefined ? 'unknown' : encrypted === false ? 'unsafe' : 'safe',
    basis: 'observed',
    stake: 'defence',
    trail: store.trail,
    message:
      encrypted === undefined
        ? `whether ${store.path} lies on an encrypted disk is not seen: ${because}`
        : `${store.path} lies on a disk that is not encrypted: ${because}`,
    actual: because,
    expected: 'a disk under dm-crypt (LUKS), or a file system that encrypts',
    fix: `put what holds ${store.path} on a LUKS volume`,
  }
}

/** What everybody on the machine may read or change below the store: only who is let through every folder above comes to it. */
function rights({ store, path }: StorePlace, machine: RunningMachine): Observation {
  const { mode = 0, uid = 0, gid = 0 } = machine.status(path) ?? {}
  const above = parents(path).map((folder) => machine.status(folder))
  const isShut = above.some((each) => each !== undefined && (each.mode & 0o001) === 0)
  // a folder of everybody where each removes his own alone (/tmp) is another matter
  const isWritable = (mode & 0o002) !== 0 && (mode & 0o1000) === 0
  const inside =
    isShut || isWritable || store.holds === 'configuration' ? undefined : below(path, machine, (folder) => (folder.mode & 0o005) === 0o005)
  const readable = (inside?.files ?? []).filter(({ status }) => (status.mode & 0o004) !== 0)
  const isOpen = !isShut && (isWritable || readable.length > 0)
  const isUnknown = isOpen ? above.some((each) => each === undefined) : inside?.isWhole === false
  const [first] = readable
  return {
    concern: 'file-access',
    key: store.path,
    verdict: isUnknown ? 'unknown' : isOpen ? 'unsafe' : 'safe',
    basis: 'observed',
    stake: isWritable ? 'takeover' : 'data',
    trail: store.trail,
    message: isUnknown
      ? `whether everybody on the machine reads what lies in ${store.path} is not known: not all of it may be looked at`
      : isWritable
        ? `everybody on the machine can change what lies in ${store.path}`
        : `everybody on the machine can read ${readable.length} files in ${store.path}, ${first?.path ?? ''} among them`,
    actual: `mode ${mode.toString(8).padStart(4, '0')}, owner ${accountName(uid, 'passwd', machine)}, group ${accountName(gid, 'group', machine)}`,
    expected: '0750 or less, owned by the program',
    fix: `chmod o-rwx ${store.path}`,
  }
}

function parents(path: string): readonly string[] {
  const parts = path.split('/').filter(Boolean)
  return parts.slice(0, -1).map((_, index) => `/${parts.slice(0, index + 1).join('/')}`)
}

/** Longest that nothing new may lie there: a week, and a day in which it is made. */
const oldest = 8 * 24 * 60 * 60 * 1000

/** Names that people give to folders of backups. */
const backupName = /(?:^|[/_.-])(?:backups?|restic|borg|pgbackrest|wal-g|barman)(?=$|[/_.-])/i

export function isBackupStore(...names: readonly (string | undefined)[]): boolean {
  return names.some((name) => name !== undefined && backupName.test(name))
}

/** How old the newest file of a store for backups is. `now`: milliseconds since 1970. */
export function backupAge(path: string, shown: string, trail: Observation['trail'], now: number, machine: RunningMachine): readonly Observation[] {
  if (machine.status(path) === undefined) return []
  const { files, isWhole } = below(path, machine)
  const age = files.length === 0 ? undefined : now - Math.max(...files.map(({ status }) => status.changed))
  const isFresh = age !== undefined && age <= oldest
  const days = age === undefined ? undefined : Math.floor(age / 86_400_000)
  return [
    {
      concern: 'backup',
      key: `age of ${shown}`,
      verdict: isFresh ? 'safe' : isWhole ? 'unsafe' : 'unknown',
      basis: 'observed',
      stake: 'availability',
      trail,
      message: !isWhole
        ? `how old the newest backup in ${shown} is cannot be told: not all of it may be looked at`
        : days === undefined
          ? `no backup lies in ${shown}`
          : `the newest backup in ${shown} is ${days} days old`,
      actual: days === undefined ? 'no file' : `newest file ${days} ${days === 1 ? 'day' : 'days'} old`,
      expected: 'a file of the last 8 days',
      fix: 'find out why nothing is backed up any more, and try a restore',
    },
  ]
}
