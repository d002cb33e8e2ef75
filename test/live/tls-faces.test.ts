import { generateKeyPairSync } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { askTls, faults } from '../tls/ask.ts'
import { issue } from '../tls/certificate.ts'
import { goodPair, jsse, nginx, pki, programs } from '../tls/real-servers.ts'
import { isMissing, reason, sandbox } from './server.ts'

const box = sandbox('tls-faces')
afterAll(() => box.stop())

const certificates = pki(box)
const rsa = goodPair(certificates)
const full = { authorities: [certificates.root.pem], depth: 'deep' } as const
const modern = 'ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;\n'

function site(pair: { readonly cert: string; readonly key: string }, versions = 'TLSv1.2 TLSv1.3'): string {
  return `ssl_certificate ${pair.cert};\nssl_certificate_key ${pair.key};\nssl_protocols ${versions};\n${modern}`
}

describe.skipIf(isMissing(programs.nginx))(`what nginx shows to other clients${reason(programs.nginx)}`, () => {
  const elliptic = (name: string): { readonly cert: string; readonly key: string } =>
    certificates.write(
      name,
      issue({ key: generateKeyPairSync('ec', { namedCurve: 'P-256' }), names: ['elliptic.example'] }, certificates.between),
      certificates.between,
    )

  it('a second certificate counts where TLS 1.3 alone is spoken', async () => {
    const other = elliptic('elliptic')
    const both = `${site(rsa, 'TLSv1.3')}ssl_certificate ${other.cert};\nssl_certificate_key ${other.key};\n`
    const [weak = 0, hardened = 0] = await nginx(box, [both, site(rsa, 'TLSv1.3')])
    // one of the two is not for localhost, whichever is shown first
    expect(faults(await askTls(weak, full))).toEqual(['certificate-name'])
    expect(faults(await askTls(hardened, full))).toEqual([])
  })

  it('sessions are taken up again, or are not', async () => {
    const [on = 0, off = 0] = await nginx(box, [
      `${site(rsa)}ssl_session_tickets on;\n`,
      `${site(rsa)}ssl_session_tickets off;\nssl_session_cache off;\n`,
    ])
    const notes = async (port: number): Promise<readonly string[]> =>
      (await askTls(port, full)).notes.filter((each) => /taken up again|take a session up/.test(each))
    expect(await notes(on)).toEqual(['TLSv1.3: a session is taken up again', 'TLSv1.2: a session is taken up again'])
    const refused = 'a session is not taken up again, although there was something to come back with'
    for (const each of await notes(off))
      expect(each).toMatch(new RegExp(`^TLSv1\\.[23]: (?:${refused}|nothing is given to take a session up again with)$`))
    expect(await notes(off)).toHaveLength(2)
  })

  it('a client that sends no name is told from one that does', async () => {
    const other = elliptic('default')
    const port = await twoNames(other)
    const note = async (serverName: string): Promise<string | undefined> =>
      (await askTls(port, { ...full, serverName, names: [serverName] })).notes.find((each) => each.includes('sends no name'))
    expect(await note('elliptic.example')).toBe('a client that sends no name sees another certificate')
    expect(await note('localhost')).toBe('a client that sends no name sees the same certificate')
  })

  /** One port with two names, of which the first is the one for those who send none. */
  async function twoNames(other: { readonly cert: string; readonly key: string }): Promise<number> {
    const [port = 0] = await nginx(box, [`${site(rsa)}}\nserver {\nlisten 127.0.0.1:PORT ssl;\nserver_name elliptic.example;\n${site(other)}`])
    return port
  }

  it('a client cannot begin the handshake anew', async () => {
    const [port = 0] = await nginx(box, [site(rsa)])
    expect((await askTls(port, full)).observations).toContainEqual(expect.objectContaining({ key: 'client-renegotiation', verdict: 'safe' }))
  })
})

describe.skipIf(isMissing(programs.java))(`what Java lets clients do${reason(programs.java)}`, () => {
  it('begin the handshake anew', { timeout: 120_000 }, async () => {
    const [port = 0] = await jsse(box, rsa, [['TLSv1.2', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256']])
    const patient = { ...full, timeout: 20_000 }
    await askTls(port, patient)
    expect(faults(await askTls(port, patient))).toContain('client-renegotiation')
  })
})
