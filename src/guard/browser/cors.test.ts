import { describe, expect, it } from 'vitest'
import { exampleText } from '../../../test/guard/example.ts'
import { knowledgeOf, people, reference } from '../../../test/guard/knowledge.ts'
import { decider } from '../decide/decide.ts'
import { readGuard } from '../document/read.ts'
import type { GuardRequest } from '../model/request.ts'

const text = exampleText({ folder: '/run/guard', https: 443, http: 80, upstream: 8080, certificate: '/tls/app.crt', key: '/tls/app.key' })
const withCors = (cors: string): string => text.replace('path: /projects/*/plan,', `path: /projects/*/plan, cors: ${cors},`)

describe('pages of other origins', () => {
  const read = readGuard('guard.yaml', withCors('{ origins: ["https://a.example", "https://b.example:8443"], methods: [PUT], credentials: true }'))
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
  const decide = decider(read.document.sites, knowledgeOf(people()))
  const plan = (method: string, origin: string, more: GuardRequest['headers'] = {}): GuardRequest => ({
    method,
    scheme: 'https',
    host: 'localhost',
    target: '/projects/7/plan',
    remote: '127.0.0.1',
    headers: { origin, ...more },
  })
  const before = { 'access-control-request-method': 'PUT' }
  const cookie = `__Host-guard=${reference('a')}`

  it('are answered before they ask, where they are listed', async () => {
    const answer = { outcome: 'preflight', route: 'localhost/projects/*/plan' }
    expect(await decide(plan('OPTIONS', 'https://a.example', before))).toEqual({ ...answer, cors: { origin: 'https://a.example', rule: 0 } })
    expect(await decide(plan('OPTIONS', 'https://b.example:8443', before))).toMatchObject(answer)
    for (const origin of ['null', 'https://b.example', 'https://a.example.evil.example', 'HTTPS://A.EXAMPLE'])
      expect([origin, await decide(plan('OPTIONS', origin, before))]).toMatchObject([origin, { outcome: 'deny', status: 403 }])
    // what only looks like it is a method that the route does not take
    expect(await decide(plan('OPTIONS', 'https://a.example'))).toMatchObject({ outcome: 'deny', status: 405 })
  })

  it('act for somebody with the methods of the list alone, and never for a socket', async () => {
    expect(await decide(plan('PUT', 'https://a.example', { cookie, 'sec-fetch-site': 'same-site' }))).toMatchObject({
      outcome: 'allow',
      cors: { origin: 'https://a.example' },
    })
    expect(await decide(plan('PUT', 'https://evil.example', { cookie, 'sec-fetch-site': 'same-site' }))).toMatchObject({ reason: 'cross-site' })
    const reading = await decide(plan('GET', 'https://a.example', { cookie }))
    expect(reading).toMatchObject({ outcome: 'allow' })
    expect(reading).not.toHaveProperty('cors')
  })

  it('may read that somebody is not logged in', async () => {
    expect(await decide(plan('PUT', 'https://a.example'))).toMatchObject({ outcome: 'challenge', cors: { origin: 'https://a.example' } })
  })

  it.each([
    '{ origins: ["*"] }',
    '{ origins: ["null"] }',
    '{ origins: ["http://a.example"] }',
    '{ origins: ["https://a.example/"] }',
    '{ origins: ["https://a.example:443"] }',
    '{ origins: ["https://*.example"] }',
    '{ origins: ["https://A.example"] }',
    '{ origins: [] }',
    '{ origins: ["https://a.example"], methods: [DELETE] }',
    '{ origins: ["https://a.example"], headers: ["*"] }',
  ])('cannot be listed as %s', (cors) => {
    expect(readGuard('guard.yaml', withCors(cors))).toHaveProperty('mistakes')
  })
})
