import { expect, it } from 'vitest'
import { add, closingLine, failure, tally } from './results.ts'

function file(status: string, tests: Readonly<Record<string, string>>): Parameters<typeof tally>[0]['testResults'][number] {
  return {
    name: 'a.test.ts',
    status,
    message: 'no such module',
    assertionResults: Object.entries(tests).map(([fullName, status]) => ({
      fullName,
      status,
      failureMessages: status === 'failed' ? ['expected 1'] : [],
    })),
  }
}

it('counts passed, failed and skipped tests', () => {
  const report = {
    numFailedTestSuites: 1,
    testResults: [file('failed', { a: 'passed', b: 'failed', c: 'skipped' }), file('passed', { d: 'passed', e: 'todo' })],
  }
  expect(tally(report)).toEqual({ passed: 2, failed: ['a.test.ts: b\nexpected 1'], skipped: ['c', 'e'] })
})

it('counts a file that does not load as one failure', () => {
  expect(tally({ numFailedTestSuites: 1, testResults: [file('failed', {}), file('failed', { a: 'skipped' })] }).failed).toEqual([
    'a.test.ts: no such module',
    'a.test.ts: no such module',
  ])
})

it('closes with one plain line', () => {
  expect(closingLine({ passed: 12, failed: [], skipped: [] })).toBe('12 passed, 0 failed')
  expect(closingLine(add({ passed: 12, failed: [], skipped: ['a'] }, failure('knip')))).toBe('12 passed, 1 failed, 1 skipped')
})
