import { createHash } from 'node:crypto'
import { existsSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { RingwallError } from '../../../model/error.ts'
import type { Disk } from '../../../storage/disk.ts'
import type { Journals } from '../../../storage/journals.ts'
import { openJournals } from '../../../storage/journals.ts'
import { holderOf, isAlive, takeLock } from '../../../storage/lock.ts'
import type { Objects } from '../../../storage/objects.ts'
import { openObjects } from '../../../storage/objects.ts'
import type { Io } from '../../io.ts'
import { textOption } from '../../options.ts'

/** What outlasts the runs at one PATH. */
export interface StateFolder {
  readonly path: string
  readonly journals: Journals
  readonly objects: Objects
  readonly disk: Disk
}

/** The state folder of a path: outside of what is deployed, where it would come into repositories and images. Nothing is made yet. */
export function stateFolder(path: string, options: Readonly<Record<string, unknown>>, io: Io, disk: Disk): StateFolder {
  const named = textOption(options['state'])
  const base = named === undefined ? usualFolder(io.env) : resolve(io.cwd, named)
  const target = path === 'host:' ? '/' : folderOf(resolve(io.cwd, path), path)
  const own = join(base, `${basename(target) || 'host'}-${createHash('sha256').update(target).digest('hex').slice(0, 12)}`)
  return { path: own, journals: openJournals(join(own, 'runs'), disk), objects: openObjects(join(own, 'objects'), disk), disk }
}

/** XDG Base Directory Specification 0.8: state that should outlast restarts. */
function usualFolder(env: Io['env']): string {
  const named = env['XDG_STATE_HOME']
  if (named !== undefined && named.startsWith('/')) return join(named, 'ringwall')
  if (process.getuid?.() === 0) return '/var/lib/ringwall'
  const home = env['HOME']
  if (home !== undefined && home.startsWith('/')) return join(home, '.local/state/ringwall')
  throw new RingwallError('usage', 'there is no folder to keep states in: neither XDG_STATE_HOME nor HOME is set', { hint: 'name one with --state' })
}

function folderOf(absolute: string, path: string): string {
  if (!existsSync(absolute)) throw new RingwallError('no-such-path', `${path}: no such file or folder`)
  const real = realpathSync(absolute)
  return statSync(real).isDirectory() ? real : dirname(real)
}

/** What is done before anything is changed: where the disk refuses it, that is the world's fault, and is said as such. */
export function keeping<T>({ path }: Pick<StateFolder, 'path'>, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof RingwallError || !(error instanceof Error) || !('code' in error) || !('syscall' in error)) throw error
    const isFull = error.code === 'ENOSPC' || error.code === 'EDQUOT'
    throw new RingwallError('unwritable', `nothing was changed: ${path}: ${String(error.code)} (${String(error.syscall)})`, {
      cause: error,
      hint: isFull ? 'make room, or name a folder on another disk with --state' : 'let it be written, or name another with --state',
    })
  }
}

/** One run at a time: gives what releases the lock. */
export function lock({ path, disk }: StateFolder): () => void {
  try {
    disk.folder(path, 0o700)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    throw new RingwallError('unwritable', `${path}: the folder for states cannot be made (${code})`, { cause, hint: 'name another with --state' })
  }
  if ((statSync(path).mode & 0o077) !== 0)
    throw new RingwallError('unwritable', `${path}: others may look into it, and it is to hold secrets`, { hint: `chmod 700 ${path}` })
  const own = holderOf(process.pid) ?? { pid: process.pid, start: 'unknown' }
  const locked = keeping({ path }, () => takeLock(join(path, 'lock'), own, isAlive, disk))
  if ('release' in locked) return locked.release
  throw new RingwallError('usage', `another run is under way here: process ${locked.heldBy}`, {
    hint: 'wait for its end; --status tells what it does',
  })
}
