import { generateKeyPairSync, getDiffieHellman } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sandbox } from '../live/server.ts'
import type { Issued, Made } from './certificate.ts'
import { authority, issue } from './certificate.ts'
import type { Pki } from './real-servers.ts'

/** A server of the collection at badssl.com, rebuilt: what its name says is wrong with it, and what must be found. */
export interface Bad {
  readonly name: string
  /** Keys of what is not safe, in the order in which they are told; `certificate: …`: what the certificate's own control judges. */
  readonly wanted: readonly string[]
  /** Directives of nginx. */
  readonly settings: string
}

const day = 86_400_000
const strong = 'ssl_protocols TLSv1.2 TLSv1.3;\nssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;\n'
const old = (suites: string, versions = 'TLSv1.1 TLSv1.2'): string =>
  `ssl_protocols ${versions};\nssl_ciphers ${suites}:@SECLEVEL=0;\nssl_prefer_server_ciphers on;\n`
const finite = 'DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES128-SHA256:DHE-RSA-AES128-SHA:DHE-RSA-AES256-SHA256:DHE-RSA-AES256-SHA'

/** All that nginx with Debian's OpenSSL can serve of it. */
export function badCollection(box: Sandbox, certificates: Pki): readonly Bad[] {
  const { between, root } = certificates
  const shown = (name: string, made: Made, issuer: Issued | undefined = between, ...chain: readonly Issued[]): string => {
    const pair = certificates.write(`bad-${name}`, issue(made, issuer), ...chain)
    return `ssl_certificate ${pair.cert};\nssl_certificate_key ${pair.key};\n`
  }
  const good = shown('good', {}, between, between)
  const rsa = (bits: number): Made => ({ key: generateKeyPairSync('rsa', { modulusLength: bits }) })
  const ec = (namedCurve: string): Made => ({ key: generateKeyPairSync('ec', { namedCurve }) })
  const names = (count: number): readonly string[] => ['localhost', ...Array.from({ length: count }, (_, index) => `${index}.example`)]
  const stranger = authority('Stranger')
  const dh = (name: string, prime: Buffer): string => {
    const file = join(box.folder, `bad-${name}.pem`)
    writeFileSync(file, parameters(prime), { mode: 0o644 })
    return `${good}ssl_dhparam ${file};\n${old(finite)}`
  }
  const older = ['tls-1.1', 'cipher-suites'] as const
  return [
    {
      name: 'expired',
      wanted: ['certificate: expired'],
      settings: shown('expired', { notBefore: new Date(Date.now() - 90 * day), notAfter: new Date(Date.now() - day) }, between, between) + strong,
    },
    { name: 'wrong.host', wanted: ['certificate-name'], settings: shown('host', { names: ['other.example'] }, between, between) + strong },
    { name: 'self-signed', wanted: ['certificate-chain'], settings: certificatesOf(certificates, 'self', issue()) + strong },
    { name: 'untrusted-root', wanted: ['certificate-chain'], settings: shown('stranger', {}, stranger, stranger) + strong },
    { name: 'incomplete-chain', wanted: ['certificate-chain'], settings: shown('incomplete', {}) + strong },
    { name: 'reversed-chain', wanted: ['certificate-chain'], settings: shown('reversed', {}, between, root, between) + strong },
    { name: 'no-common-name, no-subject', wanted: [], settings: shown('subject', { subject: '' }, between, between) + strong },
    { name: 'no-san', wanted: ['certificate-name'], settings: shown('san', { names: [] }, between, between) + strong },
    {
      name: 'sha1',
      wanted: ['certificate: SHA-1'],
      settings: shown('sha1', { digest: 'sha1' }, between, between) + `${old('ECDHE+AESGCM', 'TLSv1.2')}`,
    },
    { name: '1000-sans', wanted: [], settings: shown('names', { names: names(1000) }, between, between) + strong },
    { name: 'ecc256', wanted: [], settings: shown('ecc256', ec('P-256'), between, between) + strong },
    { name: 'ecc384', wanted: [], settings: shown('ecc384', ec('P-384'), between, between) + strong },
    { name: 'rsa2048', wanted: [], settings: good + strong },
    { name: 'rsa4096', wanted: [], settings: shown('rsa4096', rsa(4096), between, between) + strong },
    {
      name: 'client, client-cert-missing',
      wanted: [],
      settings: `${good}${strong}ssl_verify_client on;\nssl_client_certificate ${certificates.ca};\n`,
    },
    { name: 'cbc', wanted: older, settings: good + old('AES256:AES128:!AESGCM:!aNULL:!eNULL') },
    { name: 'null', wanted: older, settings: good + old('NULL:aNULL:eNULL') },
    { name: 'mozilla-old', wanted: ['tls-1.0', ...older], settings: good + old('ALL:!aNULL:!eNULL', 'TLSv1 TLSv1.1 TLSv1.2') },
    {
      name: 'mozilla-intermediate',
      wanted: ['tls-1.0', ...older],
      settings: good + old(`ECDHE+AESGCM:ECDHE+AES:${finite}:AES128-SHA`, 'TLSv1 TLSv1.1 TLSv1.2'),
    },
    { name: 'mozilla-modern', wanted: older, settings: good + old(`ECDHE+AESGCM:ECDHE+AES:${finite}`) },
    { name: 'static-rsa', wanted: older, settings: good + old('kRSA') },
    { name: 'dh1024', wanted: ['tls-1.1', 'cipher-suites', 'dh-size'], settings: dh('dh1024', getDiffieHellman('modp2').getPrime()) },
    { name: 'dh2048', wanted: older, settings: dh('dh2048', getDiffieHellman('modp14').getPrime()) },
    { name: 'dh-composite', wanted: ['tls-1.1', 'cipher-suites', 'dh-size'], settings: dh('composite', composite()) },
    { name: 'tls-v1-0', wanted: ['tls-1.0', 'tls-current', 'cipher-suites'], settings: good + old('ALL', 'TLSv1') },
    { name: 'tls-v1-1', wanted: ['tls-1.1', 'tls-current', 'cipher-suites'], settings: good + old('ALL', 'TLSv1.1') },
    { name: 'tls-v1-2', wanted: [], settings: `${good}ssl_protocols TLSv1.2;\nssl_ciphers ECDHE+AESGCM;\n` },
  ]
}

function certificatesOf(certificates: Pki, name: string, leaf: Issued): string {
  const { cert, key } = certificates.write(`bad-${name}`, leaf)
  return `ssl_certificate ${cert};\nssl_certificate_key ${key};\n`
}

/** The product of two primes. */
function composite(): Buffer {
  // the modulus of a key of RSA is just that
  const { n } = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' })
  return Buffer.from(String(n), 'base64url')
}

/** Parameters of Diffie-Hellman with generator 2 in PEM (PKCS #3). */
function parameters(prime: Buffer): string {
  const number = prime[0]! >= 0x80 ? Buffer.concat([Buffer.from([0]), prime]) : prime
  const length = (octets: number): Buffer =>
    octets < 0x80 ? Buffer.from([octets]) : octets < 0x100 ? Buffer.from([0x81, octets]) : Buffer.from([0x82, octets >> 8, octets & 0xff])
  const body = Buffer.concat([Buffer.from([2]), length(number.length), number, Buffer.from([2, 1, 2])])
  const der = Buffer.concat([Buffer.from([0x30]), length(body.length), body])
  return `-----BEGIN DH PARAMETERS-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END DH PARAMETERS-----\n`
}
