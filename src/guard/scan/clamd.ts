import type { Socket } from 'node:net'
import { connect } from 'node:net'
import type { Verdict } from './verdict.ts'
import { clean, notScanned } from './verdict.ts'

/** Where clamd listens. */
export type ClamdAddress = { readonly path: string } | { readonly host: string; readonly port: number }

export interface InstreamOptions {
  readonly signal: AbortSignal
  /** Milliseconds from the first byte to the verdict. */
  readonly timeout: number
  /** Bytes that are sent at most: no more than clamd's StreamMaxLength (100 MB by default in 1.4). */
  readonly limit: number
}

/** The longest answer; names of signatures are short. */
const longestAnswer = 1024

/**
 * One content on its way to clamd: zINSTREAM of clamd(8), ClamAV 1.4. Each chunk has its length in front, and one without bytes is the end.
 * It never rejects: whatever happens is a verdict, and only `stream: OK` after all was sent is clean.
 */
export class Instream {
  readonly #socket: Socket
  readonly #options: InstreamOptions
  readonly #verdict: Promise<Verdict>
  #settle!: (verdict: Verdict) => void
  #settled = false
  #early: Verdict | undefined
  #sent = 0
  #whole = false
  #answer = ''
  readonly #timer: NodeJS.Timeout
  readonly #onAbort = (): void => this.#end(notScanned('cancelled', 'the scan was cancelled'))

  constructor(address: ClamdAddress, options: InstreamOptions) {
    this.#options = options
    this.#verdict = new Promise((resolve) => (this.#settle = resolve))
    this.#timer = setTimeout(() => this.#end(notScanned('timeout', `the scanner gave no answer within ${options.timeout} ms`)), options.timeout)
    this.#socket = connect(address)
    this.#socket.on('data', (bytes: Buffer) => this.#read(bytes))
    this.#socket.on('error', (error) => this.#end(fault(error)))
    this.#socket.on('close', () => this.#end(notScanned('broken', `the scanner ended after ${this.#sent} bytes without an answer`)))
    options.signal.addEventListener('abort', this.#onAbort, { once: true })
    if (options.signal.aborted) this.#onAbort()
    this.#socket.write('zINSTREAM\0')
  }

  /** Bytes of the content that were taken. */
  get sent(): number {
    return this.#sent
  }

  /** The verdict, where there is one before all was sent. */
  get early(): Verdict | undefined {
    return this.#early
  }

  /** Waits while the scanner is slower than the sender. After an answer that came early the rest goes nowhere. */
  async write(bytes: Uint8Array): Promise<void> {
    // a chunk without bytes would be the end
    if (bytes.length === 0 || this.#settled) return
    this.#sent += bytes.length
    if (this.#sent > this.#options.limit) {
      this.#end(notScanned('too-large', `more than ${this.#options.limit} bytes`))
      return
    }
    const head = Buffer.alloc(4)
    head.writeUInt32BE(bytes.length)
    this.#socket.cork()
    this.#socket.write(head)
    const flows = this.#socket.write(bytes)
    this.#socket.uncork()
    if (!flows) await Promise.race([new Promise((resolve) => this.#socket.once('drain', resolve)), this.#verdict])
  }

  /** The content is whole: the verdict on it. */
  async finish(): Promise<Verdict> {
    if (!this.#settled) {
      // it is whole when the system has the last byte of it: an answer that is read before that is not on all of it
      this.#socket.write(Buffer.alloc(4), () => {
        this.#whole = true
      })
    }
    return this.#verdict
  }

  #read(bytes: Buffer): void {
    this.#answer += bytes.toString('latin1')
    const end = this.#answer.indexOf('\0')
    if (end === -1 && this.#answer.length <= longestAnswer) return
    this.#end(end === -1 || end !== this.#answer.length - 1 ? odd() : understood(this.#answer.slice(0, end), this.#whole))
  }

  #end(verdict: Verdict): void {
    if (this.#settled) return
    this.#settled = true
    this.#early = verdict
    clearTimeout(this.#timer)
    this.#options.signal.removeEventListener('abort', this.#onAbort)
    this.#socket.destroy()
    this.#settle(verdict)
  }
}

/** Answers of clamd (clamd/scanner.c, clamd/session.c of 1.4). */
function understood(answer: string, whole: boolean): Verdict {
  if (answer === 'stream: OK') return whole ? clean : notScanned('wrong-answer', 'the scanner judged before it had all')
  const [, name] = /^stream: ([\x21-\x7e]{1,256}(?: [\x21-\x7e]{1,256}){0,3}) FOUND$/.exec(answer) ?? []
  if (name !== undefined) return alert(name)
  if (/size limit exceeded/i.test(answer)) return notScanned('too-large', "more than the scanner's StreamMaxLength")
  return odd()
}

/** What clamd finds but does not look into is not scanned: AlertExceedsMax and AlertEncrypted of clamd.conf(5) say so. */
function alert(name: string): Verdict {
  if (name.startsWith('Heuristics.Limits.Exceeded')) return notScanned('too-large', `a limit of the scanner: ${name}`)
  if (name.startsWith('Heuristics.Encrypted')) return notScanned('locked', `the scanner cannot open it: ${name}`)
  return { kind: 'infected', name }
}

function odd(): Verdict {
  return notScanned('wrong-answer', 'what was answered is not of clamd')
}

function fault(error: NodeJS.ErrnoException): Verdict {
  const code = error.code ?? 'unknown'
  if (code === 'EPIPE' || code === 'ECONNRESET')
    return notScanned('broken', `the scanner ended the connection (${code}), as it does beyond its limits`)
  return notScanned('unreachable', `the scanner cannot be reached (${code})`)
}
