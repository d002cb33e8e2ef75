import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Deployment } from '../../model/graph.ts'
import { issuerFor } from './authority.ts'

function deployment(name: string): Deployment {
  return { name, components: [{ id: 'redis', input: { names: [] } }] } as unknown as Deployment
}

describe('an authority of a plan', () => {
  it.each([['short'], ['loadtest (a/very/long/path/of/folders/that/no/certificate/could/name/in/full)'], ['\u0000\u200b']])(
    'named after %j issues',
    async (name) => {
      const { certificate } = await issuerFor('2026-01-01T00:00:00Z', deployment(name)).identity('x'.repeat(70), ['redis', '127.0.0.1'], 'server')
      const leaf = new X509Certificate(certificate)
      expect(leaf.subjectAltName).toBe('DNS:redis, IP Address:127.0.0.1')
    },
  )

  it('leaves out what a certificate cannot name: a machine that is called by a number', async () => {
    const { certificate } = await issuerFor('2026-01-01T00:00:00Z', deployment('short')).identity('9', ['9', 'web.9', 'redis'], 'server')
    expect(new X509Certificate(certificate).subjectAltName).toBe('DNS:redis')
  })
})
