import { expect, it } from 'vitest'
import { configured } from '../../model/fact.ts'
import type { Deployment } from '../../model/graph.ts'
import type { OpenSocket } from '../../model/observed.ts'
import { line } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { undeclared } from './undeclared.ts'

function seen(sockets: readonly Omit<OpenSocket, 'user'>[] | undefined, bind: 'all' | 'loopback' = 'all'): Deployment {
  return {
    ...talk({ server: { bind: configured(bind, [line(22)]) } }),
    answers: [
      {
        probe: 'host/sockets',
        asked: { id: 'db', component: 'db', host: '', port: 0, protocol: 'tcp' },
        vantage: 'this machine',
        outcome: 'answered',
        learned: { said: '', ...(sockets === undefined ? {} : { sockets: sockets.map((each) => ({ ...each, user: 0 })) }) },
        transcript: [],
        at: '2026-01-01T00:00:00Z',
        milliseconds: 0,
      },
    ],
  }
}

it('finds what is open beyond loopback and nowhere declared, once for both families', () => {
  const sockets = [
    { address: '0.0.0.0', port: 8080 },
    { address: '::', port: 8080 },
    { address: '10.0.0.5', port: 2049 },
    { address: '0.0.0.0', port: 5432 },
    { address: '127.0.0.1', port: 9000 },
  ]
  expect(verdicts(undeclared, seen(sockets))).toEqual(['low db [2049] 20', 'low db [8080] 20'])
})

it('finds what is open though the files keep it on loopback', () => {
  const open = [{ address: '0.0.0.0', port: 5432 }]
  expect(verdicts(undeclared, seen(open, 'loopback'))).toEqual(['low db [5432] 20'])
  expect([...undeclared.judge(seen(open, 'loopback'))]).toMatchObject([{ expected: 'loopback alone' }])
  expect(verdicts(undeclared, seen([{ address: '127.0.0.1', port: 5432 }], 'loopback'))).toEqual(['pass db'])
})

it('passes what is declared, and says nothing where no sockets were read', () => {
  expect(verdicts(undeclared, seen([{ address: '0.0.0.0', port: 5432 }]))).toEqual(['pass db'])
  expect(verdicts(undeclared, seen(undefined))).toEqual([])
  expect(verdicts(undeclared, talk({}))).toEqual([])
})
