import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { unknown, view } from '../../model/fact.ts'
import type { Answer, Learned } from '../../model/observed.ts'
import type { Observation } from '../../model/technology.ts'
import type { Authentication, Encryption } from '../../model/vocabulary.ts'
import type { Deployment } from '../../model/graph.ts'
import { belowIntermediate, intermediate, leaf, root } from '../../testing/certificates.ts'
import { deployment } from '../../testing/deployment.ts'
import { observe } from './merge.ts'

function answer(learned: Partial<Learned>, host = '10.0.0.2', probe = 'redis/settings'): Answer {
  const asked = { id: 'redis:6379', component: 'redis', host, port: 6379, protocol: 'redis' } as const
  const proven = Object.keys(learned).length > 0
  return {
    probe,
    asked,
    vantage: 'this machine',
    outcome: proven ? 'answered' : 'unproven',
    ...(proven ? { learned: { said: '', ...learned } } : {}),
    transcript: [],
    at: '',
    milliseconds: 0,
  }
}

const written: Observation = {
  concern: 'password-policy',
  key: 'requirepass',
  verdict: 'unknown',
  trail: [],
  basis: 'configured',
  message: '',
  actual: '',
  expected: '',
  fix: '',
  stake: 'data',
}
const seen = (verdict: 'safe' | 'unsafe'): Partial<Learned> => ({ observations: [{ ...written, verdict, basis: 'observed' }] })

function redis(): Deployment {
  const listener = {
    port: 6379,
    protocol: 'redis',
    purpose: 'data',
    tls: unknown<Encryption>('not read'),
    authentication: unknown<Authentication>('not read'),
    trail: [],
  } as const
  const reading = { observations: [written], listeners: [listener] }
  return deployment({ components: [{ id: 'redis', is: { role: 'cache', reading } }] })
}

function verdicts(...answers: readonly Answer[]): readonly string[] {
  return observe(redis(), answers).components[0]!.observations.map(({ verdict }) => verdict)
}

describe('answers of several copies', () => {
  it('settle what files left open only when each said so', () => {
    expect(verdicts(answer(seen('safe')))).toEqual(['safe'])
    expect(verdicts(answer(seen('safe')), answer(seen('safe'), '10.0.0.3'))).toEqual(['safe', 'safe'])
    expect(verdicts(answer(seen('safe')), answer({}, '10.0.0.3'))).toEqual(['unknown', 'safe'])
    expect(verdicts(answer(seen('safe')), answer(seen('unsafe'), '10.0.0.3'))).toEqual(['safe', 'unsafe'])
  })

  it('are not held up by another question, or by the same place heard twice', () => {
    expect(verdicts(answer(seen('safe')), answer({}, '10.0.0.3', 'redis/other'))).toEqual(['safe'])
    expect(verdicts(answer(seen('safe')), answer({}))).toEqual(['safe'])
  })

  it('count by the weakest, in whatever order they come', () => {
    const [closed, open] = [answer({ authentication: 'password', tls: 'required' }), answer({ authentication: 'none', tls: 'optional' }, '10.0.0.3')]
    for (const answers of [
      [closed, open],
      [open, closed],
      [closed, closed, open, closed],
    ]) {
      const [listener] = observe(redis(), answers).listeners
      expect([view(listener!.authentication), view(listener!.tls)]).toMatchObject([{ value: 'none' }, { value: 'optional' }])
    }
  })
})

describe('a certificate that the server sent', () => {
  const web = {
    protocol: 'redis',
    host: 'redis',
    port: 6379,
    key: 'REDIS_URL',
    trail: [],
    authority: { value: '/ca.pem', trail: [], unresolved: [] },
  } as const
  const graph = deployment({
    components: [
      { id: 'redis', is: { role: 'cache', reading: { listeners: redis().listeners } } },
      {
        id: 'web',
        files: { '/ca.pem': root },
        is: {
          reading: {
            connections: [{ ...web, encryption: unknown('not read'), verification: unknown('not read'), authentication: unknown('not read') }],
          },
        },
      },
    ],
  })
  const sent = (...pems: readonly string[]) => {
    const chain = pems.map((pem) => new X509Certificate(pem).raw)
    const certificate = { names: ['db'], notBefore: '', notAfter: '', key: { type: 'ec', bits: undefined }, chain }
    return observe(graph, [answer({ certificate })])
  }

  it('is held against what each client goes by', () => {
    // it is made for db, and signed by what web trusts
    expect(sent(leaf).trusts).toEqual([
      { channel: 'web->redis:6379', signed: true, named: false, name: 'redis', places: [{ file: 'ca.pem', line: 1 }], isObserved: true },
    ])
    expect(sent(belowIntermediate, intermediate).trusts).toMatchObject([{ signed: true }])
    expect(sent(belowIntermediate).trusts).toMatchObject([{ signed: false }])
    expect(sent().trusts).toEqual([])
  })

  it('takes the place of what files said of it', () => {
    const before = { ...graph, trusts: [{ channel: 'web->redis:6379', signed: true, named: true, name: 'redis', places: [] }] }
    expect(observe(before, []).trusts).toEqual(before.trusts)
    expect(sent(leaf).certificates).toMatchObject([{ listener: 'redis:6379', names: ['db'], isObserved: true }])
  })
})
