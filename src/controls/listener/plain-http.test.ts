import { describe, expect, it } from 'vitest'
import { configured, unknown } from '../../model/fact.ts'
import type { Deployment } from '../../model/graph.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { Encryption, Role } from '../../model/vocabulary.ts'
import { deployment, line, messages, port } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { plainHttp } from './plain-http.ts'

function page(text: string, more: Partial<ListenerReading> = {}): Deployment {
  return talk({
    server: { port: 8080, protocol: 'http', purpose: 'application', ...more },
    db: { is: { role: 'application' }, ports: [port(text, 24)] },
  })
}

const plain = {
  encryption: configured('none' as const, []),
  verification: configured('none' as const, []),
  authentication: configured('none' as const, []),
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

  it('names the proxy whose TLS is passed by', () => {
    const http = { port: 8080, protocol: 'http', purpose: 'application' } as const
    const front = (tls: Encryption) =>
      deployment({
        components: [
          {
            id: 'front',
            is: {
              role: 'proxy',
              reading: {
                listeners: [{ ...http, port: 443, tls: configured(tls, []), authentication: configured('delegated', []) }],
                connections: [{ protocol: 'http', host: 'app', port: 8080, key: 'upstream', trail: [line(12)], ...plain }],
              },
            },
          },
          {
            id: 'app',
            ports: [port('8080:8080', 24)],
            is: { role: 'application', reading: { listeners: [{ ...http, tls: configured('none', []), authentication: plain.authentication }] } },
          },
        ],
      })
    expect(messages(plainHttp, front('required'))[0]).toContain('front in front, with TLS, is passed by.')
    expect(messages(plainHttp, front('none'))[0]).not.toContain('passed by')
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
