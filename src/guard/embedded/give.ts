import type { ServerResponse } from 'node:http'
import { STATUS_CODES } from 'node:http'
import type { Readable } from 'node:stream'
import type { Headers } from '../relay/hops.ts'

/** Milliseconds in which a client takes a part of an answer, or sends one of a request. */
export const partPatience = 30_000

/** Begins an answer; of a name that is there several times all are written. */
export function begin(response: ServerResponse, status: number, headers: Headers): void {
  const byName = new Map<string, [name: string, values: string[]]>()
  for (const [name, value] of headers) {
    const known = byName.get(name.toLowerCase())
    if (known === undefined) byName.set(name.toLowerCase(), [name, [value]])
    else known[1].push(value)
  }
  if (byName.has('date')) response.sendDate = false
  for (const [name, values] of byName.values()) response.setHeader(name, values.length === 1 ? (values[0] ?? '') : values)
  response.writeHead(status)
}

/** A body as it comes, no faster than it is taken. Rejects where the program breaks off or the client takes none of it for too long. */
export async function give(response: ServerResponse, body: AsyncIterable<Buffer>): Promise<void> {
  for await (const part of body) {
    if (!response.write(part)) await drained(response)
    if (response.destroyed) return
  }
  response.end()
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => response.destroy(), partPatience)
    const done = (): void => {
      clearTimeout(timer)
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.once('drain', done).once('close', done)
  })
}

/** Bytes of a refused body that are still taken, and milliseconds for them: who is cut off while sending does not hear why. */
const lingering = { bytes: 1_048_576, time: 5000 } as const

/** An answer of the guard's own: its number and its name, and nothing of what is behind. */
export function say(response: ServerResponse, message: Readable | undefined, status: number, headers: Headers): void {
  if (response.headersSent || response.destroyed) return void response.destroy()
  const text = status === 204 || status === 304 ? '' : `${status} ${STATUS_CODES[status] ?? ''}\n`
  const content: Headers =
    text === ''
      ? []
      : [
          ['Content-Type', 'text/plain; charset=utf-8'],
          ['Content-Length', String(text.length)],
        ]
  begin(response, status, [...headers, ...content])
  if (message === undefined || message.readableEnded) return void response.end(text)
  if (text !== '') response.write(text)
  let taken = 0
  const over = (): void => {
    clearTimeout(timer)
    message.off('data', count).off('end', over).off('close', over)
    response.end()
    // a client that would go on is not listened to
    if (!message.readableEnded) response.once('finish', () => message.destroy())
  }
  const count = (part: Buffer): void => {
    taken += part.length
    if (taken > lingering.bytes) over()
  }
  const timer = setTimeout(over, lingering.time)
  message.on('data', count).once('end', over).once('close', over)
}
