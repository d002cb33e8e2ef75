import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { byDefault, configured, unknown } from '../model/fact.ts'
import type { Channel, Deployment } from '../model/graph.ts'
import { createAuthority } from '../pki/authority.ts'
import { issue } from '../pki/leaf.ts'
import { belowIntermediate, brief, intermediate, leaf, leafKey, otherKey, otherRoot, root } from '../testing/certificates.ts'
import { component } from '../testing/component.ts'
import { deployment, line, written } from '../testing/deployment.ts'
import { readCertificates } from './certificates.ts'

const now = '2026-01-01T00:00:00Z'

/** api talks TLS to db: `server` and `key` are what db shows, `authority` what api trusts. */
function talk({ server, key, authority, host = 'db' }: { server?: string; key?: string; authority?: string; host?: string }): Deployment {
  return deployment({
    components: [
      {
        id: 'db',
        files: { ...(server === undefined ? {} : { '/tls/db.pem': server }), ...(key === undefined ? {} : { '/tls/db.key': key }) },
        is: {
          role: 'datastore',
          reading: {
            listeners: [
              {
                port: 5432,
                protocol: 'postgres',
                purpose: 'data',
                tls: configured('required', [line(12)]),
                authentication: byDefault('password', 'the test'),
                certificate: written('/tls/db.pem', 13),
                key: written('/tls/db.key', 14),
              },
            ],
          },
        },
      },
      {
        id: 'api',
        files: authority === undefined ? {} : { '/ca.pem': authority },
        is: {
          reading: {
            connections: [
              {
                protocol: 'postgres',
                host,
                port: 5432,
                key: 'DATABASE_URL',
                trail: [line(22)],
                authority: written('/ca.pem', 23),
                encryption: configured('required', [line(22)]),
                verification: configured('name', [line(22)]),
                authentication: unknown('the test'),
              },
            ],
          },
        },
      },
    ],
  })
}

describe('certificates that listeners name', () => {
  it('are described with names, dates and key', () => {
    expect(talk({ server: leaf, key: leafKey }).certificates).toEqual([
      {
        listener: 'db:5432',
        names: ['db', 'db.internal', '10.0.0.5'],
        notBefore: '2025-01-01T00:00:00.000Z',
        notAfter: '2098-01-01T00:00:00.000Z',
        key: { type: 'ec', bits: undefined },
        keyMatches: true,
        places: [{ file: 'db.pem', line: 1 }, line(13)],
      },
    ])
  })

  it.each([
    ['another key', otherKey, false],
    ['no key that can be read', 'nothing', undefined],
    ['no key file', undefined, undefined],
  ])('say of %s whether it is theirs', (_, key, matches) => {
    expect(talk({ server: leaf, ...(key === undefined ? {} : { key }) }).certificates[0]?.keyMatches).toBe(matches)
  })

  it.each([
    ['text without a certificate', 'hello'],
    ['a block that is none', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
    ['a block cut in the middle', leaf.replace(/\n[^\n]{64}\n/, '\n')],
  ])('leave a gap with the line that names them for %s', (_, text) => {
    const { certificates, gaps } = talk({ server: text })
    expect(certificates).toEqual([])
    expect(gaps).toEqual([{ why: 'db names /tls/db.pem, which holds no certificate that can be read', place: line(13) }])
  })

  it('leave a gap for a mounted file that cannot be read', () => {
    const input = { ...component({ id: 'db' }), open: () => ({ state: 'unreadable' as const, why: 'it is too large', mount: [] }) }
    const [listener] = talk({ server: leaf }).listeners
    const read = readCertificates(new Map([['db', input]]), listener === undefined ? [] : [listener], [], now)
    expect(read.gaps.map((gap) => gap.why)).toEqual(['db names /tls/db.pem: it is too large'])
  })

  it('are nothing at all where no file is mounted', () => {
    const { certificates, trusts, gaps } = talk({ authority: root })
    expect([certificates, trusts, gaps]).toEqual([[], [], []])
  })
})

describe('what a client trusts', () => {
  it.each([
    ['the CA that signed', leaf, root, true],
    ['another CA', leaf, otherRoot, false],
    ['one of several CAs', leaf, otherRoot + root, true],
    ['the certificate itself', leaf, leaf, true],
    ['the CA above an intermediate that the server sends', belowIntermediate + intermediate, root, true],
    ['the CA above an intermediate that the server does not send', belowIntermediate, root, false],
    ['the intermediate alone', belowIntermediate, intermediate, true],
  ])('%s', (_, server, authority, signed) => {
    const { trusts } = talk({ server, authority })
    expect(trusts.map((trust) => [trust.channel, trust.signed])).toEqual([['api->db:5432', signed]])
  })

  it('is held against the name that the client uses', () => {
    expect(talk({ server: leaf, authority: root }).trusts[0]).toMatchObject({ named: true, name: 'db' })
    const all = new Map(['api', 'db'].map((id) => [id, component({ id, files: { '/tls/db.pem': leaf, '/ca.pem': root } })]))
    const graph = talk({ server: leaf, authority: root })
    const renamed = graph.channels.map((channel): Channel => ({ ...channel, host: 'database' }))
    expect(readCertificates(all, graph.listeners, renamed, now).trusts[0]).toMatchObject({ signed: true, named: false, name: 'database' })
  })

  it('is out of force with the CA that leads to it, unless another one of its key is in force', async () => {
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    const made = (from: string, until: string) =>
      createAuthority({ name: 'lab', key, notBefore: new Date(from), notAfter: new Date(until) }, (size) => Buffer.alloc(size, until))
    const [ended, current] = [await made('2020-01-01', '2021-01-01'), await made('2020-01-01', '2027-01-01')]
    const life = { notBefore: new Date('2020-01-01'), notAfter: new Date('2027-01-01') }
    const { chain } = await issue(current, { name: 'db', names: { dns: ['db'] }, usage: ['server'], ...life }, (size) => Buffer.alloc(size, 1))
    const outOfForce = { notBefore: '2020-01-01T00:00:00.000Z', notAfter: '2021-01-01T00:00:00.000Z' }
    expect(talk({ server: chain, authority: ended.trust }).trusts).toMatchObject([{ signed: true, named: true, outOfForce }])
    const both = talk({ server: chain, authority: ended.trust + current.trust }).trusts
    expect(both).toMatchObject([{ signed: true, named: true }])
    expect(both[0]?.outOfForce).toBeUndefined()
    expect(talk({ server: chain, authority: otherRoot }).trusts[0]).toMatchObject({ signed: false })
  })

  it('is not judged where its file is no certificate', () => {
    const { trusts, gaps } = talk({ server: leaf, authority: 'hello' })
    expect(trusts).toEqual([])
    expect(gaps[0]?.why).toBe('api names /ca.pem, which holds no certificate that can be read')
  })
})

it('names no private key in what it hands on', () => {
  expect(JSON.stringify(talk({ server: brief, key: leafKey, authority: root }).certificates)).not.toContain('PRIVATE')
})
