import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import type { TlsOptions, TLSSocket } from 'node:tls'
import { createServer } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { detectTls } from '../src/probes/tls/index.ts'
import { dialHere } from '../src/wire/dial.ts'
import { askTls, faults, targetAt, verdicts } from './tls/ask.ts'
import type { Issued, Made } from './tls/certificate.ts'
import { authority, issue } from './tls/certificate.ts'

const root = authority('root')
const between = authority('between', root)
const good = issue({}, between)
const trusted = { authorities: [root.pem] }
const key = { key: good.key, cert: good.pem + between.pem }
const strong = { minVersion: 'TLSv1.2', ciphers: 'ECDHE+AESGCM:ECDHE+CHACHA20', ...key } as const

/** Private keys of leaves, by their certificate. */
const keys = new Map<string, string>()

function leaf(made: Made, issuer?: Issued): string {
  const { pem, key: secret } = issue(made, issuer)
  keys.set(pem, secret)
  return pem
}

let stop: (() => void)[] = []

afterEach(() => {
  for (const each of stop) each()
  stop = []
})

/** A server of Node's own TLS, which says when a client begins the handshake too often and leaves it to the program to hang up. */
async function serve(options: TlsOptions, failed: (socket: TLSSocket) => void = (socket) => void socket.destroy()): Promise<number> {
  const server = createServer(options, (socket) => socket.on('error', () => failed(socket)))
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  stop.push(() => server.close())
  const address = server.address()
  return address !== null && typeof address === 'object' ? address.port : 0
}

describe('the TLS of a server', () => {
  it('that is as the guideline wants it has no fault, in eight connections', async () => {
    const learned = await askTls(await serve(strong), trusted)
    expect(faults(learned)).toEqual([])
    expect(verdicts(learned)).toMatchObject({ 'ssl-2': 'safe', 'ssl-3': 'safe', 'tls-1.0': 'safe', 'tls-1.1': 'safe', 'cipher-suites': 'safe' })
    expect(verdicts(learned)).toMatchObject({ 'certificate-chain': 'safe', 'certificate-name': 'safe', 'certificate-purpose': 'safe' })
    expect(learned.asked).toBe(8)
    expect(learned.said).toBe('TLSv1.2, TLSv1.3; TLS_AES_256_GCM_SHA384 over x25519')
    expect(learned.certificate).toMatchObject({ names: ['localhost'], key: { type: 'rsa', bits: 2048 } })
  })

  it('that shows a certificate of an authority which its clients name is trusted as well', async () => {
    const port = await serve(strong)
    expect(faults(await askTls(port, { clientsTrust: [root.pem] }))).toEqual([])
    expect(faults(await askTls(port, { clientsTrust: [authority('else').pem] }))).toEqual(['certificate-chain'])
  })

  it.each<[string, TlsOptions, readonly string[]]>([
    ['takes TLS 1.1 too', { minVersion: 'TLSv1.1', ciphers: 'ECDHE+AESGCM:AES128-SHA:@SECLEVEL=0' }, ['tls-1.1', 'cipher-suites']],
    ['takes TLS 1.0 too', { minVersion: 'TLSv1', ciphers: 'ECDHE+AESGCM:AES128-SHA:@SECLEVEL=0' }, ['tls-1.0', 'tls-1.1', 'cipher-suites']],
    ['takes a suite without forward secrecy', { ciphers: 'ECDHE+AESGCM:AES128-GCM-SHA256' }, ['cipher-suites']],
    ['takes a suite without authentication', { ciphers: 'ECDHE+AESGCM:AECDH-AES128-SHA:@SECLEVEL=0' }, ['cipher-suites']],
    ['takes AES-CCM in TLS 1.3', { ciphers: 'TLS_AES_128_GCM_SHA256:TLS_AES_128_CCM_SHA256:ECDHE+AESGCM' }, ['cipher-suites']],
    ['speaks TLS 1.2 alone', { maxVersion: 'TLSv1.2' }, []],
    ['speaks TLS 1.3 alone', { minVersion: 'TLSv1.3' }, []],
  ])('that %s', async (_name, options, wanted) => {
    expect(faults(await askTls(await serve({ ...strong, ...options }), trusted))).toEqual(wanted)
  })

  it('that speaks nothing better than TLS 1.1 still shows its certificate', async () => {
    const old = { ...strong, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const
    const learned = await askTls(await serve(old), trusted)
    expect(faults(learned)).toContain('tls-current')
    expect(learned.certificate?.names).toEqual(['localhost'])
  })

  it('is told in full when that is asked for', async () => {
    const learned = await askTls(
      await serve({ ...strong, honorCipherOrder: true, ciphers: 'ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256' }),
      {
        ...trusted,
        depth: 'full',
      },
    )
    expect(learned.notes).toContain(
      "TLSv1.2 takes TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, in the server's order",
    )
    expect(learned.notes.find((each) => each.startsWith('groups of TLSv1.3'))).toContain('x25519')
  })

  it.each<[string, TlsOptions, string, string]>([
    ['one group and two suites', { ecdhCurve: 'P-384' }, "TLS_AES_256_GCM_SHA384, TLS_AES_128_GCM_SHA256, in the server's order", 'secp384r1'],
    [
      'two groups and two suites, in the order of the client',
      { ecdhCurve: 'P-521:X25519', honorCipherOrder: false },
      'TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384, in the order of the client',
      'secp521r1, x25519',
    ],
    [
      'three groups and one suite',
      { ecdhCurve: 'X25519:P-256:P-384', ciphers: 'TLS_AES_128_GCM_SHA256' },
      'TLS_AES_128_GCM_SHA256',
      'x25519, secp256r1, secp384r1',
    ],
    [
      'one group and a suite of the careless',
      { ecdhCurve: 'X25519', ciphers: 'TLS_AES_128_GCM_SHA256:TLS_AES_128_CCM_SHA256' },
      "TLS_AES_128_GCM_SHA256, TLS_AES_128_CCM_SHA256, in the server's order",
      'x25519',
    ],
  ])('tells all of TLS 1.3: %s', async (_name, options, suites, groups) => {
    const ciphers = 'TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256'
    const port = await serve({ ...strong, minVersion: 'TLSv1.3', ciphers, ...options })
    const { notes } = await askTls(port, { ...trusted, depth: 'full' })
    expect(notes).toContain(`TLSv1.3 takes ${suites}`)
    expect(notes).toContain(`groups of TLSv1.3: ${groups}`)
    expect((await askTls(port, { ...trusted, depth: 'suites' })).notes).toContain(`TLSv1.3 takes ${suites}`)
  })

  it('tells the same suites in fewer connections when they alone are asked for', async () => {
    const old = { minVersion: 'TLSv1', ciphers: 'ECDHE+AESGCM:AES128-SHA:ECDHE+CHACHA20:@SECLEVEL=0', honorCipherOrder: true } as const
    const port = await serve({ ...strong, ...old })
    const [suites, full] = [await askTls(port, { ...trusted, depth: 'suites' }), await askTls(port, { ...trusted, depth: 'full' })]
    const lists = (notes: readonly string[]): readonly string[] => notes.filter((each) => / takes /.test(each))
    expect(lists(suites.notes)).toHaveLength(4)
    expect(lists(suites.notes)).toEqual(lists(full.notes))
    expect(suites.notes.find((each) => each.startsWith('groups'))).toBeUndefined()
    expect(suites.asked).toBeLessThan(full.asked)
  })

  it('tells a handshake that is begun anew as often as one likes from one that is begun a few times', async () => {
    const renegotiation = async (port: number): Promise<unknown> =>
      (await askTls(port, { ...trusted, depth: 'deep' })).observations?.find((each) => each.key === 'client-renegotiation')
    expect(await renegotiation(await serve(strong))).toMatchObject({ verdict: 'safe', actual: 'limited' })
    expect(await renegotiation(await serve(strong, () => {}))).toMatchObject({ verdict: 'unsafe', actual: 'accepted' })
  })

  it('agrees on a key in whatever group the server wants', async () => {
    for (const ecdhCurve of ['X25519', 'P-256', 'P-384', 'P-521', 'X448']) {
      const learned = await askTls(await serve({ ...strong, minVersion: 'TLSv1.3', ecdhCurve }), trusted)
      expect({ ecdhCurve, faults: faults(learned) }).toEqual({ ecdhCurve, faults: [] })
    }
  })

  it('and with each suite of TLS 1.3 and each kind of key', async () => {
    for (const ciphers of ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256']) {
      const learned = await askTls(await serve({ ...strong, minVersion: 'TLSv1.3', ciphers }), trusted)
      expect(learned.said).toContain(ciphers)
    }
    const pairs = [
      generateKeyPairSync('ec', { namedCurve: 'P-256' }),
      generateKeyPairSync('ec', { namedCurve: 'P-384' }),
      generateKeyPairSync('ed25519'),
    ]
    for (const pair of pairs) {
      const leaf = issue({ key: pair }, between)
      const learned = await askTls(await serve({ ...strong, minVersion: 'TLSv1.3', key: leaf.key, cert: leaf.pem + between.pem }), trusted)
      expect(faults(learned)).toEqual([])
    }
  })
})

describe('a certificate', () => {
  const day = 86_400_000
  const expired = authority('old', root, { notAfter: new Date(Date.now() - day) })
  const forged = authority('forged', root, { digest: 'sha1' })
  it.each<[string, string, readonly string[], string]>([
    ['signed by itself', leaf({}), ['certificate-chain'], ''],
    ['without the one in between', good.pem, ['certificate-chain'], ''],
    ['of another authority', leaf({}, authority('else')), ['certificate-chain'], ''],
    ['in the wrong order', good.pem + root.pem + between.pem, ['certificate-chain'], ''],
    ['for another name', leaf({ names: ['elsewhere'] }, root), ['certificate-name'], ''],
    ['for every name of a domain', leaf({ names: ['*.example.org'] }, root), [], 'a.example.org'],
    ['with a common name alone', leaf({ subject: 'localhost', names: [] }, root), ['certificate-name'], ''],
    ['for an address', leaf({ names: [], addresses: ['10.0.0.5'] }, root), [], '10.0.0.5'],
    ['for clients', leaf({ purposes: ['1.3.6.1.5.5.7.3.2'] }, root), ['certificate-purpose'], ''],
    ['that signs others', leaf({ authority: true, purposes: 'none' }, root), ['certificate-purpose'], ''],
    ['that demands a staple', leaf({ mustStaple: true }, root), ['certificate-status'], ''],
    ['behind one that ended', leaf({}, expired) + expired.pem, ['certificate-chain'], ''],
    ['behind one that can be forged', leaf({}, forged) + forged.pem, ['certificate-chain'], ''],
  ])('%s', async (_name, cert, wanted, name) => {
    const port = await serve({ ...strong, ...keyFor(cert), ciphers: `${strong.ciphers}:@SECLEVEL=0` })
    expect(faults(await askTls(port, { ...trusted, names: [name === '' ? 'localhost' : name] }))).toEqual(wanted)
  })

  /** Each leaf has a key of its own: it is found again here. */
  function keyFor(cert: string): { cert: string; key: string } {
    return { cert, key: keys.get(cert.slice(0, cert.indexOf('-----END CERTIFICATE-----\n') + 26)) ?? good.key }
  }
})

describe('a client certificate', () => {
  const ca = { ca: root.pem, requestCert: true }
  it.each<[string, TlsOptions, string | undefined]>([
    ['that is not asked for', {}, undefined],
    ['that is asked for and not needed', { ...ca, rejectUnauthorized: false }, 'unsafe'],
    ['that is asked for and not needed, before TLS 1.3', { ...ca, rejectUnauthorized: false, maxVersion: 'TLSv1.2' }, 'unsafe'],
    ['that is required', { ...ca, rejectUnauthorized: true }, 'safe'],
    ['that is required, before TLS 1.3', { ...ca, rejectUnauthorized: true, maxVersion: 'TLSv1.2' }, 'safe'],
  ])('%s', async (_name, options, wanted) => {
    expect(verdicts(await askTls(await serve({ ...strong, ...options }), trusted))['client-certificate']).toBe(wanted)
  })
})

describe('detection', () => {
  it.each<[string, TlsOptions]>([
    ['TLS 1.3 alone', { minVersion: 'TLSv1.3' }],
    ['TLS 1.0 alone', { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' }],
    ['suites that nobody has', { maxVersion: 'TLSv1.2', ciphers: 'PSK-AES256-GCM-SHA384' }],
  ])('sees %s', async (_name, options) => {
    const port = await serve({ ...strong, ...options })
    const means = { dial: dialHere, signal: new AbortController().signal, timeout: 2000, transcript: [] }
    expect(await detectTls(targetAt(port), means)).toBe('yes')
  })
})
