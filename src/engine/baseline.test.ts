import { expect, it } from 'vitest'
import type { Finding, Report } from '../model/report.ts'
import { deploymentReport, findingReport, reportOf } from '../testing/report.ts'
import { compare } from './baseline.ts'

const known = findingReport('high', { id: 'a', occurrences: 2 })

function against(now: readonly Finding[], before: readonly Finding[]): Report {
  return compare(reportOf(deploymentReport({ findings: now })), { file: 'before.json', deployments: [{ name: 'shop', findings: before }] })
}

function states(now: readonly Finding[], before: readonly Finding[]): readonly (string | undefined)[] {
  return against(now, before).deployments[0]!.findings.map(({ baseline }) => baseline)
}

it.each([
  ['the same', {}, {}, 'unchanged'],
  ['moved', { locations: [{ file: 'x', line: 9, endLine: 9 }] }, {}, 'unchanged'],
  ['less severe', { severity: 'low' }, {}, 'unchanged'],
  ['more severe', { severity: 'critical' }, {}, 'new'],
  ['in more places', { occurrences: 3 }, {}, 'new'],
  ['in fewer places', { occurrences: 1 }, {}, 'unchanged'],
  ['another', { id: 'b' }, {}, 'new'],
  ['accepted before, and no more', {}, { verdict: 'waived' }, 'new'],
  ['open before', {}, { verdict: 'unknown' }, 'new'],
  ['accepted now', { verdict: 'waived' }, {}, 'unchanged'],
] as const)('a finding that is %s', (_, now, before, expected) => {
  expect(states([{ ...known, ...now }], [{ ...known, ...before }])).toEqual([expected])
})

it('says what is no more, and counts', () => {
  const [deployment] = against([findingReport('low', { id: 'b' })], [known, findingReport('low', { id: 'c', verdict: 'waived' })]).deployments
  expect(deployment!.fixed?.map(({ id }) => id)).toEqual(['a'])
  expect(deployment!.summary).toMatchObject({ new: 1, fixed: 1 })
})

it('does not call fixed what was not judged', () => {
  const before = [
    { name: 'shop', findings: [known] },
    { name: 'gone', findings: [known] },
  ]
  const report = compare(reportOf(deploymentReport({ findings: [known] })), { file: 'before.json', deployments: before })
  expect(report.baseline).toEqual({ file: 'before.json', missing: ['gone'] })
  expect(report.deployments.flatMap(({ fixed }) => fixed)).toEqual([])
})
