import { describe, expect, it } from 'vitest'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import { line, messages, written } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { encrypted } from './encrypted.ts'

const password = written('Vq7xN2mRb8kTz4LwHs9c', 12)

describe('channel/encrypted', () => {
  it('weighs what two machines say to each other as what crosses the networks of the host', () => {
    const on = (host: string) => ({ form: 'process' as const, host, networks: ['network'] })
    const severities = (api: string, db: string): readonly string[] => verdicts(encrypted, talk({ api: on(api), db: on(db) }))
    expect(severities('app', 'data')).toEqual(['medium api->db:5432 12'])
    expect(severities('app', 'app')).toEqual(['low api->db:5432 12'])
  })

  it('fires where the client speaks plaintext', () => {
    expect(verdicts(encrypted, talk({}))).toEqual(['low api->db:5432 12'])
    expect(messages(encrypted, talk({ client: { password } }))[0]).toBe(
      'api to db speaks postgres in plaintext (DATABASE_URL): its password and everything else can be read and changed on the way. db offers no TLS on port 5432.',
    )
  })

  it('fires where TLS is left to the server', () => {
    const judged = talk({ client: { encryption: byDefault('optional', 'libpq', [line(12)]) } })
    expect(verdicts(encrypted, judged)).toEqual(['low api->db:5432 12'])
    expect([...encrypted.judge(judged)][0]).toMatchObject({ actual: 'TLS optional', basis: 'effective' })
  })

  it('passes where the client requires TLS', () => {
    expect(verdicts(encrypted, talk({ client: { encryption: configured('required', [line(12)]) } }))).toEqual(['pass api->db:5432'])
  })

  it('is unknown where nobody can tell', () => {
    const judged = talk({ client: { encryption: unknown('the driver is not known') } })
    expect(verdicts(encrypted, judged)).toEqual(['unknown api->db:5432 12'])
    expect(messages(encrypted, judged)).toEqual(['api to db: whether the connection is encrypted cannot be told: the driver is not known.'])
  })

  it.each([
    ['a server outside', 'smtp.example.org', 'critical', 'high'],
    ['an address outside', '203.0.113.7', 'critical', 'high'],
    ['an IPv6 address outside', '2001:db8::7', 'critical', 'high'],
    ['a private address', '10.1.2.3', 'high', 'medium'],
    ['a name without a dot', 'mainframe', 'high', 'medium'],
    ['a host without a value', '${DB_HOST}', 'high', 'medium'],
  ])('weighs %s', (_, host, withPassword, without) => {
    expect(verdicts(encrypted, talk({ client: { host, password } }))).toEqual([`${withPassword} api->${host}:5432 12`])
    expect(verdicts(encrypted, talk({ client: { host } }))).toEqual([`${without} api->${host}:5432 12`])
  })

  it('leaves alone what stays in one network namespace, and what is not a connection of a component', () => {
    expect(verdicts(encrypted, talk({ client: { host: 'localhost' }, db: { networkOf: 'api' } }))).toEqual([])
    expect(verdicts(encrypted, talk({ client: { fromOutside: true } }))).toEqual([])
    expect(verdicts(encrypted, talk({ client: { protocol: 'ssh' } }))).toEqual([])
  })

  it('takes a network that encrypts for encryption, if no other is shared', () => {
    const networks = [{ name: 'safe', encrypted: true }, { name: 'open' }]
    expect(verdicts(encrypted, talk({ api: { networks: ['safe'] }, db: { networks: ['safe'] }, networks }))).toEqual(['pass api->db:5432'])
    expect(verdicts(encrypted, talk({ api: { networks: ['safe', 'open'] }, db: { networks: ['safe', 'open'] }, networks }))).toEqual([
      'low api->db:5432 12',
    ])
  })
})
