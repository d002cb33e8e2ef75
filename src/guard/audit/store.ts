import { join } from 'node:path'
import { existsSync, rmSync } from 'node:fs'
import type { LogFile, OpenFile } from './disk.ts'
import { syncFolder } from './disk.ts'
import { AuditFault, systemCode } from './fault.ts'
import type { Recovered } from './recover.ts'
import type { Header } from './segment.ts'
import { checkpointsName, headerText, segmentName } from './segment.ts'

/** The files of a log, to which one caller at a time appends. */
export interface Store {
  /** On the disk when it is done. A failure leaves nothing of it, or, where that cannot be known, goes on in a new segment. */
  readonly append: (bytes: Buffer) => Promise<void>
  readonly appendCheckpoint: (note: string) => Promise<void>
  /** Goes on in a new segment; the note is of all records before it. */
  readonly begin: (header: Header, note: string | undefined) => Promise<void>
  /** Whether the segment is full, or must not be gone on with: then `begin` comes next. */
  readonly wantsNext: () => boolean
  readonly close: () => Promise<void>
}

interface Appending {
  readonly file: LogFile
  /** Bytes that are known to be on the disk. */
  length: number
  /** Behind a failed call it is not known what stands behind `length`. */
  isDirty: boolean
}

/** Zero bytes that a segment has behind its records while it is written: some six hundred records find room in them. */
const ahead = 256 * 1024

/** Opens what is there; before the first `append` of a folder without a log comes `begin`. */
export async function openStore(folder: string, there: Recovered | undefined, open: OpenFile, largest: number): Promise<Store> {
  let records = there === undefined ? undefined : await opened(folder, there.segment, there.length, open, ahead)
  let checkpoints = there === undefined ? undefined : await opened(folder, checkpointsName(there.segment), there.checkpoints, open)
  // what the system kept to itself when it was asked to write it down is not to be trusted afterwards
  let isSuspect = false

  async function append(to: Appending | undefined, bytes: Buffer): Promise<void> {
    if (to === undefined) throw new AuditFault('not-written', 'there is no segment')
    let step = 'take back'
    try {
      if (to.isDirty) await takeBack(to)
      to.isDirty = true
      step = 'write'
      await to.file.write(bytes, to.length)
      to.length += bytes.length
      to.isDirty = false
    } catch (cause) {
      // after a failure to bring it onto the disk, a second call may succeed without having written anything
      if (step === 'write') isSuspect = true
      await takeBack(to).catch(() => undefined)
      throw new AuditFault('not-written', `the audit log cannot ${step} (${systemCode(cause)})`, cause)
    }
  }

  return {
    append: (bytes) => append(records, bytes),
    appendCheckpoint: (note) => append(checkpoints, Buffer.from(`${note}\n`, 'utf8')),
    wantsNext: () => isSuspect || records === undefined || records.length >= largest,
    async begin(header, note) {
      const name = segmentName(header.first)
      // what was refused must not stand before the new one
      if (records?.isDirty === true) await takeBack(records)
      const made: Appending[] = []
      // one without records is made anew; until that is done nothing may be written to what is no longer there
      if (existsSync(join(folder, name))) {
        await records?.file.close().catch(() => undefined)
        await checkpoints?.file.close().catch(() => undefined)
        ;[records, checkpoints] = [undefined, undefined]
      }
      try {
        // the checkpoint first: a segment without the one before it would not be gone on with
        for (const [file, text] of [
          [checkpointsName(name), note === undefined ? '' : `${note}\n`],
          [name, headerText(header)],
        ] as const) {
          rmSync(join(folder, file), { force: true })
          const to: Appending = { file: await open(join(folder, file), true, file === name ? ahead : 0), length: 0, isDirty: false }
          made.push(to)
          await append(to, Buffer.from(text, 'utf8'))
        }
        syncFolder(folder)
      } catch (cause) {
        for (const { file } of made) await file.close().catch(() => undefined)
        rmSync(join(folder, name), { force: true })
        throw cause instanceof AuditFault ? cause : new AuditFault('not-written', `no new segment (${systemCode(cause)})`, cause)
      }
      await records?.file.close().catch(() => undefined)
      await checkpoints?.file.close().catch(() => undefined)
      ;[checkpoints, records] = made
      isSuspect = false
    },
    async close() {
      await records?.file.close()
      await checkpoints?.file.close()
    },
  }
}

async function takeBack(to: Appending): Promise<void> {
  await to.file.cut(to.length)
  to.isDirty = false
}

async function opened(folder: string, name: string, length: number, open: OpenFile, room = 0): Promise<Appending> {
  return { file: await open(join(folder, name), false, room), length, isDirty: true }
}
