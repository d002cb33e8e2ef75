import type { ServerResponse } from 'node:http'
import type { Given } from './download.ts'

/** Gives an answer as it may be given, as fast as it is taken. */
export async function give(response: ServerResponse, { status, headers, body, length }: Given): Promise<void> {
  // the program's own is among the headers
  response.sendDate = false
  response.writeHead(status, [...headers, ...(length === undefined ? [] : [['content-length', String(length)] as const])].flat() as string[])
  if (body !== undefined) {
    for await (const part of body) {
      if (!response.write(part)) await drained(response)
      if (response.destroyed) return
    }
  }
  await new Promise<void>((resolve) => {
    response.once('close', resolve)
    response.end(resolve)
  })
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.once('drain', done).once('close', done)
  })
}
