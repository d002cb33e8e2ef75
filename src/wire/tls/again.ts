import type { ConnectionOptions, TLSSocket } from 'node:tls'
import { connect } from 'node:tls'
import { isIP } from 'node:net'
import type { TlsMeans } from './ask.ts'
import { openForTls } from './ask.ts'
import { anybody, tlsFault } from './session.ts'
import { WireError } from '../fault.ts'

/** What is asked with the library's handshake, since only a session that stands can be taken up again. */
type Version = 'TLSv1.2' | 'TLSv1.3'

/** `none`: the server gave nothing to come back with. */
export type Resumption = 'resumed' | 'refused' | 'none'

/** Milliseconds in which a server gives its tickets, or says what it thinks of a new handshake. */
const patience = 1000

/** Whether a session can be taken up again with the ticket or the identifier that the server gave (RFC 5077; RFC 8446, section 2.2). */
export async function resume(means: TlsMeans, version: Version): Promise<Resumption> {
  const only = { minVersion: version, maxVersion: version } as const
  const first = await open(means, only)
  const session = await new Promise<Buffer | undefined>((resolve) => {
    const kept = version === 'TLSv1.2' && first.early.length === 0 ? first.socket.getSession() : first.early[0]
    if (kept !== undefined) return resolve(kept)
    const timer = setTimeout(() => resolve(undefined), patience)
    const settle = (found?: Buffer): void => {
      clearTimeout(timer)
      resolve(found)
    }
    first.socket.once('session', settle).once('close', () => settle())
  })
  first.socket.destroy()
  if (session === undefined) return 'none'
  const second = await open(means, { ...only, session })
  const isReused = second.socket.isSessionReused()
  second.socket.destroy()
  return isReused ? 'resumed' : 'refused'
}

/** `limited`: a few times, and then no more. */
export type Renegotiation = 'accepted' | 'limited' | 'refused'

/** Handshakes that are begun anew: some servers count, and let three of them pass. */
const tries = 8

/** Whether who connects may begin the handshake anew, as often as he likes, inside of a session of TLS 1.2 or older. */
export async function renegotiate(means: TlsMeans): Promise<Renegotiation> {
  const { socket } = await open(means, { minVersion: 'TLSv1', maxVersion: 'TLSv1.2' })
  try {
    for (let done = 0; done < tries; done++) if (!(await once(socket))) return done === 0 ? 'refused' : 'limited'
    return 'accepted'
  } finally {
    socket.destroy()
  }
}

function once(socket: TLSSocket): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (isDone: boolean): void => {
      clearTimeout(timer)
      socket.off('error', no).off('close', no)
      resolve(isDone)
    }
    const no = (): void => settle(false)
    const timer = setTimeout(no, patience)
    socket.once('error', no).once('close', no)
    socket.renegotiate({ rejectUnauthorized: false }, (error) => settle(error === null))
  })
}

interface Opened {
  readonly socket: TLSSocket
  /** Sessions that came with the handshake. */
  readonly early: readonly Buffer[]
}

/** A handshake that succeeds; everything else is thrown as `WireError`. */
async function open(means: TlsMeans, options: ConnectionOptions): Promise<Opened> {
  const { signal, timeout, serverName } = means
  const stream = (await openForTls(means)).detach()
  return new Promise((resolve, reject) => {
    const name = serverName === undefined || isIP(serverName) !== 0 ? {} : { servername: serverName }
    const socket = connect({ socket: stream, ...anybody, ...options, ...name })
    const early: Buffer[] = []
    const fail = (error: WireError): void => {
      settle()
      socket.destroy()
      stream.destroy()
      reject(error)
    }
    const timer = setTimeout(() => fail(new WireError('silent', `no TLS handshake within ${timeout} ms`)), timeout)
    const cancel = (): void => fail(new WireError('cancelled', 'cancelled during the TLS handshake'))
    const settle = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', cancel)
    }
    signal.addEventListener('abort', cancel, { once: true })
    socket.on('session', (session: Buffer) => early.push(session))
    socket.on('error', (error) => fail(tlsFault(error)))
    socket.once('close', () => fail(new WireError('closed', 'closed during the TLS handshake')))
    socket.once('secureConnect', () => {
      settle()
      resolve({ socket, early })
    })
  })
}
