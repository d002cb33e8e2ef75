import { describe, expect, it } from 'vitest'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import { line, messages, port } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { plaintextRefused } from './plaintext-refused.ts'

describe('channel/plaintext-refused', () => {
  it('fires where the server speaks no TLS, at the line that says so', () => {
    expect(verdicts(plaintextRefused, talk({}))).toEqual(['low db:5432 22'])
  })

  it('fires where TLS is only offered, at the component for a default', () => {
    const judged = talk({ server: { tls: byDefault('optional', 'PostgreSQL 16') } })
    expect(verdicts(plaintextRefused, judged)).toEqual(['low db:5432 20'])
    expect(messages(plaintextRefused, judged)).toEqual(['db serves postgres on port 5432 also without TLS (PostgreSQL 16).'])
  })

  it('passes where TLS is required', () => {
    expect(verdicts(plaintextRefused, talk({ server: { tls: configured('required', [line(22)]) } }))).toEqual(['pass db:5432'])
  })

  it('is unknown where nobody can tell', () => {
    expect(verdicts(plaintextRefused, talk({ server: { tls: unknown('the image is not known') } }))).toEqual(['unknown db:5432 20'])
  })

  it('leaves alone applications, sockets on loopback, and ports that nobody explained', () => {
    expect(verdicts(plaintextRefused, talk({ db: { is: { role: 'application' } } }))).toEqual([])
    expect(verdicts(plaintextRefused, talk({ server: { bind: configured('loopback', [line(23)]) } }))).toEqual([])
    expect(verdicts(plaintextRefused, talk({ server: { tls: configured('required', [line(22)]) }, db: { ports: [port('3306:3306', 24)] } }))).toEqual(
      ['pass db:5432'],
    )
  })
})
