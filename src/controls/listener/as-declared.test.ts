import { expect, it } from 'vitest'
import type { Deployment } from '../../model/graph.ts'
import type { Answer, Disagreement } from '../../model/observed.ts'
import { port } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { asDeclared } from './as-declared.ts'

const answer: Answer = {
  probe: 'redis/transport',
  asked: { id: 'db:7000', component: 'db', host: '127.0.0.1', port: 7000, protocol: 'redis' },
  vantage: 'this machine',
  outcome: 'answered',
  transcript: [],
  at: '2026-01-01T00:00:00Z',
  milliseconds: 1,
}

function seen(differ: Partial<Disagreement> | undefined, answers: readonly Answer[] = [answer]): Deployment {
  const base = {
    listener: 'db:7000',
    property: 'tls',
    declared: 'required',
    observed: 'none',
    basis: 'configured',
    trail: [],
    probe: 'redis/transport',
  }
  return {
    ...talk({
      server: { port: 7000, protocol: 'redis', purpose: 'data' },
      db: { is: { role: 'datastore' }, ports: [port('7000:7000', 24)] },
    }),
    answers,
    disagreements: differ === undefined ? [] : [{ ...base, vantage: 'this machine', ...differ } as Disagreement],
  }
}

it('finds a server that is weaker than its files', () => {
  expect(verdicts(asDeclared, seen({}))).toEqual(['high db:7000 [tls] 20'])
})

it('finds a file that is behind its server, which harms nobody today', () => {
  expect(verdicts(asDeclared, seen({ declared: 'none', observed: 'required' }))).toEqual(['low db:7000 [tls] 20'])
})

it('passes what was asked and is as declared, and says nothing of what was not asked', () => {
  expect(verdicts(asDeclared, seen(undefined))).toEqual(['pass db:7000'])
  expect(verdicts(asDeclared, seen(undefined, []))).toEqual([])
  expect(verdicts(asDeclared, seen(undefined, [{ ...answer, outcome: 'unproven' }]))).toEqual([])
})
