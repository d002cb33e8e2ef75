import { randomBytes } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { open, unlink } from 'node:fs/promises'
import { join } from 'node:path'

/** What all bodies together may take at once, in bytes. */
export interface Room {
  taken: number
  readonly most: number
}

export class NoRoom extends Error {
  override readonly name = 'NoRoom'
}

/** A body that waits for its verdict: a little of it in memory, more in a file without a name, which is gone with the process. */
export class Spool {
  readonly #folder: string
  readonly #room: Room
  readonly #memory: number
  #parts: Buffer[] = []
  #file: FileHandle | undefined
  #size = 0
  #closed = false

  constructor(folder: string, room: Room, memory = 262_144) {
    this.#folder = folder
    this.#room = room
    this.#memory = memory
  }

  get size(): number {
    return this.#size
  }

  /** Rejects with `NoRoom`, or with what the disk says. */
  async write(bytes: Buffer): Promise<void> {
    if (this.#closed || this.#room.taken + bytes.length > this.#room.most) throw new NoRoom('too many bytes wait for a verdict')
    this.#room.taken += bytes.length
    this.#size += bytes.length
    if (this.#file === undefined && this.#size <= this.#memory) {
      this.#parts.push(Buffer.from(bytes))
      return
    }
    const file = (this.#file ??= await this.#opened())
    const all = [...this.#parts, bytes]
    this.#parts = []
    for (const part of all) await file.appendFile(part)
  }

  /** All of it from the beginning, as often as it is asked for. */
  async *read(): AsyncGenerator<Buffer> {
    if (this.#file === undefined) {
      yield* this.#parts
      return
    }
    for (let at = 0; at < this.#size;) {
      const { bytesRead, buffer } = await this.#file.read(Buffer.allocUnsafe(65_536), 0, 65_536, at)
      if (bytesRead === 0) throw new Error('what was kept of a body is gone')
      at += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  }

  async whole(): Promise<Buffer> {
    const parts: Buffer[] = []
    for await (const part of this.read()) parts.push(part)
    return Buffer.concat(parts)
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#room.taken -= this.#size
    this.#parts = []
    await this.#file?.close()
  }

  async #opened(): Promise<FileHandle> {
    const path = join(this.#folder, `body-${randomBytes(12).toString('hex')}`)
    const file = await open(path, 'wx+', 0o600)
    await unlink(path)
    if (!this.#closed) return file
    await file.close()
    throw new NoRoom('nobody waits for it any more')
  }
}
