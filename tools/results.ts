/** The part of vitest's JSON report that is counted here. */
export interface VitestReport {
  readonly numFailedTestSuites: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string; readonly failureMessages?: readonly string[] }[]
  }[]
}

export interface Tally {
  readonly passed: number
  /** What failed, with the file and why: said once more at the end, where a long log is read. */
  readonly failed: readonly string[]
  /** Full names of what did not run. */
  readonly skipped: readonly string[]
}

export const nothing: Tally = { passed: 0, failed: [], skipped: [] }

/** One failure that is no test: a linter that complains, a run that left no result. */
export function failure(what: string): Tally {
  return { passed: 0, failed: [what], skipped: [] }
}

export function add(a: Tally, b: Tally): Tally {
  return { passed: a.passed + b.passed, failed: [...a.failed, ...b.failed], skipped: [...a.skipped, ...b.skipped] }
}

/** Counts a report. A file that failed without a failed test in it (it did not load) counts as one failure. */
export function tally(report: VitestReport): Tally {
  return report.testResults.reduce((sum, file) => {
    const states = file.assertionResults.map(({ status }) => status)
    const failed = file.assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages = [] }) => `${file.name}: ${fullName}\n${failureMessages.join('\n')}`)
    return add(sum, {
      passed: states.filter((state) => state === 'passed').length,
      failed: failed.length === 0 && file.status === 'failed' ? [`${file.name}: ${file.message}`] : failed,
      skipped: file.assertionResults.filter(({ status }) => status !== 'passed' && status !== 'failed').map(({ fullName }) => fullName),
    })
  }, nothing)
}

/** `12 passed, 0 failed`, and `, 3 skipped` when there are any. */
export function closingLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed.length} failed${skipped.length === 0 ? '' : `, ${skipped.length} skipped`}`
}
