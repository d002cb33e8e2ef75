import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exampleDocument } from '../../../test/guard/example.ts'
import { knowledgeOf, people, person, reference } from '../../../test/guard/knowledge.ts'
import { spellings } from '../../../test/guard/spellings.ts'
import type { Decision } from '../model/decision.ts'
import type { ClientHeader, GuardRequest } from '../model/request.ts'
import { clientHeaders } from '../model/request.ts'
import { decider } from './decide.ts'
import type { Knowledge } from './ports.ts'

const { sites } = exampleDocument()
const ann = `__Host-guard=${reference('a')}`
const own = { origin: 'https://localhost' }

function ask(method: string, target: string, headers: Partial<Record<ClientHeader, string>> = {}, more: Partial<GuardRequest> = {}): GuardRequest {
  return { method, scheme: 'https', host: 'localhost', target, remote: '127.0.0.1', headers, ...more }
}

async function decided(request: GuardRequest, knowledge: Knowledge = knowledgeOf(people())): Promise<Decision> {
  return decider(sites, knowledge)(request)
}

/** `allow`, `log-in`, `credentials`, or the status and reason of a refusal. */
async function answer(request: GuardRequest, knowledge?: Knowledge): Promise<string> {
  const decision = await decided(request, knowledge)
  return decision.outcome === 'allow' || decision.outcome === 'preflight'
    ? decision.outcome
    : decision.outcome === 'challenge'
      ? `${decision.ask} ${decision.reason}`
      : `${decision.status} ${decision.reason}`
}

describe('a decision', () => {
  it.each<[string, GuardRequest, string]>([
    ['a public page', ask('GET', '/public/x'), 'allow'],
    ['a public page that would be changed', ask('POST', '/public/x'), '405 method-not-allowed'],
    ['a page without a session', ask('GET', '/x', { accept: 'text/html' }), 'log-in no-credentials'],
    ['a call without a session', ask('GET', '/x', { accept: 'application/json' }), 'credentials no-credentials'],
    ['a script of a page without a session', ask('GET', '/x', { accept: 'text/html', 'sec-fetch-mode': 'cors' }), 'credentials no-credentials'],
    ['a session', ask('GET', '/x', { cookie: ann }), 'allow'],
    ['a session among other cookies', ask('GET', '/x', { cookie: `a=b; ${ann}; c=d` }), 'allow'],
    ['a session that has no right', ask('GET', '/x', { cookie: `__Host-guard=${reference('b')}` }), '403 no-right'],
    ['a session that nobody has', ask('GET', '/x', { cookie: `__Host-guard=${reference('z')}` }), 'credentials session-ended'],
    ['a session of another host', ask('GET', '/x', { cookie: ann }, { host: '127.0.0.1' }), 'credentials session-ended'],
    ['a broken cookie', ask('GET', '/x', { cookie: '__Host-guard=%00' }), 'credentials broken-credentials'],
    ['two cookies', ask('GET', '/x', { cookie: `${ann}; __Host-guard=${reference('b')}` }), '400 ambiguous-credentials'],
    ['a cookie and a key', ask('GET', '/api/v1/x', { cookie: ann, 'x-api-key': 'gk_live_robot' }), '400 ambiguous-credentials'],
    ['two keys', ask('GET', '/public/x', { authorization: 'Bearer gk_live_far', 'x-api-key': 'gk_live_robot' }), '400 ambiguous-credentials'],
    ['a change from the own page', ask('POST', '/x', { cookie: ann, ...own, 'sec-fetch-site': 'same-origin' }), 'allow'],
    [
      'a change from another page',
      ask('POST', '/x', { cookie: ann, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }),
      '403 cross-site',
    ],
    [
      'a change from a neighbour host',
      ask('POST', '/x', { cookie: ann, origin: 'https://b.localhost', 'sec-fetch-site': 'same-site' }),
      '403 cross-site',
    ],
    ['a change that says nothing', ask('POST', '/x', { cookie: ann }), '403 cross-site'],
    ['a change from nowhere', ask('POST', '/x', { cookie: ann, origin: 'null' }), '403 cross-site'],
    ['a change from a friend', ask('POST', '/x', { cookie: ann, origin: 'https://friend.example.org', 'sec-fetch-site': 'cross-site' }), 'allow'],
    ['a socket from the own page', ask('GET', '/socket', { cookie: ann, upgrade: 'websocket', ...own }), 'allow'],
    ['a socket from another page', ask('GET', '/socket', { cookie: ann, upgrade: 'websocket', origin: 'https://evil.example' }), '403 cross-site'],
    ['a socket without origin', ask('GET', '/socket', { cookie: ann, upgrade: 'websocket' }), '403 cross-site'],
    ['a socket where there is none', ask('GET', '/x', { cookie: ann, upgrade: 'websocket', ...own }), '400 method-not-allowed'],
    ['an upgrade to plain HTTP/2', ask('GET', '/x', { cookie: ann, upgrade: 'h2c', ...own }), '400 method-not-allowed'],
    ['a key in its scope', ask('POST', '/api/v1/x', { 'x-api-key': 'gk_live_robot' }), 'allow'],
    ['a key as a bearer', ask('POST', '/api/v1/x', { authorization: 'bearer gk_live_robot' }), 'allow'],
    ['a key beyond its scope', ask('GET', '/x', { 'x-api-key': 'gk_live_robot' }), '403 key-scope'],
    ['a key with another method', ask('PUT', '/api/v1/x', { 'x-api-key': 'gk_live_robot' }), '403 key-scope'],
    ['a key from elsewhere', ask('GET', '/x', { 'x-api-key': 'gk_live_far' }), '403 key-source'],
    ['a key from where it may', ask('GET', '/x', { 'x-api-key': 'gk_live_far' }, { remote: '192.0.2.9' }), 'allow'],
    ['a key that nobody has', ask('GET', '/x', { 'x-api-key': 'gk_live_none' }), 'credentials unknown-key'],
    ["a token of the program's own", ask('GET', '/x', { authorization: 'Bearer eyJhbGciOiJIUzI1NiJ9.e30.x' }), 'credentials no-credentials'],
    ['such a token beside a session', ask('GET', '/x', { cookie: ann, authorization: 'Bearer eyJhbGciOiJIUzI1NiJ9.e30.x' }), 'allow'],
    ['such a token beside a key', ask('POST', '/api/v1/x', { 'x-api-key': 'gk_live_robot', authorization: 'Bearer eyJ.e30.x' }), 'allow'],
    ['a key in capitals beside a session', ask('GET', '/x', { cookie: ann, 'x-api-key': 'GK_LIVE_ROBOT' }), '400 ambiguous-credentials'],
    ['a key behind blanks beside a session', ask('GET', '/x', { cookie: ann, authorization: 'Bearer  gk_live_far' }), '400 ambiguous-credentials'],
    ["the scheme Basic, which is the program's", ask('GET', '/x', { authorization: 'Basic YTpi' }), 'credentials no-credentials'],
    ['a worker', ask('GET', '/x', {}, { worker: 'spiffe://example/component/worker' }), 'allow'],
    ['a worker that would write', ask('POST', '/x', {}, { worker: 'spiffe://example/component/worker' }), '403 no-right'],
    ['an administrator without a second factor', ask('GET', '/admin', { cookie: `__Host-guard=${reference('s')}` }), 'log-in second-factor'],
    ['an administrator', ask('GET', '/admin/x', { cookie: `__Host-guard=${reference('r')}` }), 'allow'],
    ['somebody else there', ask('GET', '/admin/x', { cookie: ann }), 'log-in second-factor'],
    ['what is closed', ask('GET', '/internal/x', { cookie: `__Host-guard=${reference('r')}` }), '403 closed-route'],
    ['a resource of the path', ask('PUT', '/projects/7/plan', { cookie: ann, ...own, 'content-length': '10' }), 'allow'],
    ['another one', ask('PUT', '/projects/8/plan', { cookie: ann, ...own, 'content-length': '10' }), '403 no-right'],
    ['a body that is too large', ask('PUT', '/projects/7/plan', { cookie: ann, ...own, 'content-length': '1025' }), '413 body-too-large'],
    ['a length that is none', ask('PUT', '/projects/7/plan', { cookie: ann, ...own, 'content-length': '1e1' }), '413 body-too-large'],
    ['a body of unknown length', ask('PUT', '/projects/7/plan', { cookie: ann, ...own, 'transfer-encoding': 'chunked' }), '411 body-too-large'],
    ['another host', ask('GET', '/public/x', {}, { host: 'evil.example' }), '421 unknown-host'],
    ['a host with a trailing dot', ask('GET', '/public/x', {}, { host: 'localhost.' }), '421 unknown-host'],
    ['plain HTTP', ask('GET', '/public/x', {}, { scheme: 'http' }), '403 plaintext'],
    ['a method of its own', ask('PROPFIND', '/x', { cookie: ann }), '405 method-not-allowed'],
    ['TRACE', ask('TRACE', '/x', { cookie: ann }), '405 method-not-allowed'],
    ['a lower-case method', ask('get', '/x', { cookie: ann }), '405 method-not-allowed'],
  ])('%s', async (_, request, expected) => {
    expect(await answer(request)).toBe(expected)
  })

  it.each(spellings)('the spelling %s of a path leads nowhere', async (target) => {
    const decision = await decided(ask('GET', target))
    expect(['none', 'localhost/public/**']).toContain(decision.outcome === 'allow' ? decision.route.id : 'none')
  })

  it('counts what a caller asks in a minute', async () => {
    const knowledge = knowledgeOf(people())
    const answers = []
    for (let count = 0; count < 4; count++) answers.push(await answer(ask('GET', '/slow', { cookie: ann }), knowledge))
    expect(answers).toEqual(['allow', 'allow', 'allow', '429 too-many-requests'])
  })

  const never = new Promise<never>(() => undefined)
  const failing: readonly [string, Partial<Knowledge>][] = [
    ['sessions fail', { session: () => Promise.reject(new Error('lost')) }],
    [
      'sessions throw',
      {
        session: () => {
          throw new TypeError('lost')
        },
      },
    ],
    ['sessions hang', { session: () => never }],
    ['keys hang', { key: () => never }],
    ['keys fail', { key: () => Promise.reject(new Error('lost')) }],
    ['rights fail', { may: () => Promise.reject(new Error('lost')) }],
    ['rights hang', { may: () => never }],
    [
      'the count fails',
      {
        later: () => {
          throw new Error('lost')
        },
      },
    ],
  ]
  it.each(failing)('is a deny when %s', async (_, broken) => {
    const knowledge = { ...knowledgeOf(people()), ...broken }
    const outcomes = await Promise.all([
      decided(ask('GET', '/slow', { cookie: ann }), knowledge),
      decided(ask('GET', '/api/v1/x', { 'x-api-key': 'gk_live_robot' }), knowledge),
    ])
    expect(outcomes.some(({ outcome }) => outcome === 'deny')).toBe(true)
    expect(outcomes.flatMap((one) => (one.outcome === 'deny' ? [one.status, one.reason] : []))).toEqual(expect.arrayContaining([503, 'unavailable']))
  })

  it('lets nobody in without an identity, whatever is asked', async () => {
    const anything = fc.record({
      method: fc.constantFrom('GET', 'POST', 'HEAD', 'OPTIONS', 'get', '', 'X'),
      scheme: fc.constantFrom('http' as const, 'https' as const),
      host: fc.constantFrom('localhost', '127.0.0.1', 'LOCALHOST:443', 'x', ''),
      target: fc.oneof(fc.constantFrom(...spellings, '/', '/x', '/admin', '/internal', '/socket'), fc.string()),
      remote: fc.constantFrom('127.0.0.1', '::1', '', 'x'),
      headers: fc.dictionary(
        fc.constantFrom(...clientHeaders),
        fc.oneof(fc.string(), fc.constantFrom('__Host-guard=', `__Host-guard=${reference('q')}`, 'Bearer x', 'websocket', 'https://localhost')),
        {
          maxKeys: 5,
        },
      ),
    })
    const isPublicOrRefused = async (request: GuardRequest): Promise<boolean> => {
      const decision = await decided(request)
      return decision.outcome !== 'allow' || decision.route.access.kind === 'public'
    }
    expect((await fc.check(fc.asyncProperty(anything, isPublicOrRefused), { numRuns: 2000 })).failed).toBe(false)
  })

  it('names a person of the session and no other', async () => {
    const decision = await decided(ask('GET', '/x', { cookie: ann }))
    expect(decision.outcome === 'allow' && decision.principal).toEqual(person('ann'))
  })
})
