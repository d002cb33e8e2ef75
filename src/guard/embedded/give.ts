import { STATUS_CODES } from 'node:http'
import type { Headers } from '../relay/hops.ts'
import type { Passage } from './passage.ts'

/** Begins an answer; of a name that is there several times all are written. */
export function begin({ response }: Passage, status: number, headers: Headers): void {
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

/** A body as it comes, no faster than it is taken. Rejects where the program breaks off; a client that takes none of it for too long is cut. */
export async function give(passage: Passage, body: AsyncIterable<Buffer>): Promise<void> {
  const { response } = passage
  for await (const part of body) {
    if (!response.write(part)) await drained(passage)
    if (response.destroyed) return
  }
  over(passage)
}

function drained({ response, patience }: Passage): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => response.destroy(), patience)
    const done = (): void => {
      clearTimeout(timer)
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.once('drain', done).once('close', done)
  })
}

/** An answer of the guard's own: its number and its name, and nothing of what is behind. `isLast`: nothing more is read of the connection. */
export function say(passage: Passage, status: number, headers: Headers, isLast = false): void {
  const { response } = passage
  if (response.headersSent || response.destroyed) return void response.destroy()
  const text = status === 204 ? '' : `${status} ${STATUS_CODES[status] ?? ''}\n`
  const content: Headers = [
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Content-Length', String(text.length)],
  ]
  // who waits to be told that its body is wanted is not, and may send it or not
  const ends = isLast || passage.expects === true
  if (ends) response.shouldKeepAlive = false
  begin(passage, status, text === '' ? headers : [...headers, ...content])
  if (ends) return void response.end(text)
  if (text !== '') response.write(text)
  over(passage)
}

/** Bytes of a body that nobody wants which are still taken, and milliseconds for them: who is cut off while sending does not hear the answer. */
const lingering = { bytes: 1_048_576, time: 5000 } as const

/** Ends an answer, once the client has sent what it sends: then the connection is free for its next request. */
export function over({ message, response }: Passage): void {
  if (message.readableEnded || message.destroyed) return void response.end()
  let taken = 0
  const done = (): void => {
    clearTimeout(timer)
    message.off('data', count).off('end', done).off('close', done)
    if (!message.readableEnded) response.once('finish', () => message.destroy())
    response.end()
  }
  const count = (part: Buffer): void => {
    taken += part.length
    if (taken > lingering.bytes) done()
  }
  const timer = setTimeout(done, lingering.time)
  message.on('data', count).once('end', done).once('close', done)
}
