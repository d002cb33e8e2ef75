import { describe, expect, it } from 'vitest'
import { deploymentReport, reportOf } from '../../testing/report.ts'
import type { AnswerReport } from '../../model/report.ts'
import type { EarlierAnswer } from './drift.ts'
import { withDrift } from './drift.ts'

const said = (id: string, words: string): EarlierAnswer => ({ id, outcome: 'answered', said: words, open: [] })

describe('drift', () => {
  it('says what is new, gone and another answer', () => {
    const deployment = deploymentReport()
    const answers = [
      said('a', 'PONG'),
      said('b', 'TLS'),
      { id: 'c', outcome: 'unproven', said: null, open: ['silence'] },
    ] as unknown as AnswerReport[]
    const earlier = new Map([[deployment.name, [said('a', 'PONG'), said('c', 'PONG'), said('d', 'x')]]])
    expect(withDrift(reportOf({ ...deployment, answers }), earlier).deployments[0]?.drift).toEqual({
      new: ['b'],
      gone: ['d'],
      changed: [{ answer: 'c', was: 'PONG', is: 'unproven: silence' }],
    })
    expect(withDrift(reportOf(deployment), earlier).deployments[0]?.drift).toBeUndefined()
  })
})
