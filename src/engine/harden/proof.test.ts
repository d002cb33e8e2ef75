import { describe, expect, it } from 'vitest'
import type { DeploymentReport, Finding } from '../../model/report.ts'
import { deploymentReport, findingReport } from '../../testing/report.ts'
import { prove, unforeseen, worse } from './proof.ts'

const found = (severity: Finding['severity'], given: Partial<Finding> = {}): Finding =>
  findingReport(severity, { id: 'it', basis: 'observed', message: 'It is so.', ...given })
const certificate = { control: 'channel/certificate' } as const

function seen(...findings: readonly Finding[]): DeploymentReport {
  return deploymentReport({ findings, passed: [], answers: [] })
}

const about = (before: DeploymentReport, now: DeploymentReport, foreseen: readonly Finding[] = [], touched = ['api']) => ({
  before,
  now,
  foreseen,
  touched: new Set(touched),
})

describe('what is worse after a stage', () => {
  it.each<[string, Finding, boolean]>([
    ['what weighs something', found('medium'), true],
    ['what weighs little', found('low'), false],
    ['a certificate that a client will refuse, whatever it weighs', found('low', certificate), true],
    ['what the files alone say', found('high', { basis: 'configured' }), false],
    ['what nobody could tell', found('high', { verdict: 'unknown' }), false],
  ])('counts %s', (_what, finding, counts) => {
    expect(worse(about(seen(), seen(finding)))).toEqual(counts ? [`api->db:5432: It is so (${finding.control})`] : [])
  })

  it('is nothing that was there before, that is elsewhere, or that the plan has foreseen of certificates', () => {
    const ends = found('low', certificate)
    expect(worse(about(seen(ends), seen(ends)))).toEqual([])
    expect(worse(about(seen(), seen(ends), [], ['web']))).toEqual([])
    expect(worse(about(seen(), seen(ends), [ends]))).toEqual([])
    expect(worse(about(seen(), seen(found('high')), [found('high')]))).toHaveLength(1)
    expect(unforeseen(about(seen(), seen(ends), [ends]))).toEqual([])
    expect(unforeseen(about(seen(), seen(ends)))).toEqual(['api->db:5432: It is so'])
  })

  it('stands against the proof', () => {
    const asked = { ...about(seen(), seen(found('low', certificate))), ports: new Map() }
    expect(prove([], asked)).toEqual({ rows: [], against: ['api->db:5432: It is so (channel/certificate)'] })
  })
})
