import { closeSync, constants, fsyncSync, openSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { systemCode } from './fault.ts'

/** A file that only grows; every call is done when its promise is. Tests hand in one that fails. */
export interface LogFile {
  /** On the disk when it is done (O_DSYNC): one call where a write and an fdatasync would be two, each with its way through a thread. */
  readonly write: (bytes: Buffer, at: number) => Promise<void>
  /** Takes back what was written behind this length. */
  readonly cut: (length: number) => Promise<void>
  readonly close: () => Promise<void>
}

/** @param ahead zero bytes that are written behind what is written, so that the next writes need not make the file longer: that takes the disk as long again */
export type OpenFile = (path: string, isNew: boolean, ahead?: number) => Promise<LogFile>

export const openLogFile: OpenFile = async (path, isNew, ahead = 0) => {
  const { O_CREAT, O_DSYNC, O_EXCL, O_RDWR } = constants
  const handle = await open(path, O_RDWR | O_DSYNC | (isNew ? O_CREAT | O_EXCL : 0), 0o600)
  // what was written, and how long the file is
  let [end, size] = [0, 0]
  const put = async (bytes: Buffer, at: number): Promise<void> => {
    for (let done = 0; done < bytes.length;) done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten
    size = Math.max(size, at + bytes.length)
  }
  return {
    async write(bytes, at) {
      end = at + bytes.length
      if (end <= size || ahead === 0) return put(bytes, at)
      try {
        await put(Buffer.concat([bytes, Buffer.alloc(ahead)]), at)
      } catch (error) {
        const code = systemCode(error)
        if (code !== 'ENOSPC' && code !== 'EDQUOT') throw error
        // a disk that has no room for more may have it for this
        await handle.truncate(at)
        size = at
        await put(bytes, at)
      }
    },
    async cut(length) {
      await handle.truncate(length)
      await handle.sync()
      ;[end, size] = [length, length]
    },
    async close() {
      if (size > end) await handle.truncate(end)
      await handle.close()
    },
  }
}

/** Names are on the disk when their folder is. */
export function syncFolder(folder: string): void {
  const file = openSync(folder, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
