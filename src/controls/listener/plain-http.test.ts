import { describe, expect, it } from 'vitest'
import { configured, unknown } from '../../model/fact.ts'
import type { Deployment } from '../../model/graph.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { Role } from '../../model/vocabulary.ts'
import { line, port } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { plainHttp } from './plain-http.ts'

function page(text: string, more: Partial<ListenerReading> = {}): Deployment {
  return talk({
    server: { port: 8080, protocol: 'http', purpose: 'application', ...more },
    db: { is: { role: 'application' }, ports: [port(text, 24)] },
  })
}

describe('listener/plain-http', () => {
  it('fires for a published page without TLS', () => {
    expect(verdicts(plainHttp, page('8080:8080'))).toEqual(['medium db:8080 24'])
    expect(verdicts(plainHttp, page('8080:8080', { tls: configured('optional', [line(22)]) }))).toEqual(['medium db:8080 24'])
    expect([...plainHttp.judge(page('10.0.0.1:80:8080'))][0]).toMatchObject({ actual: 'plain HTTP on 10.0.0.1:80' })
  })

  it('tells a proxy to use TLS itself, an application to stand behind one', () => {
    const fix = (role: Role): unknown => {
      const server = { port: 8080, protocol: 'http', purpose: 'application' } as const
      const [judgement] = [...plainHttp.judge(talk({ server, db: { is: { role }, ports: [port('80:8080', 24)] } }))]
      return judgement !== undefined && 'fix' in judgement ? judgement.fix : undefined
    }
    expect(fix('proxy')).toBe('give db a certificate and redirect port 80 to HTTPS')
    expect(fix('application')).toBe('publish a TLS proxy instead, and bind this port to 127.0.0.1:80:8080')
  })

  it('passes with TLS, and where it only sends on to TLS', () => {
    expect(verdicts(plainHttp, page('8080:8080', { tls: configured('required', [line(22)]) }))).toEqual(['pass db:8080'])
    expect(verdicts(plainHttp, page('8080:8080', { redirects: true }))).toEqual(['pass db:8080'])
  })

  it('is unknown where TLS or the address cannot be told', () => {
    expect(verdicts(plainHttp, page('8080:8080', { tls: unknown('the image is not known') }))).toEqual(['unknown db:8080 24'])
    expect(verdicts(plainHttp, page('${BIND}:8080:8080'))).toEqual(['unknown db:8080 24'])
  })

  it('passes what is on loopback alone or not published, and says nothing of consoles and of other protocols', () => {
    expect(verdicts(plainHttp, page('127.0.0.1:8080:8080'))).toEqual(['pass db:8080'])
    const server = { port: 8080, protocol: 'http', purpose: 'application' } as const
    expect(verdicts(plainHttp, talk({ server, db: { is: { role: 'application' } } }))).toEqual(['pass db:8080'])
    // which says nothing of TLS: rows about the key of that are not answered by it
    const keyed = { ...server, tlsKey: 'ssl.enabled' }
    expect([...plainHttp.judge(talk({ server: keyed, db: { is: { role: 'application' } } }))][0]).not.toHaveProperty('key')
    expect([...plainHttp.judge(page('8080:8080', { tlsKey: 'ssl.enabled' }))][0]).toHaveProperty('key', 'ssl.enabled')
    expect(verdicts(plainHttp, page('8080:8080', { purpose: 'admin' }))).toEqual([])
    expect(verdicts(plainHttp, page('8080:8080', { protocol: 'tcp' }))).toEqual([])
  })
})
