import type { Probe } from '../probe.ts'
import { session } from './session.ts'

/** Extensions of FTP that say something about protection (RFC 2228, RFC 4217). */
const known: readonly string[] = ['AUTH TLS', 'AUTH SSL', 'PBSZ', 'PROT', 'CCC', 'EPSV', 'SITE']

/** Products that say their version in the greeting. */
const products: readonly RegExp[] = [/\bvsFTPd (\d+(?:\.\d+)+)/, /\bProFTPD (\d+(?:\.\d+)+[a-z]?)/, /\bPure-FTPd (\d+(?:\.\d+)+)/]

export const features: Probe = {
  id: 'ftp/features',
  asks: 'the version in the greeting, and the extensions that are offered before a log-in',
  connections: 1,
  async ask(_target, asking) {
    const way = asking.transport.plaintext === 'served' ? 'plaintext' : undefined
    return session(
      asking,
      async ({ say, greeting }) => {
        const { code, lines } = await say('FEAT')
        const offered = known.filter((name) => lines.some((line) => line.toUpperCase().startsWith(name)))
        const version = products.flatMap((product) => greeting.flatMap((text) => product.exec(text)?.[1] ?? []))[0]
        const said = code === 211 ? `offers ${offered.join(', ') || 'nothing of protection'}` : `FEAT is answered with ${code}`
        return { said: version === undefined ? said : `version ${version}; ${said}`, ...(version === undefined ? {} : { version }) }
      },
      way,
    )
  },
}
