import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AskOptions } from '../tls/ask.ts'
import { askTls, faults, verdicts } from '../tls/ask.ts'
import { issue } from '../tls/certificate.ts'
import type { Pki } from '../tls/real-servers.ts'
import { goodPair, haproxy, httpd, jsse, nginx, opensslServer, pki, programs, stunnel } from '../tls/real-servers.ts'
import type { Sandbox } from './server.ts'
import { isMissing, reason, sandbox } from './server.ts'

const http = { protocol: 'http' } as const
const modern = 'ECDHE+AESGCM:ECDHE+CHACHA20'

/** One flaw, and what must be found of it. */
type Case = readonly [name: string, wanted: readonly string[], settings: string, options?: AskOptions]

let box: Sandbox
let certificates: Pki
let pair: { readonly cert: string; readonly key: string; readonly both: string }
let ca: readonly string[]

beforeAll(() => {
  box = sandbox('tls')
  certificates = pki(box)
  pair = goodPair(certificates)
  ca = [certificates.root.pem]
})
afterAll(async () => box.stop())

/** What is found of each, and what should be. */
async function compared(
  cases: readonly Case[],
  start: (settings: readonly string[]) => Promise<readonly number[]>,
): Promise<{ readonly found: unknown; readonly wanted: unknown }> {
  const ports = await start(cases.map(([, , settings]) => settings))
  const found: [string, readonly string[]][] = []
  for (const [index, [name, , , options]] of cases.entries()) {
    found.push([name, faults(await askTls(ports[index] ?? 0, { authorities: ca, ...http, ...options }))])
  }
  return { found, wanted: cases.map(([name, wanted]) => [name, wanted]) }
}

describe.skipIf(isMissing(programs.nginx))(`nginx's TLS${reason(programs.nginx)}`, () => {
  const good = (): string => `ssl_certificate ${pair.cert};\nssl_certificate_key ${pair.key};\n`
  const hardened = (): string => `${good()}ssl_protocols TLSv1.2 TLSv1.3;\nssl_ciphers ${modern};\n`

  it('is found with each flaw one at a time', async () => {
    const dh = join(box.folder, 'dh1024.pem')
    box.run(programs.openssl ?? '', ['dhparam', '-dsaparam', '-out', dh, '1024'])
    const own = certificates.write('own', issue())
    const short = certificates.write('short', issue({}, certificates.between))
    const named = certificates.write('named', issue({ names: ['other.example'] }, certificates.root))
    const old = certificates.write('old', issue({ digest: 'sha1' }, certificates.root))
    const { found, wanted } = await compared(
      [
        ['hardened', [], hardened()],
        ['TLS 1.3 alone', [], `${good()}ssl_protocols TLSv1.3;\n`],
        ['TLS 1.2 alone', [], `${good()}ssl_protocols TLSv1.2;\nssl_ciphers ${modern};\n`],
        [
          'TLS 1.0 beside it',
          ['tls-1.0', 'cipher-suites'],
          `${good()}ssl_protocols TLSv1 TLSv1.2 TLSv1.3;\nssl_ciphers ${modern}:ECDHE-RSA-AES128-SHA:@SECLEVEL=0;\n`,
        ],
        [
          'TLS 1.1 beside it',
          ['tls-1.1', 'cipher-suites'],
          `${good()}ssl_protocols TLSv1.1 TLSv1.2 TLSv1.3;\nssl_ciphers ${modern}:ECDHE-RSA-AES128-SHA:@SECLEVEL=0;\n`,
        ],
        ['TLS 1.0 alone', ['tls-1.0', 'tls-current', 'cipher-suites'], `${good()}ssl_protocols TLSv1;\nssl_ciphers ALL:@SECLEVEL=0;\n`],
        ['no forward secrecy', ['cipher-suites'], `${hardened()}ssl_ciphers ${modern}:AES128-GCM-SHA256;\n`],
        ['nobody proves who he is', ['cipher-suites'], `${good()}ssl_protocols TLSv1.2;\nssl_ciphers ${modern}:AECDH-AES128-SHA:@SECLEVEL=0;\n`],
        ['nothing is encrypted', ['cipher-suites'], `${good()}ssl_protocols TLSv1.2;\nssl_ciphers ${modern}:NULL-SHA256:@SECLEVEL=0;\n`],
        ['CBC', ['cipher-suites'], `${good()}ssl_protocols TLSv1.2;\nssl_ciphers ${modern}:ECDHE-RSA-AES128-SHA256;\n`],
        [
          'Diffie-Hellman of 1024 bits',
          ['cipher-suites', 'dh-size'],
          `${good()}ssl_protocols TLSv1.2;\nssl_dhparam ${dh};\nssl_ciphers ${modern}:DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0;\n`,
        ],
        ['AES-CCM in TLS 1.3', ['cipher-suites'], `${hardened()}ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_128_CCM_SHA256;\n`],
        ['another group', [], `${hardened()}ssl_ecdh_curve secp384r1;\n`],
        ['a certificate of its own making', ['certificate-chain'], hardened().replaceAll('/good.', '/own.').replaceAll(pair.cert, own.cert)],
        ['a chain without its middle', ['certificate-chain'], hardened().replaceAll(pair.cert, short.cert).replaceAll(pair.key, short.key)],
        ['another name', ['certificate-name'], hardened().replaceAll(pair.cert, named.cert).replaceAll(pair.key, named.key)],
        [
          'a client certificate asked for',
          ['client-certificate'],
          `${hardened()}ssl_verify_client optional;\nssl_client_certificate ${certificates.ca};\n`,
        ],
        ['a client certificate required', [], `${hardened()}ssl_verify_client on;\nssl_client_certificate ${certificates.ca};\n`],
        [
          'a client certificate required, before TLS 1.3',
          [],
          `${hardened()}ssl_protocols TLSv1.2;\nssl_verify_client on;\nssl_client_certificate ${certificates.ca};\n`.replace(
            'ssl_protocols TLSv1.2 TLSv1.3;\n',
            '',
          ),
        ],
      ].map(([name, wanted, settings]) => [name, wanted, deduplicated(String(settings))] as Case),
      (blocks) => nginx(box, blocks),
    )
    expect(found).toEqual(wanted)
    const [port = 0] = await nginx(box, [
      hardened().replaceAll(pair.cert, old.cert).replaceAll(pair.key, old.key).replace(modern, `${modern}:@SECLEVEL=0`),
    ])
    expect((await askTls(port, { authorities: ca, ...http })).certificate?.brokenDigest).toBe('SHA-1')
  })

  /** The last of two directives of one name is the one that is meant. */
  function deduplicated(settings: string): string {
    const lines = settings.trim().split('\n')
    const name = (line: string): string => line.split(' ')[0] ?? ''
    return lines
      .filter((line, index) => name(line) === 'ssl_conf_command' || !lines.slice(index + 1).some((later) => name(later) === name(line)))
      .join('\n')
  }

  it('tells the order of its suites', async () => {
    const order = 'ECDHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384'
    const [port = 0, other = 0] = await nginx(
      box,
      ['on', 'off'].map((prefer) => deduplicated(`${hardened()}ssl_ciphers ${order};\nssl_prefer_server_ciphers ${prefer};\n`)),
    )
    const full = { authorities: ca, depth: 'full', ...http } as const
    expect((await askTls(port, full)).notes).toContain(
      "TLSv1.2 takes TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, in the server's order",
    )
    expect((await askTls(other, full)).notes.find((each) => each.startsWith('TLSv1.2'))).toContain('in the order of the client')
  })
})

describe.skipIf(isMissing(programs.httpd))(`httpd's TLS${reason(programs.httpd)}`, () => {
  it('is found weak and hardened', async () => {
    const good = `SSLCertificateFile ${pair.cert}\nSSLCertificateKeyFile ${pair.key}\n`
    const hardened = `${good}SSLProtocol -all +TLSv1.2 +TLSv1.3\nSSLCipherSuite ${modern}\n`
    const { found, wanted } = await compared(
      [
        ['hardened', [], hardened],
        ['old versions', ['tls-1.0', 'tls-1.1', 'cipher-suites'], `${good}SSLProtocol all\nSSLCipherSuite ${modern}:AES128-SHA:@SECLEVEL=0\n`],
        ['a client certificate required', [], `${hardened}SSLVerifyClient require\nSSLCACertificateFile ${certificates.ca}\n`],
        ['a client certificate asked for', ['client-certificate'], `${hardened}SSLVerifyClient optional\nSSLCACertificateFile ${certificates.ca}\n`],
      ],
      (blocks) => httpd(box, blocks),
    )
    expect(found).toEqual(wanted)
  })
})

describe.skipIf(isMissing(programs.haproxy))(`HAProxy's TLS${reason(programs.haproxy)}`, () => {
  it('is found weak and hardened', async () => {
    const hardened = `crt ${pair.both} ssl-min-ver TLSv1.2 ciphers ${modern}`
    const { found, wanted } = await compared(
      [
        ['hardened', [], hardened],
        ['old versions', ['tls-1.0', 'tls-1.1', 'cipher-suites'], `crt ${pair.both} ssl-min-ver TLSv1.0 ciphers ${modern}:AES128-SHA:@SECLEVEL=0`],
        ['a client certificate required', [], `${hardened} ca-file ${certificates.ca} verify required`],
        ['a client certificate asked for', ['client-certificate'], `${hardened} ca-file ${certificates.ca} verify optional`],
      ],
      (binds) => haproxy(box, binds),
    )
    expect(found).toEqual(wanted)
  })
})

describe.skipIf(isMissing(programs.stunnel))(`stunnel's TLS${reason(programs.stunnel)}`, () => {
  it('is found weak and hardened', async () => {
    const good = `cert = ${pair.cert}\nkey = ${pair.key}\n`
    const hardened = `${good}sslVersionMin = TLSv1.2\nciphers = ${modern}\n`
    const { found, wanted } = await compared(
      [
        ['hardened', [], hardened, { protocol: 'tcp' }],
        [
          'old versions',
          ['tls-1.0', 'tls-1.1', 'cipher-suites'],
          `${good}sslVersionMin = TLSv1\nciphers = ${modern}:AES128-SHA:@SECLEVEL=0\n`,
          { protocol: 'tcp' },
        ],
        ['a client certificate required', [], `${hardened}verifyChain = yes\nCAfile = ${certificates.ca}\n`, { protocol: 'tcp' }],
      ],
      (blocks) => stunnel(box, blocks),
    )
    expect(found).toEqual(wanted)
  })
})

describe.skipIf(isMissing(programs.openssl))(`openssl s_server${reason(programs.openssl)}`, () => {
  const middle = (): string => certificates.write('middle', certificates.between).cert

  it('is asked although it serves one connection after the other', async () => {
    const args = ['-cert', pair.cert, '-key', pair.key, '-cert_chain', middle()]
    const port = await opensslServer(box, [...args, '-cipher', modern])
    expect(faults(await askTls(port, { authorities: ca }))).toEqual([])
    const required = await opensslServer(box, [...args, '-cipher', modern, '-Verify', '1', '-CAfile', certificates.ca])
    const learned = await askTls(required, { authorities: ca })
    expect(verdicts(learned)['client-certificate']).toBe('safe')
  })

  it('stapling, and taking data before the handshake, are told', async () => {
    const port = await opensslServer(box, ['-cert', pair.cert, '-key', pair.key, '-cert_chain', middle(), '-early_data', '-max_early_data', '4096'])
    expect((await askTls(port, { authorities: ca })).notes).toContain('takes up to 4096 bytes before the handshake (0-RTT)')
  })
})

describe.skipIf(isMissing(programs.java) || isMissing(programs.javac))(`Java's TLS${reason(programs.javac)}`, () => {
  it('is found with SSL 3.0, RC4 and suites made for export', { timeout: 120_000 }, async () => {
    const strong = 'TLS_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'
    const [hardened = 0, everything = 0] = await jsse(box, pair, [
      ['TLSv1.2,TLSv1.3', strong],
      ['SSLv3,TLSv1,TLSv1.1,TLSv1.2,TLSv1.3', 'all'],
    ])
    // Java compiles while it answers: the first handshakes take seconds on a busy machine
    const patient = { authorities: ca, timeout: 20_000 }
    await askTls(hardened, patient)
    expect(faults(await askTls(hardened, patient))).toEqual([])
    const all = await askTls(everything, patient)
    expect(faults(all)).toEqual(expect.arrayContaining(['ssl-3', 'tls-1.0', 'tls-1.1', 'cipher-suites']))
    const oldest = all.notes.find((each) => each.startsWith('SSLv3 takes'))
    expect(oldest).toContain('TLS_RSA_WITH_RC4_128_MD5')
    expect(oldest).toContain('TLS_RSA_EXPORT_WITH_RC4_40_MD5')
  })
})
