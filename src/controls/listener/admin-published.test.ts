import { describe, expect, it } from 'vitest'
import { configured } from '../../model/fact.ts'
import type { Deployment } from '../../model/graph.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { Role } from '../../model/vocabulary.ts'
import { deployment, line, messages, outcome, port } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { adminPublished } from './admin-published.ts'
import { ssh } from './ssh.ts'

function console(text: string, more: Partial<ListenerReading> = {}, role: Role = 'admin'): Deployment {
  return talk({ server: { port: 8080, protocol: 'http', purpose: 'admin', ...more }, db: { is: { role }, ports: [port(text, 24)] } })
}

describe('listener/admin-published', () => {
  it('fires for a console with a login', () => {
    expect(verdicts(adminPublished, console('9000:8080'))).toEqual(['medium db:8080 24'])
    expect(messages(adminPublished, console('9000:8080'))).toEqual([
      'db is published on 0.0.0.0:9000 over plain HTTP: an admin UI for everybody who reaches the host.',
    ])
  })

  it('does not call HTTP what is another protocol', () => {
    expect(messages(adminPublished, console('4369:8080', { protocol: 'tcp', purpose: 'metrics' }))[0]).toContain(
      '0.0.0.0:4369 in plaintext: operational data',
    )
  })

  it('fires higher without one', () => {
    expect(verdicts(adminPublished, console('9000:8080', { authentication: configured('none', [line(22)]) }))).toEqual(['high db:8080 24'])
  })

  it('fires by the purpose of the port, whatever the product is for', () => {
    expect(verdicts(adminPublished, console('9000:8080', {}, 'broker'))).toEqual(['medium db:8080 24'])
  })

  it('speaks of metrics as what they are', () => {
    const judged = console('9000:8080', { purpose: 'metrics', authentication: configured('none', [line(22)]) }, 'application')
    expect(verdicts(adminPublished, judged)).toEqual(['medium db:8080 24'])
    expect(messages(adminPublished, judged)[0]).toContain('operational data for everybody')
  })

  it('passes on loopback', () => {
    expect(verdicts(adminPublished, console('127.0.0.1:9000:8080'))).toEqual(['pass db'])
  })

  it('is unknown where the address has no value', () => {
    expect(verdicts(adminPublished, console('${BIND}:9000:8080'))).toEqual(['unknown db:8080 24'])
  })

  it('leaves SSH to its own control', () => {
    expect(verdicts(adminPublished, console('222:22', { port: 22, protocol: 'ssh' }))).toEqual([])
    const unread = deployment({ components: [{ id: 'git', ports: [port('222:22', 12)], is: { role: 'admin' } }] })
    expect(verdicts(adminPublished, unread)).toEqual([])
    expect(outcome(ssh, unread)).toEqual(['git medium compose.yml:12'])
  })

  it('leaves applications and debuggers to others', () => {
    expect(verdicts(adminPublished, console('9000:8080', { purpose: 'application' }, 'application'))).toEqual([])
    expect(verdicts(adminPublished, console('9000:8080', { purpose: 'debug' }))).toEqual([])
  })
})
