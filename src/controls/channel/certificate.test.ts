import { describe, expect, it } from 'vitest'
import type { Deployment, ServerCertificate, Trust } from '../../model/graph.ts'
import { line, messages } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { certificate } from './certificate.ts'

const place = { file: 'db.pem', line: 1 }
const good: ServerCertificate = {
  listener: 'db:5432',
  names: ['db'],
  notBefore: '2025-01-01T00:00:00.000Z',
  notAfter: '2027-01-01T00:00:00.000Z',
  key: { type: 'ec', bits: undefined },
  keyMatches: true,
  places: [place, line(23)],
}
const trusted: Trust = { channel: 'api->db:5432', signed: true, named: true, name: 'db', places: [place] }

/** The day is 1 January 2026. */
function shown(server: Partial<ServerCertificate>, trust?: Partial<Trust>): Deployment {
  return { ...talk({}), certificates: [{ ...good, ...server }], trusts: trust === undefined ? [] : [{ ...trusted, ...trust }] }
}

describe('channel/certificate', () => {
  it('passes where all fits', () => {
    expect(verdicts(certificate, shown({}, {}))).toEqual(['pass db:5432', 'pass api->db:5432'])
    expect(verdicts(certificate, talk({}))).toEqual([])
  })

  it.each<[string, Partial<ServerCertificate>, string]>([
    ['has ended', { notAfter: '2025-12-31T00:00:00.000Z' }, 'low db:5432 [expired] 1 23'],
    ['ends within a month', { notAfter: '2026-01-30T00:00:00.000Z' }, 'low db:5432 [ends-soon] 1 23'],
    ['is not valid yet', { notBefore: '2026-01-02T00:00:00.000Z' }, 'low db:5432 [not-yet] 1 23'],
    ['has another key', { keyMatches: false }, 'low db:5432 [key] 1 23'],
    ['is signed with a digest that can be forged', { brokenDigest: 'SHA-1' }, 'low db:5432 [digest] 1 23'],
    ['lies in a keystore of an old form', { weaklyKept: true }, 'low db:5432 [keystore] 1 23'],
    ['has a short key', { key: { type: 'rsa', bits: 1024 } }, 'low db:5432 [short-key] 1 23'],
  ])('fires where the certificate %s', (_, server, expected) => {
    expect(verdicts(certificate, shown(server))).toEqual([expected])
  })

  it('leaves alone a month and a day, RSA with 2048 bits, and a key that cannot be read', () => {
    const { keyMatches: _, ...unread } = good
    expect(verdicts(certificate, shown({ notAfter: '2026-02-01T00:00:00.000Z', key: { type: 'rsa', bits: 2048 } }))).toEqual(['pass db:5432'])
    expect(verdicts(certificate, { ...talk({}), certificates: [unread] })).toEqual(['pass db:5432'])
  })

  it.each<[string, Partial<Trust>, readonly string[]]>([
    ['another CA', { signed: false }, ['low api->db:5432 [not-signed] 1']],
    ['another name', { named: false, name: 'database' }, ['low api->db:5432 [not-named] 1']],
    [
      'a CA that has ended',
      { outOfForce: { notBefore: '2020-01-01T00:00:00.000Z', notAfter: '2021-01-01T00:00:00.000Z' } },
      ['low api->db:5432 [authority-not-in-force] 1'],
    ],
    ['both', { signed: false, named: false }, ['low api->db:5432 [not-signed] 1', 'low api->db:5432 [not-named] 1']],
  ])('fires for %s', (_, trust, expected) => {
    expect(verdicts(certificate, shown({}, trust)).slice(1)).toEqual(expected)
  })

  it('rests on what the running server sent, where that was seen', () => {
    const basisOf = (isObserved: boolean) =>
      [...certificate.judge(shown({ notAfter: '2025-12-31T00:00:00.000Z', isObserved }, { named: false, isObserved }))].map((each) =>
        each.verdict === 'fail' ? each.basis : '',
      )
    expect([basisOf(true), basisOf(false)]).toEqual([
      ['observed', 'observed'],
      [undefined, undefined],
    ])
  })

  it('says which name is missing', () => {
    expect(messages(certificate, shown({}, { named: false, name: 'database' }))).toEqual([
      'the certificate of database is not made for that name, which api uses.',
    ])
  })
})
