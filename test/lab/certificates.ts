import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Password of every keystore in a lab. */
export const storePassword = 'lab-keystore-password'

/** A CA and one certificate for all names of a deployment, in every form that the examples ask for. Gives the folder. */
export function makeCertificates(folder: string, names: readonly string[]): string {
  mkdirSync(folder, { recursive: true })
  const at = (name: string): string => join(folder, name)
  const openssl = (...args: readonly string[]): void => void execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder })
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  openssl('req', '-x509', ...key, '-subj', '/CN=lab CA', '-days', '30', '-keyout', 'ca.key', '-out', 'ca.pem')
  openssl('req', ...key, '-subj', `/CN=${names[0] ?? 'lab'}`, '-keyout', 'leaf.key', '-out', 'leaf.csr')
  writeFileSync(
    at('leaf.ext'),
    `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}\nextendedKeyUsage=serverAuth,clientAuth\nbasicConstraints=CA:FALSE\n`,
  )
  openssl(
    'x509',
    '-req',
    '-in',
    'leaf.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '20',
    '-extfile',
    'leaf.ext',
    '-out',
    'leaf.pem',
  )
  openssl(
    'pkcs12',
    '-export',
    '-in',
    'leaf.pem',
    '-inkey',
    'leaf.key',
    '-certfile',
    'ca.pem',
    '-name',
    'lab',
    '-passout',
    `pass:${storePassword}`,
    '-out',
    'leaf.p12',
  )
  execFileSync(
    'keytool',
    [
      '-importcert',
      '-noprompt',
      '-alias',
      'ca',
      '-file',
      at('ca.pem'),
      '-keystore',
      at('trust.p12'),
      '-storetype',
      'PKCS12',
      '-storepass',
      storePassword,
    ],
    {
      stdio: 'ignore',
    },
  )
  return folder
}

/** Puts the right form under a name: `proxy.pem`, `database.key`, `tasks-trust.p12`. */
export function copyCertificate(folder: string, target: string, owner: number | undefined): void {
  const form = target.endsWith('ca.pem') ? 'ca.pem' : target.endsWith('trust.p12') ? 'trust.p12' : `leaf.${target.split('.').at(-1) ?? 'pem'}`
  copyFileSync(join(folder, form), target)
  if (form === 'leaf.key') keepFor(owner, target)
  else chmodSync(target, 0o644)
}

/** Its reader's alone, as servers demand of keys; for everybody where several users read it. */
export function keepFor(owner: number | undefined, file: string): void {
  chmodSync(file, owner === undefined ? 0o644 : 0o600)
  if (owner !== undefined) chownSync(file, owner, owner)
}
