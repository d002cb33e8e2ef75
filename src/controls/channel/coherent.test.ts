import { describe, expect, it } from 'vitest'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import { line, port, written } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { coherent } from './coherent.ts'

const password = written('Vq7xN2mRb8kTz4LwHs9c', 12)

describe('channel/coherent', () => {
  it('passes where both ends agree', () => {
    expect(verdicts(coherent, talk({ client: { password } }))).toEqual(['pass api->db:5432 [agree]'])
  })

  it('fires for TLS to a port that speaks plaintext', () => {
    expect(verdicts(coherent, talk({ client: { encryption: configured('required', [line(12)]) } }))).toEqual([
      'low api->db:5432 [tls-to-plaintext] 12 22',
    ])
  })

  it('fires for plaintext to a port that demands TLS', () => {
    expect(verdicts(coherent, talk({ server: { tls: configured('required', [line(22)]) } }))).toEqual(['low api->db:5432 [plaintext-to-tls] 12 22'])
  })

  it.each([
    ['written', configured('none' as const, [line(22)]), '12 22'],
    ['a default', byDefault('none' as const, 'the product asks for none'), '12'],
  ])('fires for a password that nobody asks for, which is %s', (_, authentication, lines) => {
    expect(verdicts(coherent, talk({ client: { password }, server: { authentication } }))).toEqual([
      `medium api->db:5432 [password-not-asked] ${lines}`,
    ])
  })

  it('fires for a user who is not there, or is switched off', () => {
    const logins = {
      users: [
        { name: 'app', on: true, trail: [line(25)] },
        { name: 'default', on: false, trail: [line(26)] },
      ],
      unnamed: 'default',
    }
    const as = (user?: string) => talk({ client: { password, ...(user === undefined ? {} : { user: written(user, 13) }) }, server: { logins } })
    expect(verdicts(coherent, as())).toEqual(['low api->db:5432 [user-refused] 12 26'])
    expect(verdicts(coherent, as('other'))).toEqual(['low api->db:5432 [user-refused] 12'])
    expect(verdicts(coherent, as('app'))).toEqual(['pass api->db:5432 [agree]'])
  })

  it('fires for a login that is demanded and not given', () => {
    expect(verdicts(coherent, talk({ client: { authentication: configured('none', [line(12)]) } }))).toEqual([
      'low api->db:5432 [password-missing] 12 22',
    ])
  })

  it('does not contradict what is optional or a certificate', () => {
    expect(verdicts(coherent, talk({ client: { encryption: configured('optional', [line(12)]) } }))).toEqual(['pass api->db:5432 [agree]'])
    expect(
      verdicts(
        coherent,
        talk({ client: { authentication: configured('none', [line(12)]) }, server: { authentication: configured('peer', [line(22)]) } }),
      ),
    ).toEqual(['pass api->db:5432 [agree]'])
  })

  it('is unknown where a known server does not listen on the port', () => {
    expect(verdicts(coherent, talk({ client: { port: 6432 } }))).toEqual(['unknown api->db:6432 [nobody-listens] 12 20'])
  })

  it('says nothing where one end is not known', () => {
    expect(verdicts(coherent, talk({ server: { tls: unknown('the test'), authentication: unknown('the test') } }))).toEqual([])
    expect(verdicts(coherent, talk({ client: { host: 'elsewhere.example.org' } }))).toEqual([])
    expect(verdicts(coherent, talk({ client: { port: 6432 }, db: { ports: [port('9999:9999', 24)] } }))).toEqual([])
  })

  it('takes no contradiction from the usual meaning of a port number', () => {
    const judged = talk({ client: { encryption: configured('required', [line(12)]), protocol: 'http', port: 80 }, db: { expose: [80] } })
    expect(verdicts(coherent, judged).filter((verdict) => !verdict.startsWith('pass'))).toEqual([])
  })
})
