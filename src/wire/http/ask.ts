import type { ClientRequest, IncomingMessage } from 'node:http'
import { request as open } from 'node:http'
import type { Duplex } from 'node:stream'
import { systemFault, WireError } from '../fault.ts'
import { tlsFault } from '../tls/session.ts'
import type { Header, HttpAnswer } from './answer.ts'

export interface HttpRequest {
  /** Default `GET`. */
  readonly method?: string
  /** As it stands in the request line: nothing is decoded or made simpler. */
  readonly path: string
  /** Value of `Host`. */
  readonly host: string
  readonly headers?: readonly Header[]
  readonly body?: string
}

export interface HttpLimits {
  readonly signal: AbortSignal
  /** Milliseconds for the whole exchange. */
  readonly timeout: number
  /** Bytes of the body that are read; default 64 KiB. */
  readonly body?: number
}

/** All headers of an answer together may be so long. */
const longestHead = 32 * 1024

/**
 * One request over an open stream, which is used up by it. Redirects are not followed, nothing is decompressed, and what the parser of Node
 * does not take for HTTP is garbage. Rejects with a `WireError` where no answer begins; one that breaks off later is told as not whole.
 */
export function askHttp(stream: Duplex, asked: HttpRequest, limits: HttpLimits): Promise<HttpAnswer> {
  const { signal, timeout, body: most = 64 * 1024 } = limits
  return new Promise((resolve, reject) => {
    let asking: ClientRequest | undefined
    let answer: { readonly message: IncomingMessage; readonly chunks: Buffer[] } | undefined
    let size = 0
    const timer = setTimeout(() => fail(new WireError('silent', `no whole answer within ${timeout} ms`)), timeout)
    const cancel = (): void => fail(new WireError('cancelled', 'cancelled'))

    function settle(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', cancel)
      for (const each of [stream, asking, answer?.message]) each?.on('error', () => {})
      asking?.destroy()
      stream.destroy()
    }
    function done(whole: boolean): void {
      if (answer === undefined) return
      const { message, chunks } = answer
      settle()
      resolve({ status: message.statusCode ?? 0, headers: pairs(message.rawHeaders), body: Buffer.concat(chunks).subarray(0, most), whole })
    }
    function fail(error: WireError): void {
      // what was said before it broke off was said
      if (answer !== undefined && error.fault.whose === 'server') return done(false)
      settle()
      reject(error)
    }
    function begin(message: IncomingMessage): void {
      answer ??= { message, chunks: [] }
    }

    if (signal.aborted) return cancel()
    signal.addEventListener('abort', cancel, { once: true })
    stream.on('error', (error) => fail(httpFault(error)))
    try {
      asking = open({
        createConnection: () => stream,
        method: asked.method ?? 'GET',
        path: asked.path,
        headers: headersOf(asked),
        maxHeaderSize: longestHead,
      })
    } catch (error) {
      // a path or a header that the library does not send
      return fail(httpFault(error))
    }
    asking.on('error', (error) => fail(httpFault(error)))
    // who had the stream before us left it paused
    asking.on('socket', () => stream.resume())
    asking.on('close', () => fail(new WireError('closed', 'closed without an answer')))
    for (const event of ['upgrade', 'connect'] as const)
      asking.on(event, (message) => {
        begin(message)
        done(true)
      })
    asking.on('response', (message) => {
      begin(message)
      message.on('data', (chunk: Buffer) => {
        size += chunk.length
        answer?.chunks.push(chunk)
        if (size > most) done(false)
      })
      message.on('end', () => done(true))
      message.on('error', (error) => fail(httpFault(error)))
    })
    asking.end(asked.body)
  })
}

/** Flat, so that Node adds none of its own but what closes the connection, and repetitions stay. */
function headersOf({ host, headers = [], body }: HttpRequest): readonly string[] {
  const given = new Set(headers.map(([name]) => name.toLowerCase()))
  const usual: readonly Header[] = [
    ['Host', host],
    ['User-Agent', 'Ringwall'],
    ['Accept', '*/*'],
    ['Accept-Encoding', 'identity'],
    ...(body === undefined ? [] : ([['Content-Length', String(Buffer.byteLength(body))]] as const)),
  ]
  return [...usual.filter(([name]) => !given.has(name.toLowerCase())), ...headers].flat()
}

function pairs(raw: readonly string[]): readonly Header[] {
  return raw.flatMap((name, index): readonly Header[] => (index % 2 === 0 ? [[name, raw[index + 1] ?? '']] : []))
}

function httpFault(error: unknown): WireError {
  if (error instanceof WireError) return error
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === 'HPE_HEADER_OVERFLOW') return new WireError('too-much', `headers of more than ${longestHead} bytes`, { cause: error })
  if (code.startsWith('HPE_')) return new WireError('garbage', 'the answer is not of HTTP/1', { cause: error })
  if (error instanceof Error && error.message === 'socket hang up') return new WireError('closed', 'closed without an answer', { cause: error })
  if (code.startsWith('ERR_SSL')) return tlsFault(error)
  return systemFault(error)
}
