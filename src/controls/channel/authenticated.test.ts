import { describe, expect, it } from 'vitest'
import { configured, unknown } from '../../model/fact.ts'
import { line } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { authenticated } from './authenticated.ts'

const none = { authentication: configured('none' as const, [line(12)]) }

describe('channel/authenticated', () => {
  it('fires where the client presents nothing', () => {
    expect(verdicts(authenticated, talk({ client: none }))).toEqual(['low api->db:5432 12'])
    expect(verdicts(authenticated, talk({ client: { ...none, host: 'db.example.org' } }))).toEqual(['high api->db.example.org:5432 12'])
  })

  it('passes with a login', () => {
    expect(verdicts(authenticated, talk({}))).toEqual(['pass api->db:5432'])
  })

  it('is unknown where nobody can tell', () => {
    expect(verdicts(authenticated, talk({ client: { authentication: unknown('the test') } }))).toEqual(['unknown api->db:5432 12'])
  })

  it('leaves it to the server that asks for nothing', () => {
    expect(verdicts(authenticated, talk({ client: none, server: { authentication: configured('none', [line(22)]) } }))).toEqual([])
  })

  it.each(['http', 'syslog', 'otlp', 'smtp', 'grpc'] as const)('does not ask for a login over %s to somebody else', (protocol) => {
    expect(verdicts(authenticated, talk({ client: { ...none, protocol, host: 'other.example.org' } }))).toEqual([])
  })

  it('does not ask for a login at a page of an application', () => {
    expect(verdicts(authenticated, talk({ client: { ...none, protocol: 'http' }, server: { protocol: 'http', purpose: 'application' } }))).toEqual([])
  })
})
