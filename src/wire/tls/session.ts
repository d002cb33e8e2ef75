import type { Duplex } from 'node:stream'
import type { ConnectionOptions } from 'node:tls'
import { isIP } from 'node:net'
import { checkServerIdentity, connect, rootCertificates } from 'node:tls'
import { systemFault, WireError } from '../fault.ts'

export interface SessionOptions {
  readonly signal: AbortSignal
  readonly timeout: number
  readonly serverName?: string
  /** Only a server whose certificate comes from an authority that counts and has one of these names. Absent: any server. */
  readonly trust?: Trust
}

export interface Trust {
  /** PEM, beside those of the system. */
  readonly authorities: readonly string[]
  readonly names: readonly string[]
}

/**
 * TLS over an open stream, with whatever the server offers and, without `trust`, no look at its certificate: for questions that carry no secret.
 * In TLS 1.3 a server that misses a client certificate says so only with the first answer.
 */
export function openTls(stream: Duplex, { signal, timeout, serverName, trust }: SessionOptions): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      socket: stream,
      ...(trust === undefined ? anybody : only(trust)),
      ...(serverName === undefined || isIP(serverName) !== 0 ? {} : { servername: serverName }),
    })
    const timer = setTimeout(() => fail(new WireError('silent', `no TLS handshake within ${timeout} ms`)), timeout)
    const cancel = (): void => fail(new WireError('cancelled', 'cancelled during the TLS handshake'))
    signal.addEventListener('abort', cancel, { once: true })
    socket.once('secureConnect', () => {
      settle()
      socket.on('error', () => {})
      resolve(socket)
    })
    socket.once('error', (error) => fail(tlsFault(error)))
    socket.once('close', () => fail(new WireError('closed', 'closed during the TLS handshake')))

    function settle(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', cancel)
      socket.removeAllListeners('error').removeAllListeners('close')
    }
    function fail(error: WireError): void {
      settle()
      socket.on('error', () => {})
      socket.destroy()
      stream.destroy()
      reject(error)
    }
  })
}

export const anybody = {
  rejectUnauthorized: false,
  minVersion: 'TLSv1',
  // the default level of OpenSSL would refuse old servers in the server's place
  ciphers: 'ALL:@SECLEVEL=0',
} as const

function only({ authorities, names }: Trust): ConnectionOptions {
  return {
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ca: [...rootCertificates, ...authorities],
    checkServerIdentity: (_host, certificate) => {
      const errors = names.map((name) => checkServerIdentity(name, certificate))
      return errors.length > 0 && errors.includes(undefined) ? undefined : (errors[0] ?? new Error('no name to look for'))
    },
  }
}

/** OpenSSL's codes: what the peer sent as an alert is the server's word, the rest is the library's own. */
export function tlsFault(error: unknown): WireError {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG')
    return new WireError('garbage', 'no TLS was answered', { cause: error })
  if (code === 'ECONNRESET') return new WireError('reset', 'reset during the TLS handshake', { cause: error })
  return systemFault(error)
}
