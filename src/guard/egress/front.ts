import type { Socket } from 'node:net'
import type { EgressReason } from './list.ts'
import { Refusal } from './refusal.ts'

/** The first bytes of one side, held until it is known what they are. */
export class Front {
  readonly #socket: Socket
  #bytes: Buffer = Buffer.alloc(0)
  #ended = false
  #wake: (() => void) | undefined
  readonly #onData = (bytes: Buffer): void => {
    this.#bytes = Buffer.concat([this.#bytes, bytes])
    // whoever sends faster than we look waits
    this.#socket.pause()
    this.#wake?.()
  }
  readonly #onEnd = (): void => {
    this.#ended = true
    this.#wake?.()
  }

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', this.#onData)
    for (const event of ['end', 'close', 'error']) socket.on(event, this.#onEnd)
    socket.pause()
  }

  /**
   * What `look` makes of the bytes so far, as soon as it makes something of them. Rejects with a `Refusal` where that takes more than `most`
   * bytes or `timeout` milliseconds, or where the other side ends before.
   */
  async until<T>(look: (bytes: Buffer) => T | undefined, most: number, timeout: number, otherwise: EgressReason): Promise<T> {
    let late = false
    const timer = setTimeout(() => {
      late = true
      this.#wake?.()
    }, timeout)
    try {
      for (;;) {
        const found = this.#bytes.length === 0 ? undefined : look(this.#bytes)
        if (found !== undefined) return found
        if (this.#bytes.length > most) throw new Refusal(otherwise, `more than ${most} bytes, and still not whole`)
        if (late) throw new Refusal('deadline', `not whole within ${timeout} ms`)
        if (this.#ended) throw new Refusal(otherwise, `it ended after ${this.#bytes.length} bytes`)
        await new Promise<void>((resolve) => {
          this.#wake = resolve
          this.#socket.resume()
        })
      }
    } finally {
      clearTimeout(timer)
      this.#socket.pause()
    }
  }

  /** Takes so many bytes away from the front. */
  drop(length: number): void {
    this.#bytes = this.#bytes.subarray(length)
  }

  /** Gives the stream back, with what came and was not dropped at its front. */
  release(): void {
    this.#socket.off('data', this.#onData)
    for (const event of ['end', 'close']) this.#socket.off(event, this.#onEnd)
    if (this.#bytes.length > 0) this.#socket.unshift(this.#bytes)
    this.#bytes = Buffer.alloc(0)
  }
}
