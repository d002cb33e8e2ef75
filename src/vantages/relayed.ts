import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { isIP } from 'node:net'
import { Duplex } from 'node:stream'
import type { Dial, DialOptions } from '../wire/dial.ts'
import { codeFault, systemFault, WireError } from '../wire/fault.ts'
import type { DatagramAnswer, SendDatagram } from '../wire/datagram.ts'
import type { Frame } from './frames.ts'
import { credit, framing, longestBody } from './frames.ts'
import { relay } from './relay.ts'

/** The text that `node -e` runs. */
const relayText: string = `(${relay.toString()})({framing:${functionText(framing)},longest:${longestBody},credit:${credit},net:require('node:net'),dgram:require('node:dgram'),fs:require('node:fs'),self:process})`

function functionText(of: (...all: never[]) => unknown): string {
  return `(${of.toString()})`
}

/** A relay that runs somewhere else, started when it is first needed. */
export interface Relayed {
  readonly dial: Dial
  readonly datagram: SendDatagram
  /** What `/proc/net/{tcp,tcp6,udp,udp6}` says there, by name. */
  readonly sockets: (options: Pick<DialOptions, 'signal' | 'timeout'>) => Promise<ReadonlyMap<string, string>>
  readonly close: () => Promise<void>
}

/** `argv` runs the relay in its place: the words before `node -e TEXT`. */
export function relayed(argv: readonly string[], name: string): Relayed {
  let running: Running | undefined
  let isClosed = false
  // the time that starting takes is not the server's
  const there = async (): Promise<Running> => {
    if (isClosed) throw new WireError('client', `${name} was let go`)
    running ??= new Running(argv, name)
    await running.ready
    return running
  }
  return {
    dial: async (host, port, options) => (await there()).dial(host, port, options),
    datagram: async (host, port, payload, options) => (await there()).datagram(host, port, payload, options),
    sockets: async (options) => (await there()).sockets(options),
    async close() {
      isClosed = true
      await running?.end()
    },
  }
}

type Hear = (frame: Frame) => void

const { write, reader } = framing(longestBody)

const slowestStart = 15_000

class Running {
  readonly #child: ChildProcess
  readonly #name: string
  readonly #hear = new Map<number, Hear>()
  readonly #gone: Promise<void>
  /** It runs, or it is known that it does not. */
  readonly ready: Promise<void>
  #started: () => void = () => {}
  #failure: WireError | undefined
  #isReady = false
  #last = 0

  constructor(argv: readonly string[], name: string) {
    this.#name = name
    const late = setTimeout(() => this.#fail(new WireError('client', `${name}: the relay does not start`)), slowestStart)
    this.ready = new Promise((resolve) => {
      this.#started = () => {
        clearTimeout(late)
        resolve()
      }
    })
    const [program, ...words] = [...argv, process.execPath, '-e', relayText]
    const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'ignore'], env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' } })
    this.#child = child
    const read = reader((frame) => this.#took(frame))
    child.stdout.on('data', (chunk: Buffer) => {
      try {
        read(chunk)
      } catch (error) {
        this.#fail(new WireError('client', 'the relay says what was not agreed', { cause: error }))
        child.kill('SIGKILL')
      }
    })
    child.stdin.on('error', () => {})
    this.#gone = new Promise((resolve) => {
      child.once('error', (error) => {
        this.#fail(systemFault(error))
        resolve()
      })
      child.once('close', (code) => {
        const what = this.#isReady ? 'the relay ended' : 'its network could not be entered (does it still run, and may we?)'
        this.#fail(new WireError('client', `${name}: ${what}, exit ${code ?? 'by a signal'}`))
        resolve()
      })
    })
  }

  dial(host: string, port: number, options: DialOptions): Promise<Duplex> {
    return this.#asked<Duplex>('O', { host, port }, options, `no connection within ${options.timeout} ms`, (id, { letter, body }, done, failed) => {
      if (letter === 'X') failed(codeFault(body.toString('latin1') || 'ECONNRESET'))
      if (letter !== 'O') return
      const stream = new Passed({
        say: (kind, bytes) => this.#say(kind, id, bytes),
        hear: (each) => this.#hear.set(id, each),
        release: () => this.#hear.delete(id),
      })
      if (this.#failure !== undefined) stream.destroy(this.#failure)
      done(stream)
    })
  }

  datagram(host: string, port: number, payload: Uint8Array, options: DialOptions): Promise<DatagramAnswer> {
    const body = { host, port, milliseconds: options.timeout, payload: Buffer.from(payload).toString('base64') }
    return this.#asked('U', body, { ...options, timeout: options.timeout + 5000 }, 'the relay does not answer', (_id, frame, done, failed) => {
      const { what, bytes } = JSON.parse(frame.body.toString('utf8')) as { readonly what: string; readonly bytes: number }
      if (what === 'reply') return done({ kind: 'reply', bytes })
      if (what === 'silence') return done({ kind: 'silence' })
      const error = codeFault(what || 'ECONNRESET')
      const { kind } = error.fault
      return kind === 'refused' || kind === 'unreachable' ? done({ kind }) : failed(error)
    })
  }

  sockets(options: Pick<DialOptions, 'signal' | 'timeout'>): Promise<ReadonlyMap<string, string>> {
    const texts = new Map<string, string>()
    return this.#asked('S', undefined, options, 'the relay does not answer', (_id, { body }, done) => {
      if (body.length === 0) return done(texts)
      const name = body.toString('latin1', 0, 8).trim()
      texts.set(name, (texts.get(name) ?? '') + body.toString('latin1', 8))
    })
  }

  async end(): Promise<void> {
    this.#child.stdin?.end()
    const late = setTimeout(() => this.#child.kill('SIGKILL'), 2000)
    await this.#gone
    clearTimeout(late)
  }

  /** One question of its own number, with deadline and cancellation. */
  #asked<T>(
    letter: string,
    body: unknown,
    { signal, timeout }: Pick<DialOptions, 'signal' | 'timeout'>,
    late: string,
    hear: (id: number, frame: Frame, done: (value: T) => void, failed: (error: WireError) => void) => void,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const host = typeof body === 'object' && body !== null && 'host' in body ? String(body.host) : '::'
      if (signal.aborted) return reject(new WireError('cancelled', 'cancelled before it was asked'))
      if (this.#failure !== undefined) return reject(this.#failure)
      if (isIP(host) === 0) return reject(new WireError('name', `${this.#name}: names are not looked up in another network: an address is needed`))
      const id = ++this.#last
      const settle = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', cancel)
      }
      const failed = (error: WireError): void => {
        settle()
        this.#hear.delete(id)
        this.#say('X', id)
        reject(error)
      }
      const cancel = (): void => failed(new WireError('cancelled', 'cancelled while connecting'))
      const timer = setTimeout(() => failed(new WireError('timeout', late)), timeout)
      signal.addEventListener('abort', cancel, { once: true })
      const done = (value: T): void => {
        settle()
        if (letter !== 'O') this.#hear.delete(id)
        resolve(value)
      }
      this.#hear.set(id, (frame) => (frame.letter === '!' ? failed(this.#failure!) : hear(id, frame, done, failed)))
      this.#say(letter, id, body === undefined ? '' : JSON.stringify(body))
    })
  }

  #took(frame: Frame): void {
    if (frame.letter === 'H') {
      this.#isReady = true
      this.#started()
    } else this.#hear.get(frame.id)?.(frame)
  }

  #say(letter: string, id: number, body: Uint8Array | string = ''): void {
    if (this.#child.stdin?.writable === true) this.#child.stdin.write(write(letter, id, body))
  }

  #fail(error: WireError): void {
    this.#failure ??= error
    this.#started()
    const all = [...this.#hear]
    this.#hear.clear()
    for (const [id, hear] of all) hear({ letter: '!', id, body: Buffer.alloc(0) })
  }
}

interface Line {
  readonly say: (letter: string, bytes?: Uint8Array | string) => void
  readonly hear: (each: Hear) => void
  readonly release: () => void
}

/** Our end of one connection. */
class Passed extends Duplex {
  readonly #line: Line
  #written: (() => void) | undefined
  #left = 0
  #owed = 0
  #isOver = false
  #isEnding = false

  constructor(line: Line) {
    super({ allowHalfOpen: true })
    this.#line = line
    // whoever talks over it listens for errors; between now and then none may end the process
    this.on('error', () => {})
    line.hear((frame) => this.#took(frame))
  }

  override _read(): void {
    if (this.#owed > 0) this.#line.say('A', String(this.#owed))
    this.#owed = 0
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error) => void): void {
    if (this.#isOver) return callback(codeFault('EPIPE'))
    const parts = Math.max(1, Math.ceil(chunk.length / longestBody))
    this.#left = parts
    this.#written = () => callback()
    for (let part = 0; part < parts; part++) this.#line.say('D', chunk.subarray(part * longestBody, (part + 1) * longestBody))
  }

  override _final(callback: () => void): void {
    this.#line.say('E')
    callback()
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#line.release()
    this.#line.say('X')
    callback(error)
  }

  #took({ letter, body }: Frame): void {
    if (letter === 'D') {
      this.#owed += body.length
      if (this.push(body)) this._read()
    } else if (letter === 'E') this.#ended()
    else if (letter === 'A' && --this.#left === 0) this.#written?.()
    else if (letter === 'X') {
      this.#isOver = true
      if (body.length === 0) this.#ended()
      else this.destroy(codeFault(body.toString('latin1') || 'ECONNRESET'))
    } else if (letter === '!') this.destroy(new WireError('client', 'the relay ended'))
  }

  #ended(): void {
    if (!this.#isEnding) this.push(null)
    this.#isEnding = true
  }
}
