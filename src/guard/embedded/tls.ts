import { constants } from 'node:crypto'
import type { SecureContext, SecureContextOptions, TlsOptions } from 'node:tls'
import { createSecureContext } from 'node:tls'
import { intermediate } from '../../protocols/tls-guideline/openssl.ts'
import type { GuardDocument } from '../document/read.ts'

/** By host. */
export type Contexts = ReadonlyMap<string, SecureContext>

/** The certificates of all hosts. Throws where one cannot be read, or does not fit its key. */
export function contextsOf({ sites, settings }: GuardDocument, read: (file: string) => string): Contexts {
  const { tls } = settings
  const shared = { ...policyOf(tls.profile), ...(tls.workers === undefined ? {} : { ca: read(tls.workers) }) }
  const found = sites.flatMap(({ host, certificate = tls.certificate }) => (certificate === undefined ? [] : [{ host, certificate }]))
  return new Map(
    found.map(({ host, certificate: { certificate, key } }) => {
      const pair = { cert: read(certificate), key: read(key) }
      try {
        return [host, createSecureContext({ ...shared, ...pair })] as const
      } catch (error) {
        throw new Error(`${certificate} with ${key}, for ${host}: ${error instanceof Error ? error.message : 'unknown'}`, { cause: error })
      }
    }),
  )
}

/**
 * How the listener speaks TLS. It has no certificate itself: who asks for a host that is none of ours gets none, and no answer. No session is taken up
 * again, so no key of tickets has to be kept, and a certificate that a client shows is judged each time.
 */
export function serverOptions({ settings: { tls } }: GuardDocument, contextOf: (host: string) => SecureContext | undefined): TlsOptions {
  return {
    ...policyOf(tls.profile),
    ALPNProtocols: ['h2', 'http/1.1'],
    SNICallback: (name, done) => done(null, contextOf(name.toLowerCase())),
    requestCert: tls.workers !== undefined,
    // what is shown and proves nothing is answered with 400: the handshake says no word of it
    rejectUnauthorized: false,
  }
}

/** Mozilla's profiles 6.0. */
function policyOf(profile: 'modern' | 'intermediate'): SecureContextOptions {
  return {
    minVersion: profile === 'modern' ? 'TLSv1.3' : 'TLSv1.2',
    ...(profile === 'modern' ? {} : { ciphers: intermediate.ciphers.join(':') }),
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
  }
}
