import type { AnswerReport } from '../model/report.ts'
import { attributes, escape } from './markup.ts'

/** A test case as it stands in its suite. */
export interface Case {
  readonly state: 'failed' | 'skipped' | 'passed'
  readonly xml: string
}

/**
 * A test case for each question that was put to the running system. What was answered passes, since the judgement on the answer is a case
 * of its own; what is not proven, or was not asked, is skipped with its reason: never a pass.
 */
export function answerCase(answer: AnswerReport): Case {
  const { probe, outcome, said, open, milliseconds } = answer
  const head = attributes({ classname: probe, name: nameOf(answer), time: (milliseconds / 1000).toFixed(3) })
  if (outcome !== 'answered') {
    const message = `${outcome === 'unproven' ? 'unproven' : 'not asked'}: ${open.join('; ') || 'no reason is known'}`
    return { state: 'skipped', xml: `    <testcase${head}>\n      <skipped${attributes({ message })}/>\n    </testcase>\n` }
  }
  const lines = [...(said === null ? [] : [said]), ...open.map((why) => `unproven: ${why}`)]
  const output = lines.length === 0 ? '' : `      <system-out>${lines.map(escape).join('\n')}</system-out>\n`
  return { state: 'passed', xml: `    <testcase${head}>\n${output}    </testcase>\n` }
}

function nameOf({ listener, address, vantage }: AnswerReport): string {
  return `${listener}${address === null ? '' : ` at ${address}`} from ${vantage}`
}
