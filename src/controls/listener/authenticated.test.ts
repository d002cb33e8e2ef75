import { describe, expect, it } from 'vitest'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import { line, messages, port } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { authenticated } from './authenticated.ts'

const none = { authentication: configured('none' as const, [line(22)]) }

describe('listener/authenticated', () => {
  it('fires where no login is demanded, by who can reach it', () => {
    expect(verdicts(authenticated, talk({ server: none }))).toEqual(['medium db:5432 22'])
    expect(verdicts(authenticated, talk({ server: none, db: { ports: [port('5432:5432', 24)] } }))).toEqual(['high db:5432 22'])
    expect(verdicts(authenticated, talk({ server: none, db: { ports: [port('127.0.0.1:5432:5432', 24)] } }))).toEqual(['medium db:5432 22'])
  })

  it('fires at the component for a default, and says which', () => {
    const judged = talk({ server: { authentication: byDefault('none', 'the product asks for none') } })
    expect(verdicts(authenticated, judged)).toEqual(['medium db:5432 20'])
    expect(messages(authenticated, judged)[0]).toContain('without a login (the product asks for none)')
  })

  it('fires lower for metrics', () => {
    expect(verdicts(authenticated, talk({ server: { ...none, purpose: 'metrics', protocol: 'http' } }))).toEqual(['low db:5432 22'])
  })

  it.each(['password', 'token', 'certificate', 'kerberos', 'peer', 'delegated'] as const)('passes with %s', (kind) => {
    expect(verdicts(authenticated, talk({ server: { authentication: configured(kind, [line(22)]) } }))).toEqual(['pass db:5432'])
  })

  it('passes a console with a login form', () => {
    expect(verdicts(authenticated, talk({ server: { protocol: 'http', purpose: 'admin' }, db: { is: { role: 'admin' } } }))).toEqual(['pass db:5432'])
  })

  it('is unknown where nobody can tell', () => {
    expect(verdicts(authenticated, talk({ server: { authentication: unknown('the settings are not mounted') } }))).toEqual(['unknown db:5432 20'])
  })

  it('says nothing of pages of applications, mail, debuggers, and sockets on loopback', () => {
    expect(verdicts(authenticated, talk({ server: { ...none, purpose: 'application' }, db: { is: { role: 'application' } } }))).toEqual([])
    expect(verdicts(authenticated, talk({ server: { ...none, purpose: 'mail' } }))).toEqual([])
    expect(verdicts(authenticated, talk({ server: { ...none, purpose: 'debug' } }))).toEqual([])
    expect(verdicts(authenticated, talk({ server: { ...none, bind: configured('loopback', [line(23)]) } }))).toEqual([])
  })
})
