import type { Duplex } from 'node:stream'
import { systemFault, WireError } from './fault.ts'

/** One step of a conversation as people may see it. `text` is written by us and holds no secret; bytes are only counted. */
export interface Exchange {
  readonly direction: 'sent' | 'received' | 'note'
  readonly text: string
  readonly bytes: number
}

/** What a reader took from the front of the bytes that came: `undefined` when the message is not whole yet. */
export interface Taken<T> {
  readonly value: T
  readonly length: number
}

export interface ConversationOptions {
  readonly signal: AbortSignal
  /** Milliseconds for the whole conversation. */
  readonly timeout: number
  /** Bytes that are read at most before the answer is whole; default 256 KiB. */
  readonly limit?: number
  /** Where the steps are written down. */
  readonly transcript: Exchange[]
}

/** The longest transcript that is kept; what comes after is only counted by whoever reads it. */
const longestTranscript = 200

/** A bounded exchange over one stream. Every method throws `WireError`s alone. */
export class Conversation {
  readonly #stream: Duplex
  readonly #options: ConversationOptions
  readonly #limit: number
  #timer: NodeJS.Timeout
  readonly #onAbort = (): void => this.#fail(new WireError('cancelled', 'cancelled'))
  readonly #onData = (chunk: Buffer): void => this.#push(chunk)
  readonly #onEnd = (): void => {
    if (!this.#isOver) this.#fail(new WireError('closed', `closed after ${this.#total} bytes`))
  }
  readonly #onError = (error: unknown): void => this.#fail(systemFault(error))
  #buffer: Buffer = Buffer.alloc(0)
  #total = 0
  #failure: WireError | undefined
  #isOver = false
  #wake: (() => void) | undefined

  constructor(stream: Duplex, options: ConversationOptions) {
    this.#stream = stream
    this.#options = options
    this.#limit = options.limit ?? 256 * 1024
    this.#timer = this.#alarm(options.timeout)
    options.signal.addEventListener('abort', this.#onAbort, { once: true })
    stream.on('data', this.#onData)
    stream.on('end', this.#onEnd)
    stream.on('close', this.#onEnd)
    stream.on('error', this.#onError)
  }

  /** Bytes that came so far. */
  get total(): number {
    return this.#total
  }

  /** What came and was not taken yet. */
  get pending(): Buffer {
    return this.#buffer
  }

  /** From now on there are only so many milliseconds left: for what follows the answer that counts. */
  within(milliseconds: number): void {
    clearTimeout(this.#timer)
    this.#timer = this.#alarm(milliseconds)
  }

  /** `shown` stands in the transcript for the bytes: never a secret. */
  send(bytes: Uint8Array | string, shown: string): void {
    if (this.#failure !== undefined && this.#failure.fault.kind !== 'closed') throw this.#failure
    this.#write('sent', shown, typeof bytes === 'string' ? Buffer.byteLength(bytes) : bytes.length)
    this.#stream.write(bytes)
  }

  /** Writes down what was understood of an answer. */
  note(text: string): void {
    this.#write('note', text, 0)
  }

  /** Waits until `take` finds a whole message at the front. `show` says in words of ours what it is. */
  async receive<T>(take: (bytes: Buffer) => Taken<T> | undefined, show: (value: T) => string): Promise<T> {
    for (;;) {
      const taken = this.#buffer.length === 0 ? undefined : take(this.#buffer)
      if (taken !== undefined) {
        this.#buffer = this.#buffer.subarray(taken.length)
        this.#write('received', show(taken.value), taken.length)
        return taken.value
      }
      if (this.#failure !== undefined) throw this.#failure
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  /** Gives the stream out of hand, for TLS on top of it; what was not taken yet is pushed back. */
  detach(): Duplex {
    this.#release()
    this.#stream.on('error', () => {})
    if (this.#buffer.length > 0) this.#stream.unshift(this.#buffer)
    return this.#stream
  }

  /** Whoever listens to the stream goes on doing so, to no effect: hundreds of conversations end one after another. */
  end(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
    this.#options.signal.removeEventListener('abort', this.#onAbort)
    this.#stream.destroy()
  }

  #release(): void {
    clearTimeout(this.#timer)
    this.#options.signal.removeEventListener('abort', this.#onAbort)
    this.#stream.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onEnd).off('error', this.#onError)
    this.#stream.pause()
  }

  #alarm(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => this.#fail(new WireError('silent', `no whole answer within ${milliseconds} ms`)), milliseconds)
  }

  #push(chunk: Buffer): void {
    this.#total += chunk.length
    if (this.#total > this.#limit) {
      this.#fail(new WireError('too-much', `more than ${this.#limit} bytes without a whole answer`))
      return
    }
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk])
    this.#awake()
  }

  #fail(error: WireError): void {
    this.#failure ??= error
    this.#awake()
  }

  #awake(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }

  #write(direction: Exchange['direction'], text: string, bytes: number): void {
    if (this.#options.transcript.length < longestTranscript) this.#options.transcript.push({ direction, text, bytes })
  }
}

/** A line that ends in LF, without its CR and LF; longer than `longest` bytes is garbage. */
export function line(longest = 8192): (bytes: Buffer) => Taken<string> | undefined {
  return (bytes) => {
    const end = bytes.indexOf(0x0a)
    if (end === -1 || end > longest) {
      if (bytes.length > longest) throw new WireError('garbage', `a line of more than ${longest} bytes`)
      return undefined
    }
    return { value: bytes.subarray(0, end).toString('latin1').replace(/\r$/, ''), length: end + 1 }
  }
}

/** The same bytes, understood further. */
export function mapped<T, U>(taken: Taken<T> | undefined, understand: (value: T) => U): Taken<U> | undefined {
  return taken === undefined ? undefined : { value: understand(taken.value), length: taken.length }
}
