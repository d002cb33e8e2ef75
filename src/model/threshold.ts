import type { Finding } from './report.ts'
import { atLeast } from './severity.ts'
import type { Severity } from './vocabulary.ts'

export type Threshold = Exclude<Severity, 'info'> | 'never'

/** Whether a finding fails the run: not what somebody accepts, not what nobody can tell, and not what the baseline knows. */
export function failsRun({ verdict, severity, baseline }: Finding, threshold: Threshold): boolean {
  return threshold !== 'never' && verdict === 'fail' && baseline !== 'unchanged' && atLeast(severity, threshold)
}
