/** The part of vitest's JSON report that is counted here. */
export interface VitestReport {
  readonly numFailedTestSuites: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
  }[]
}

export interface Tally {
  readonly passed: number
  readonly failed: number
  /** Full names of what did not run. */
  readonly skipped: readonly string[]
}

export const nothing: Tally = { passed: 0, failed: 0, skipped: [] }

/** One failure that is no test: a linter that complains, a file of tests that does not load. */
export const oneFailure: Tally = { passed: 0, failed: 1, skipped: [] }

export function add(a: Tally, b: Tally): Tally {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: [...a.skipped, ...b.skipped] }
}

/** Counts a report. A file that failed without a failed test in it (it did not load) counts as one failure. */
export function tally(report: VitestReport): Tally {
  return report.testResults.reduce((sum, file) => {
    const states = file.assertionResults.map(({ status }) => status)
    const failed = states.filter((state) => state === 'failed').length
    return add(sum, {
      passed: states.filter((state) => state === 'passed').length,
      failed: failed === 0 && file.status === 'failed' ? 1 : failed,
      skipped: file.assertionResults.filter(({ status }) => status !== 'passed' && status !== 'failed').map(({ fullName }) => fullName),
    })
  }, nothing)
}

/** `12 passed, 0 failed`, and `, 3 skipped` when there are any. */
export function closingLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped.length === 0 ? '' : `, ${skipped.length} skipped`}`
}
