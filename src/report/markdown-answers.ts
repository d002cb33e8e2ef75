import type { AnswerReport, DeploymentReport } from '../model/report.ts'
import { answerRows, whereOf } from './answer-rows.ts'
import { cellSpan, markdownTable, prose } from './markdown-text.ts'

/** What the wire says, as tables: where it differs from the files stands first. */
export function markdownAnswers(deployment: DeploymentReport): readonly string[] {
  if (deployment.answers === undefined) return []
  const { differing, said, unproven, notAsked } = answerRows(deployment)
  const open = [...unproven, ...notAsked]
  return [
    '### What the wire says',
    ...(differing.length === 0 ? [] : [differing.map(({ message }) => `- **Differs:** ${prose(message)}`).join('\n')]),
    ...(said.length === 0 ? [] : [markdownTable(['Listener', 'Question', 'Asked at', 'Answer'], said.map(row))]),
    ...(open.length === 0 ? [] : ['Not proven, and not asked:', markdownTable(['Listener', 'Question', 'Asked at', 'Why'], open.map(row))]),
  ]
}

function row(answer: AnswerReport): readonly string[] {
  const tried = (answer.tries ?? []).map(({ account, pair, outcome }) => `tried ${account} (${pair}): ${outcome}`)
  const words = [...(answer.said === null ? [] : [answer.said]), ...answer.open, ...tried].join('; ')
  return [cellSpan(answer.listener), cellSpan(answer.probe), cellSpan(whereOf(answer)), prose(words)]
}
