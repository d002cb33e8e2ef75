import { afterAll, describe, expect, it } from 'vitest'
import { askTls, faults } from '../tls/ask.ts'
import { badCollection } from '../tls/bad-collection.ts'
import { nginx, pki, programs } from '../tls/real-servers.ts'
import { isMissing, reason, sandbox } from './server.ts'

const box = sandbox('tls-bad-collection')
afterAll(() => box.stop())

describe.skipIf(isMissing(programs.nginx))(`servers of a public collection of bad TLS${reason(programs.nginx)}`, () => {
  it('are found as bad as their names say, and the good ones good', { timeout: 240_000 }, async () => {
    const certificates = pki(box)
    const all = badCollection(box, certificates)
    const ports = await nginx(
      box,
      all.map(({ settings }) => settings),
    )
    const found: [string, readonly string[]][] = []
    for (const [index, { name }] of all.entries()) {
      const learned = await askTls(ports[index] ?? 0, { authorities: [certificates.root.pem], protocol: 'http' })
      found.push([name, [...ofCertificate(learned.certificate), ...faults(learned)]])
    }
    expect(found).toEqual(all.map(({ name, wanted }) => [name, wanted]))
  })
})

/** What the control of certificates judges, wherever a certificate was read. */
function ofCertificate(certificate: { readonly notAfter: string; readonly brokenDigest?: string } | undefined): readonly string[] {
  if (certificate === undefined) return ['certificate: none']
  const { notAfter, brokenDigest } = certificate
  return [
    ...(Date.parse(notAfter) < Date.now() ? ['certificate: expired'] : []),
    ...(brokenDigest === undefined ? [] : [`certificate: ${brokenDigest}`]),
  ]
}
