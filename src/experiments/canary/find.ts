import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'

/** What one search may take. */
export interface Bounds {
  readonly signal: AbortSignal
  /** Bytes that are read at most, all files together. */
  readonly bytes: number
  readonly chunk?: number
}

/** What was read of one file. `part`: the bounds ended it. */
export interface Sought {
  readonly found: boolean
  readonly read: number
  readonly part: boolean
}

/**
 * Whether a word stands in a file, also where it lies across two chunks. Only regular files are read, never through a link at the end of the
 * path, and nothing of what they hold is kept. Rejects with the system's own error where the file cannot be read.
 */
export async function seek(file: string, word: string, { signal, bytes, chunk = 1 << 20 }: Bounds): Promise<Sought> {
  // a pipe would wait for its writer
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    if (!(await handle.stat()).isFile()) return { found: false, read: 0, part: true }
    return await seekIn(handle, Buffer.from(word, 'latin1'), { signal, bytes, chunk })
  } finally {
    await handle.close()
  }
}

async function seekIn(handle: FileHandle, word: Buffer, { signal, bytes, chunk }: Required<Bounds>): Promise<Sought> {
  const kept = word.length - 1
  const buffer = Buffer.alloc(kept + chunk)
  let carried = 0
  let read = 0
  for (;;) {
    if (signal.aborted || read >= bytes) return { found: false, read, part: true }
    const { bytesRead } = await handle.read(buffer, carried, Math.min(chunk, bytes - read))
    if (bytesRead === 0) return { found: false, read, part: false }
    read += bytesRead
    const filled = carried + bytesRead
    if (buffer.subarray(0, filled).includes(word)) return { found: true, read, part: false }
    carried = Math.min(kept, filled)
    buffer.copyWithin(0, filled - carried, filled)
  }
}
