import type { IncomingMessage } from 'node:http'
import { request } from 'node:http'
import { systemFault, WireError } from '../wire/fault.ts'

/** Where the container engine of this machine listens, or why it is not asked. */
export function engineSocket(env: Readonly<Record<string, string | undefined>>): { readonly socket: string } | { readonly why: string } {
  const host = env['DOCKER_HOST'] ?? ''
  if (host === '') return { socket: '/var/run/docker.sock' }
  const path = /^unix:\/\/(\/.*)$/.exec(host)?.[1]
  return path === undefined ? { why: 'DOCKER_HOST is no socket of this machine: only containers of this machine are asked' } : { socket: path }
}

export interface EngineOptions {
  readonly socket: string
  readonly signal: AbortSignal
  /** Milliseconds for one question. */
  readonly timeout: number
}

/** The most that an answer of the engine may be. */
const limit = 8 * 1024 * 1024

/** One read-only question of the Docker Engine API, as JSON. Throws `WireError`s alone. */
export async function getFromEngine(path: string, { socket, signal, timeout }: EngineOptions): Promise<unknown> {
  const text = await new Promise<string>((resolve, reject) => {
    const fail = (error: unknown): void => {
      asked.destroy()
      reject(signal.aborted ? new WireError('cancelled', 'cancelled') : systemFault(error))
    }
    const asked = request({ socketPath: socket, path, method: 'GET', headers: { host: 'docker' }, signal, agent: false }, (answer) => {
      body(answer).then((got) => {
        clearTimeout(timer)
        resolve(got)
      }, fail)
    })
    const timer = setTimeout(() => fail(new WireError('silent', `no answer of the container engine within ${timeout} ms`)), timeout)
    asked.on('error', (error) => {
      clearTimeout(timer)
      fail(error)
    })
    asked.end()
  })
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new WireError('garbage', 'the container engine does not answer in JSON', { cause: error })
  }
}

async function body(answer: IncomingMessage): Promise<string> {
  if (answer.statusCode !== 200) throw new WireError('garbage', `the container engine answers ${answer.statusCode ?? 'nothing'}`)
  const chunks: Buffer[] = []
  let total = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    total += chunk.length
    if (total > limit) throw new WireError('too-much', `more than ${limit} bytes of the container engine`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
