import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes what guard.yaml names as `ownSettings` have it: a site's certificate, and the key and secret of the audit log. */
export function writeOwnFiles(folder: string, pair: { readonly cert: string; readonly key: string }): void {
  const write = (name: string, content: string | Buffer): void => writeFileSync(join(folder, name), content, { mode: 0o600 })
  write('good.pem', readFileSync(pair.cert))
  write('good.key', readFileSync(pair.key))
  write('audit', generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }))
  write('secret', randomBytes(32).toString('hex'))
}

/** Lines of guard.yaml for a guard that keeps all that is its own in a folder, and listens for TLS at a port. */
export function ownSettings(folder: string, https: number): string {
  const at = (name: string): string => join(folder, name)
  return `folder: ${at('run')}
listen: { addresses: [127.0.0.1], https: ${https}, http: false }
tls: { certificate: { certificate: ${at('good.pem')}, key: ${at('good.key')} } }
state: { file: ${at('state.db')} }
audit: { folder: ${at('log')}, key: "file:${at('audit')}", secret: "file:${at('secret')}" }`
}
