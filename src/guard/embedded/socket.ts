import { request } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Headers } from '../relay/hops.ts'
import { oneOf, pairsOf } from '../relay/hops.ts'
import { join } from '../serve/upgrades.ts'
import { begin, give } from './give.ts'
import type { Passage } from './passage.ts'

interface Opening {
  /** Where it is opened. */
  readonly socket: string
  readonly method: string
  readonly target: string
  readonly headers: Headers
  /** Headers of an answer as the client gets them. */
  readonly answer: (raw: readonly string[]) => Headers
}

/** Asks for a socket where it can be cut, and joins it with the client's; another answer is given as such. Rejects where nobody answers. */
export function openSocket(passage: Passage, { client, first }: NonNullable<Passage['upgrade']>, opening: Opening): Promise<void> {
  const { socket: socketPath, method, target, headers, answer } = opening
  const { response } = passage
  return new Promise((resolve, reject) => {
    const all: Headers = [...headers, ['Connection', 'Upgrade'], ['Upgrade', 'websocket']]
    const asking = request({ socketPath, method, path: target, headers: all.flat() as unknown as Record<string, string>, agent: false })
    const gone = (): void => void asking.destroy()
    response.once('close', gone)
    asking.once('error', reject)
    asking.once('response', (given) => {
      const length = oneOf(pairsOf(given.rawHeaders), 'content-length')
      begin(passage, given.statusCode ?? 502, [...answer(given.rawHeaders), ...(length === undefined ? [] : [['Content-Length', length] as const])])
      give(passage, given as AsyncIterable<Buffer>).then(resolve, reject)
    })
    asking.once('upgrade', ({ rawHeaders }, program, early) => {
      response.off('close', gone)
      response.statusCode = 101
      switchOver(response, client, answer(rawHeaders))
      join(client, program, () => {})
      client.write(early)
      program.write(first)
      resolve()
    })
    asking.end()
  })
}

/** From here on the connection is no more of HTTP. */
function switchOver(response: Passage['response'], client: Duplex, headers: Headers): void {
  response.detachSocket(client as Parameters<typeof response.detachSocket>[0])
  const lines = [['Connection', 'Upgrade'], ['Upgrade', 'websocket'], ...headers].map(([name, value]) => `${name}: ${value}\r\n`)
  client.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`, 'latin1')
}
