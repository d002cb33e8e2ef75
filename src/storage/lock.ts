import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Disk } from './disk.ts'

/** A process of this machine, told from a later one with the same number. */
export interface Holder {
  readonly pid: number
  /** When it began, in ticks since the machine did (/proc/PID/stat, field 22), and which start of the machine that was. */
  readonly start: string
}

export type Locked = { readonly release: () => void } | { readonly heldBy: number }

/**
 * One run at a time. Every holder takes the next number, which only one can link; the highest counts, and it counts while its process
 * lives. A process that was killed leaves a number that the next holder goes past.
 */
export function takeLock(folder: string, own: Holder, isAlive: (holder: Holder) => boolean, disk: Disk): Locked {
  disk.folder(folder, 0o700)
  const draft = join(folder, `draft-${own.pid}`)
  const free = join(folder, 'free')
  for (;;) {
    const highest = numbers(folder).at(-1) ?? 0
    const holder = highest === 0 ? undefined : readHolder(join(folder, name(highest)))
    if (holder !== undefined && isAlive(holder)) return { heldBy: holder.pid }
    disk.remove(draft)
    disk.create(draft, JSON.stringify(own), 0o600)
    const path = join(folder, name(highest + 1))
    const taken = tryLink(draft, path, disk)
    disk.remove(draft)
    if (!taken) continue
    // another one may have gone past this number while it was being taken
    if (numbers(folder).at(-1) !== highest + 1) {
      disk.remove(path)
      continue
    }
    for (const number of numbers(folder)) if (number <= highest) disk.remove(join(folder, name(number)))
    // made now, by whoever holds it: letting go takes no space on a full disk
    try {
      disk.remove(free)
      disk.create(free, '{}', 0o600)
    } catch (error) {
      disk.remove(path)
      throw error
    }
    return {
      release() {
        // the number stays, so that none is given twice
        disk.rename(free, path)
      },
    }
  }
}

function tryLink(draft: string, path: string, disk: Disk): boolean {
  try {
    disk.link(draft, path)
    return true
  } catch (error) {
    if (existsSync(path)) return false
    throw error
  }
}

function numbers(folder: string): readonly number[] {
  return readdirSync(folder)
    .flatMap((file) => (/^lock-\d+$/.test(file) ? [Number(file.slice(5))] : []))
    .toSorted((one, other) => one - other)
}

function name(number: number): string {
  return `lock-${number}`
}

function readHolder(path: string): Holder | undefined {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as Partial<Holder>
    return typeof value.pid === 'number' && typeof value.start === 'string' ? { pid: value.pid, start: value.start } : undefined
  } catch {
    return undefined
  }
}

/** `undefined` for a process that is not there, or has ended. */
export function holderOf(pid: number): Holder | undefined {
  try {
    // the name of the program stands in brackets and may hold anything
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)!.split(' ')
    // it has ended, and nobody has asked how
    if (fields[0] === 'Z') return undefined
    return { pid, start: `${fields[19]} ${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}` }
  } catch {
    return undefined
  }
}

export function isAlive({ pid, start }: Holder): boolean {
  return holderOf(pid)?.start === start
}
