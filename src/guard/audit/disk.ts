import { closeSync, fsyncSync, openSync } from 'node:fs'
import { open } from 'node:fs/promises'

/** A file that only grows; every call is done when its promise is. Tests hand in one that fails. */
export interface LogFile {
  readonly write: (bytes: Buffer, at: number) => Promise<void>
  /** On the disk (fdatasync). */
  readonly sync: () => Promise<void>
  /** Takes back what was written behind this length. */
  readonly cut: (length: number) => Promise<void>
  readonly close: () => Promise<void>
}

export type OpenFile = (path: string, isNew: boolean) => Promise<LogFile>

export const openLogFile: OpenFile = async (path, isNew) => {
  const handle = await open(path, isNew ? 'wx' : 'r+', 0o600)
  return {
    async write(bytes, at) {
      for (let done = 0; done < bytes.length;) done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten
    },
    sync: () => handle.datasync(),
    async cut(length) {
      await handle.truncate(length)
      await handle.sync()
    },
    close: () => handle.close(),
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
