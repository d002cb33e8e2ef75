import { closeSync, constants, fsyncSync, openSync } from 'node:fs'
import { open } from 'node:fs/promises'

/** A file that only grows; every call is done when its promise is. Tests hand in one that fails. */
export interface LogFile {
  /** On the disk when it is done (O_DSYNC): one call where a write and an fdatasync would be two, each with its way through a thread. */
  readonly write: (bytes: Buffer, at: number) => Promise<void>
  /** Takes back what was written behind this length. */
  readonly cut: (length: number) => Promise<void>
  readonly close: () => Promise<void>
}

export type OpenFile = (path: string, isNew: boolean) => Promise<LogFile>

export const openLogFile: OpenFile = async (path, isNew) => {
  const { O_CREAT, O_DSYNC, O_EXCL, O_RDWR } = constants
  const handle = await open(path, O_RDWR | O_DSYNC | (isNew ? O_CREAT | O_EXCL : 0), 0o600)
  return {
    async write(bytes, at) {
      for (let done = 0; done < bytes.length;) done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten
    },
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
