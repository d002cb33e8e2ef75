import type { Spool } from './spool.ts'

/** The first bytes of a body, as many as tell what it is, and all of it. */
export interface Begun {
  readonly first: Buffer
  readonly all: AsyncIterable<Buffer>
}

/** Takes so many bytes off, or fewer where there are no more. */
export async function begun(bytes: AsyncIterable<Uint8Array>, peek: number): Promise<Begun> {
  const iterator = bytes[Symbol.asyncIterator]()
  const parts: Buffer[] = []
  let length = 0
  while (length < peek) {
    const next = await iterator.next()
    if (next.done === true) break
    parts.push(Buffer.from(next.value))
    length += next.value.length
  }
  const first = Buffer.concat(parts)
  return { first: first.subarray(0, peek), all: rest(first, iterator) }
}

async function* rest(first: Buffer, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Buffer> {
  try {
    if (first.length > 0) yield first
    for (;;) {
      const next = await iterator.next()
      if (next.done === true) return
      yield Buffer.from(next.value)
    }
  } finally {
    await iterator.return?.()
  }
}

/** The bytes as long as there are no more than so many; then the error of `tooMany`. */
export async function* upTo(bytes: AsyncIterable<Uint8Array>, most: number, tooMany: () => Error): AsyncGenerator<Buffer> {
  let length = 0
  for await (const part of bytes) {
    length += part.length
    if (length > most) throw tooMany()
    yield Buffer.from(part)
  }
}

/** The bytes on their way to a spool and to whoever reads them; who takes an error for an end can ask for it. */
export class Kept implements AsyncIterable<Buffer> {
  readonly #bytes: AsyncIterable<Buffer>
  readonly #spool: Spool
  #fault: unknown

  constructor(bytes: AsyncIterable<Buffer>, spool: Spool) {
    this.#bytes = bytes
    this.#spool = spool
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    try {
      for await (const part of this.#bytes) {
        await this.#spool.write(part)
        yield part
      }
    } catch (error) {
      this.#fault = error
      throw error
    }
  }

  /** Throws what went wrong on the way. */
  check(): void {
    if (this.#fault !== undefined) throw this.#fault
  }

  /** For who wants the spool alone. */
  async drain(): Promise<void> {
    const iterator = this[Symbol.asyncIterator]()
    while ((await iterator.next()).done !== true);
  }
}
