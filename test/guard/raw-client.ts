import { once } from 'node:events'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import { connect } from 'node:tls'
import { reference } from './knowledge.ts'

/** Who may all but administer, and where its pages come from. */
export const ann: string = `Cookie: __Host-guard=${reference('a')}`
export const ofOwnPage = 'Origin: https://localhost'

/** A connection over TLS, by the name `localhost` unless another is said. Its errors are nobody's. */
export async function opened(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', rejectUnauthorized: false, ...options })
  socket.on('error', () => {})
  await once(socket, 'secureConnect')
  return socket
}

/** All that is answered to these bytes until the connection ends. */
export async function raw(port: number, bytes: string, options: ConnectionOptions = {}): Promise<string> {
  const socket = await opened(port, options)
  let text = ''
  socket.setEncoding('latin1').on('data', (part: string) => (text += part))
  socket.write(bytes, 'latin1')
  await once(socket, 'close')
  return text
}

/** The numbers of all answers in it. */
export function statuses(text: string): readonly number[] {
  return [...text.matchAll(/HTTP\/1\.1 (?<status>\d+) /g)].map(({ groups }) => Number(groups?.['status']))
}

/** One request that is the last of its connection. */
export function only(port: number, line: string, ...lines: readonly string[]): Promise<string> {
  return raw(port, `${[`${line} HTTP/1.1`, 'Host: localhost', ...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`)
}
