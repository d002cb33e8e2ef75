import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'

/** A session of FTP over a socket, one command at a time. */
export interface Session {
  /** The code of the answer, such as `331`; `gone` when the server hung up. */
  readonly say: (command: string) => Promise<string>
  /** The last answer as it came. */
  readonly last: () => string
  /** Goes on over TLS; false when the handshake fails. */
  readonly secure: () => Promise<boolean>
  readonly close: () => void
}

/** Opens a session and waits for the greeting. Rejects when nobody listens, or the server does not greet. */
export async function session(port: number, implicit = false): Promise<Session> {
  let socket = await opened('127.0.0.1', port)
  let reader = readerOf(socket)
  let last = ''
  const answer = async (): Promise<string> => {
    last = await reader()
    return last === '' ? 'gone' : last.slice(0, 3)
  }
  const secure = async (): Promise<boolean> => {
    const above = connectTls({ socket, rejectUnauthorized: false })
    const done = await new Promise<boolean>((resolve) => {
      above.once('secureConnect', () => resolve(true))
      above.once('error', () => resolve(false))
      above.once('close', () => resolve(false))
    })
    above.on('error', () => undefined)
    socket = above
    reader = readerOf(above)
    return done
  }
  if (implicit && !(await secure())) throw new Error('no TLS from the first byte')
  if ((await answer()) !== '220') throw new Error('no greeting')
  return {
    async say(command) {
      if (socket.destroyed) return 'gone'
      socket.write(`${command}\r\n`)
      return answer()
    },
    last: () => last,
    secure,
    close: () => socket.destroy(),
  }
}

/** What the server says of itself when nobody speaks; empty when it waits for the client. */
export async function firstLine(port: number): Promise<string> {
  const socket = await opened('127.0.0.1', port)
  const text = await new Promise<string>((resolve) => {
    socket.once('data', (data: Buffer) => resolve(data.toString('latin1')))
    setTimeout(() => resolve(''), 700).unref()
  })
  socket.destroy()
  return text
}

/** True when something takes connections there. */
export async function listens(port: number, host = '127.0.0.1'): Promise<boolean> {
  try {
    const socket = await opened(host, port)
    socket.destroy()
    return true
  } catch {
    return false
  }
}

async function opened(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port }, () => resolve(socket))
    socket.once('error', reject)
    socket.on('error', () => undefined)
  })
}

/** Answers one after the other: the last line of each is `code text`. */
function readerOf(socket: Socket): () => Promise<string> {
  let text = ''
  let isOver = false
  let wake = (): void => undefined
  socket.on('data', (data: Buffer) => {
    text += data.toString('latin1')
    wake()
  })
  for (const event of ['close', 'end', 'error'])
    socket.on(event, () => {
      isOver = true
      wake()
    })
  return async () => {
    for (;;) {
      const whole = /^(?:\d{3}-[^]*?^)?\d{3} [^\n]*\n/m.exec(text)
      if (whole !== null && whole.index === 0) {
        text = text.slice(whole[0].length)
        return whole[0]
      }
      if (isOver) return ''
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
}
