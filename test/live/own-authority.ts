import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sandbox } from './server.ts'

export interface OwnAuthority {
  /** Paths. */
  readonly ca: string
  readonly certificate: string
  readonly key: string
  /** The authority itself, as PEM. */
  readonly pem: string
}

/** An authority of the test's own, and a certificate of it for 127.0.0.1 and localhost. */
export function ownAuthority(box: Sandbox, name = 'own'): OwnAuthority {
  const at = (suffix: string): string => join(box.folder, `${name}${suffix}`)
  const openssl = (...args: readonly string[]): string => box.run('/usr/bin/openssl', args)
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  openssl('req', '-x509', ...ec, '-subj', `/CN=authority of ${name}`, '-days', '2', '-keyout', at('-ca.key'), '-out', at('-ca.pem'))
  openssl('req', ...ec, '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', at('.key'), '-out', at('.csr'))
  const signing = ['-CA', at('-ca.pem'), '-CAkey', at('-ca.key'), '-CAcreateserial', '-copy_extensions', 'copy']
  openssl('x509', '-req', '-in', at('.csr'), ...signing, '-days', '2', '-out', at('.pem'))
  return { ca: at('-ca.pem'), certificate: at('.pem'), key: at('.key'), pem: readFileSync(at('-ca.pem'), 'utf8') }
}
