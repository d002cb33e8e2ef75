import type { KeyObject } from 'node:crypto'
import { createPublicKey } from 'node:crypto'
import { join } from 'node:path'
import { realDisk } from '../../storage/disk.ts'
import { holderOf, isAlive, takeLock } from '../../storage/lock.ts'
import { signCheckpoint } from './checkpoint.ts'
import type { OpenFile } from './disk.ts'
import { openLogFile } from './disk.ts'
import type { AuditEvent } from './event.ts'
import { isFailClosed } from './event.ts'
import { AuditFault, systemCode } from './fault.ts'
import { groupEvents } from './groups.ts'
import { isNoteName } from './note.ts'
import type { CheckpointPlace } from './places.ts'
import { deliverTo } from './places.ts'
import type { Queue } from './queue.ts'
import { openQueue } from './queue.ts'
import { recover } from './recover.ts'
import { entryOf } from './record.ts'
import { openStore } from './store.ts'
import { growTree } from './tree.ts'
import { instant, label } from './values.ts'

export interface AuditClock {
  readonly now: () => Date
  /** Calls it every so many milliseconds, until what it gives is called. */
  readonly every: (milliseconds: number, call: () => void) => () => void
}

export interface AuditOptions {
  readonly folder: string
  /** Name of the log in its checkpoints, such as `guard.example.org/audit`: another one for every log of a key. */
  readonly origin: string
  /** Ed25519. */
  readonly key: KeyObject
  /** Of the program, for the record of its start. */
  readonly version: string
  readonly clock: AuditClock
  readonly places?: readonly CheckpointPlace[]
  readonly open?: OpenFile
  /** Bytes from which on a new segment is begun. */
  readonly segmentBytes?: number
}

export interface AuditStatus {
  /** Records on the disk, and how many of them the last checkpoint is about. */
  readonly size: number
  readonly signed: number
  /** What the disk says since it does not take records; undefined where it does. */
  readonly fault: string | undefined
  readonly failingPlaces: readonly string[]
}

/** The only writer of a log. */
export interface AuditLog {
  /**
   * Done when the answer may be given: for what manages and what reaches data, when the record is on the disk; for the rest at once.
   * Rejects with an AuditFault, which the caller turns into a deny.
   */
  readonly write: (event: AuditEvent) => Promise<void>
  readonly status: () => AuditStatus
  /** Writes what waits, the record of the end and a last checkpoint. */
  readonly close: () => Promise<void>
}

const checkpointRecords = 1_000
const checkpointMilliseconds = 60_000
const tick = 200

/**
 * Opens a log, or begins one, and goes on where the last writer was. Rejects with an AuditFault when another process writes there (`held`) or
 * what is there is not what was signed (`not-as-signed`).
 */
export async function openAudit(options: AuditOptions): Promise<AuditLog> {
  const { folder, origin, key, clock, places = [], open = openLogFile, segmentBytes = 32 * 1024 * 1024 } = options
  if (!isNoteName(origin)) throw new AuditFault('not-an-event', 'the name of the log has blanks, a plus or other than ASCII in it')
  realDisk.folder(folder, 0o700)
  const own = holderOf(process.pid) ?? { pid: process.pid, start: 'unknown' }
  const lock = takeLock(join(folder, 'lock'), own, isAlive, realDisk)
  if ('heldBy' in lock) throw new AuditFault('held', `process ${lock.heldBy} writes this log`)
  try {
    const there = recover(folder, { name: origin, key: createPublicKey(key) })
    const tree = there?.tree ?? growTree()
    const store = await openStore(folder, there, open, segmentBytes)
    const groups = groupEvents()
    const deliveries = deliverTo(places, (name) => add({ kind: 'gap', cause: 'checkpoint-not-delivered', reason: label(name) }))
    let signed = there?.signed ?? 0
    let signedAt = clock.now()
    let isClosed = false

    const sign = (): string => signCheckpoint({ origin, size: tree.size(), root: tree.root() }, key)
    const noteSigned = (note: string): void => {
      signed = tree.size()
      signedAt = clock.now()
      deliveries.send(note)
    }
    const queue: Queue = openQueue({
      tree,
      clock,
      append: async (bytes) => {
        if (store.wantsNext()) {
          const note = tree.size() === 0 ? undefined : sign()
          await store.begin({ origin, first: tree.size(), peaks: tree.peaks() }, note)
          if (note !== undefined) noteSigned(note)
        }
        await store.append(bytes)
      },
      idle: async (isForced) => {
        const isDue = tree.size() - signed >= checkpointRecords || clock.now().getTime() - signedAt.getTime() >= checkpointMilliseconds
        if (tree.size() === signed || !(isForced || isDue)) return
        const note = sign()
        await store.appendCheckpoint(note)
        noteSigned(note)
      },
    })
    function add(event: AuditEvent): void {
      for (const entry of groups.add(event, clock.now())) queue.add(entry)
    }

    if (there?.wasStopped === false && there.torn === 0) add({ kind: 'gap', cause: 'not-stopped' })
    if (there !== undefined && there.torn > 0) add({ kind: 'gap', cause: 'torn', bytes: there.torn })
    await queue.write(entryOf({ kind: 'start', version: label(options.version) }, instant(clock.now())))
    const endTicks = clock.every(tick, () => {
      for (const entry of groups.due(clock.now())) queue.add(entry)
      queue.poll()
    })
    return {
      async write(event) {
        if (isClosed) throw new AuditFault('closed', 'the audit log is closed')
        if (isFailClosed(event)) await queue.write(entryOf(event, instant(clock.now())))
        else add(event)
      },
      status: () => ({ size: tree.size(), signed, fault: queue.fault(), failingPlaces: deliveries.failing() }),
      async close() {
        if (isClosed) return
        isClosed = true
        endTicks()
        try {
          for (const entry of groups.due(clock.now(), true)) queue.add(entry)
          await queue.write(entryOf({ kind: 'stop' }, instant(clock.now())))
          await queue.finish()
          await deliveries.settled()
        } finally {
          await store.close().catch(() => undefined)
          lock.release()
        }
      },
    }
  } catch (error) {
    lock.release()
    throw error instanceof AuditFault ? error : new AuditFault('not-written', `the audit log cannot be opened (${systemCode(error)})`, error)
  }
}
