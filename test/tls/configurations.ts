import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import type { Sandbox } from '../live/server.ts'
import { issue } from './certificate.ts'
import type { Pki } from './real-servers.ts'
import { haproxy, httpd, jsse, nginx, programs, stunnel } from './real-servers.ts'

type Kind = 'nginx' | 'httpd' | 'haproxy' | 'stunnel' | 'java'

interface Configuration {
  readonly name: string
  readonly kind: Kind
  /** For Java: versions and suites with a blank between. `RSA`, `EC`, `ED`, `DH1024` and `CA` stand for files. */
  readonly settings: string
}

const all = 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'
const modern = 'ECDHE+AESGCM:ECDHE+CHACHA20'

function inNginx(name: string, versions: string, ciphers: string, more = '', keys: readonly string[] = ['RSA']): Configuration {
  const pairs = keys.map((key) => `ssl_certificate ${key}.pem;\nssl_certificate_key ${key}.key;\n`).join('')
  return { name: `nginx, ${name}`, kind: 'nginx', settings: `${pairs}ssl_protocols ${versions};\nssl_ciphers ${ciphers};\n${more}` }
}

function inHttpd(name: string, versions: string, ciphers: string, more = ''): Configuration {
  const settings = `SSLCertificateFile RSA.pem\nSSLCertificateKeyFile RSA.key\nSSLProtocol ${versions}\nSSLCipherSuite ${ciphers}\n${more}`
  return { name: `httpd, ${name}`, kind: 'httpd', settings }
}

function inHaproxy(name: string, rest: string): Configuration {
  return { name: `HAProxy, ${name}`, kind: 'haproxy', settings: `crt RSA.both ${rest}` }
}

function inStunnel(name: string, rest: string): Configuration {
  return { name: `stunnel, ${name}`, kind: 'stunnel', settings: `cert = RSA.pem\nkey = RSA.key\n${rest}` }
}

function inJava(name: string, versions: string, suites: string): Configuration {
  return { name: `Java, ${name}`, kind: 'java', settings: `${versions} ${suites}` }
}

const every = 'TLSv1 TLSv1.1 TLSv1.2 TLSv1.3'

/** What is asked by Ringwall and by other scanners, to hold their answers against each other. */
export const configurations: readonly Configuration[] = [
  inNginx('modern', 'TLSv1.2 TLSv1.3', modern),
  inNginx('TLS 1.3 alone', 'TLSv1.3', modern),
  inNginx('TLS 1.2 alone', 'TLSv1.2', modern),
  inNginx('TLS 1.1 alone', 'TLSv1.1', all),
  inNginx('TLS 1.0 alone', 'TLSv1', all),
  inNginx('TLS 1.0 and 1.3, nothing between', 'TLSv1 TLSv1.3', all),
  inNginx('TLS 1.0 and 1.2', 'TLSv1 TLSv1.2', 'ECDHE+AESGCM:AES128-SHA:@SECLEVEL=0'),
  inNginx('everything', every, all),
  inNginx('everything, in its own order', every, all, 'ssl_prefer_server_ciphers on;\n'),
  inNginx('everything, with an elliptic key', every, all, '', ['EC']),
  inNginx('everything, with two keys', every, all, '', ['RSA', 'EC']),
  inNginx('modern, with two keys', 'TLSv1.2 TLSv1.3', modern, '', ['RSA', 'EC']),
  inNginx('modern, with Ed25519', 'TLSv1.2 TLSv1.3', modern, '', ['ED']),
  inNginx('static RSA', 'TLSv1.2', 'kRSA:@SECLEVEL=0'),
  inNginx('Diffie-Hellman of 1024 bits', 'TLSv1.2', 'DHE:@SECLEVEL=0', 'ssl_dhparam DH1024;\n'),
  inNginx('Diffie-Hellman without parameters', 'TLSv1.2', 'DHE:ECDHE+AESGCM'),
  inNginx('no encryption', 'TLSv1 TLSv1.2', 'eNULL:@SECLEVEL=0'),
  inNginx('nobody proves who he is', 'TLSv1.2', 'aNULL:@SECLEVEL=0'),
  inNginx('CBC alone', 'TLSv1 TLSv1.1 TLSv1.2', 'AES256-SHA:AES128-SHA:ECDHE-RSA-AES256-SHA:@SECLEVEL=0'),
  inNginx('CBC with SHA-2', 'TLSv1.2', 'SHA256:SHA384:!AESGCM:@SECLEVEL=0'),
  inNginx('CCM', 'TLSv1.2', 'AESCCM:AESCCM8:@SECLEVEL=0'),
  inNginx(
    'CCM of TLS 1.3',
    'TLSv1.3',
    modern,
    'ssl_conf_command Ciphersuites TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256:TLS_AES_256_GCM_SHA384;\n',
  ),
  inNginx('one suite of TLS 1.3', 'TLSv1.3', modern, 'ssl_conf_command Ciphersuites TLS_CHACHA20_POLY1305_SHA256;\n'),
  inNginx('ARIA', 'TLSv1.2', 'ARIA:@SECLEVEL=0'),
  inNginx('Camellia', 'TLSv1 TLSv1.2', 'CAMELLIA:@SECLEVEL=0'),
  inNginx('one curve', 'TLSv1.2 TLSv1.3', modern, 'ssl_ecdh_curve secp384r1;\n'),
  inNginx('x25519 alone', 'TLSv1.2 TLSv1.3', modern, 'ssl_ecdh_curve X25519;\n'),
  inNginx('curves of brainpool', 'TLSv1.2', modern, 'ssl_ecdh_curve brainpoolP256r1:secp256k1;\n'),
  inNginx('a client certificate', 'TLSv1.2 TLSv1.3', modern, 'ssl_verify_client on;\nssl_client_certificate CA;\n'),
  inNginx(
    'ChaCha20 first where the client has it first',
    'TLSv1.2',
    modern,
    'ssl_prefer_server_ciphers on;\nssl_conf_command Options PrioritizeChaCha;\n',
  ),
  inHttpd('modern', '-all +TLSv1.2 +TLSv1.3', modern),
  inHttpd('everything', 'all', all),
  inHttpd('in its own order', '-all +TLSv1.2', modern, 'SSLHonorCipherOrder on\n'),
  inHttpd('a client certificate', '-all +TLSv1.2 +TLSv1.3', modern, 'SSLVerifyClient require\nSSLCACertificateFile CA\n'),
  inHaproxy('modern', `ssl-min-ver TLSv1.2 ciphers ${modern}`),
  inHaproxy('everything', `ssl-min-ver TLSv1.0 ciphers ${all}`),
  inHaproxy('a client certificate', `ssl-min-ver TLSv1.2 ciphers ${modern} ca-file CA verify required`),
  inStunnel('modern', `sslVersionMin = TLSv1.2\nciphers = ${modern}\n`),
  inStunnel('old versions', 'sslVersionMin = TLSv1\nciphers = AES128-SHA:AES256-SHA:@SECLEVEL=0\n'),
  inJava('by default', '-', '-'),
  inJava('SSL 3.0 alone', 'SSLv3', 'all'),
  inJava('RC4 and suites made for export', 'TLSv1', 'SSL_RSA_WITH_RC4_128_MD5,SSL_RSA_EXPORT_WITH_RC4_40_MD5,TLS_RSA_WITH_AES_128_CBC_SHA'),
  inJava('TLS 1.2 and 1.3', 'TLSv1.2,TLSv1.3', 'TLS_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'),
]

export interface Running extends Configuration {
  readonly port: number
}

/** Starts them all, one process of each kind. */
export async function startAll(box: Sandbox, certificates: Pki, which: readonly Configuration[] = configurations): Promise<readonly Running[]> {
  const pair = (name: string, key?: Parameters<typeof issue>[0]): void => {
    certificates.write(name, issue(key, certificates.between), certificates.between)
  }
  pair('RSA')
  pair('EC', { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }) })
  pair('ED', { key: generateKeyPairSync('ed25519') })
  const dh = join(box.folder, 'dh1024.pem')
  box.run(programs.openssl ?? '', ['dhparam', '-dsaparam', '-out', dh, '1024'])
  const filled = which.map((each) => ({
    ...each,
    settings: each.settings
      .replace(/\b(RSA|EC|ED)\.(pem|key|both)\b/g, (file) => join(box.folder, file))
      .replace(/\bDH1024\b/g, dh)
      .replace(/(?<=[ \t])CA\b/g, certificates.ca),
  }))
  const rsa = { cert: join(box.folder, 'RSA.pem'), key: join(box.folder, 'RSA.key') }
  const start: Readonly<Record<Kind, (settings: readonly string[]) => Promise<readonly number[]>>> = {
    nginx: (settings) => nginx(box, settings),
    httpd: (settings) => httpd(box, settings),
    haproxy: (settings) => haproxy(box, settings),
    stunnel: (settings) => stunnel(box, settings),
    java: (settings) =>
      jsse(
        box,
        rsa,
        settings.map((each) => [each.split(' ')[0] ?? '-', each.split(' ')[1] ?? '-'] as const),
      ),
  }
  const running: Running[] = []
  for (const kind of Object.keys(start) as readonly Kind[]) {
    const own = filled.filter((each) => each.kind === kind)
    if (own.length === 0) continue
    const ports = await start[kind](own.map(({ settings }) => settings))
    running.push(...own.map((each, index) => ({ ...each, port: ports[index] ?? 0 })))
  }
  return running
}
