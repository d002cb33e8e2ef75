import type { AnswerReport, DeploymentReport } from '../model/report.ts'
import { answerRows, whereOf } from './answer-rows.ts'
import { code, table } from './html-parts.ts'
import { escape } from './markup.ts'
import { count } from './words.ts'

/** What the wire says: where it differs from the files first, then answers, then what is open and why. */
export function answersSection(deployment: DeploymentReport, id: string): string {
  if (deployment.answers === undefined) return ''
  const { differing, said, unproven, notAsked } = answerRows(deployment)
  const counts = `${count(said.length, 'answer')}, ${unproven.length} unproven, ${notAsked.length} not asked`
  const lies = differing.map(({ message }) => `<li><span class="state open">differs</span> ${escape(message)}</li>`)
  const open = [...unproven, ...notAsked]
  return `<section aria-labelledby="${id}-answers"><h3 id="${id}-answers">What the wire says</h3>
<p>${counts}.</p>
${lies.length === 0 ? '' : `<ul class="differing">${lies.join('')}</ul>`}
${said.length === 0 ? '' : table('Answers', ['Listener', 'Question', 'Asked at', 'Answer'], said.map(answerRow))}
${open.length === 0 ? '' : `<h4>Not proven, and not asked</h4>\n${table('Not proven, and not asked', ['Listener', 'Question', 'Asked at', 'Why'], open.map(answerRow))}`}
</section>`
}

function answerRow(answer: AnswerReport): string {
  const { listener, probe, said, open, outcome } = answer
  const words = [...(said === null ? [] : [escape(said)]), ...open.map((why) => `${outcome === 'answered' ? 'open: ' : ''}${escape(why)}`)].join(
    '<br>',
  )
  const cells = [code(probe), code(whereOf(answer)), words + tries(answer) + transcript(answer)]
  return `<tr><th scope="row">${escape(listener)}</th><td>${cells.join('</td><td>')}</td></tr>`
}

/** Whoever let log-ins be tried sees every one of them. */
function tries({ tries: made = [] }: AnswerReport): string {
  if (made.length === 0) return ''
  return `<ul>${made.map(({ account, pair, outcome }) => `<li>tried ${code(account)} (${escape(pair)}): ${escape(outcome)}</li>`).join('')}</ul>`
}

const directions: Readonly<Record<AnswerReport['transcript'][number]['direction'], string>> = { sent: 'sent', received: 'received', note: 'note' }

/** Folded: who doubts an answer unfolds it. */
function transcript({ transcript: steps, at, milliseconds }: AnswerReport): string {
  if (steps.length === 0) return ''
  const items = steps.map(
    ({ direction, text, bytes }) => `<li>${directions[direction]}: ${escape(text)}${bytes === 0 ? '' : ` (${count(bytes, 'byte')})`}</li>`,
  )
  return `<details><summary>${count(steps.length, 'step')}, ${milliseconds} ms</summary><ol><li>${escape(at)}</li>${items.join('')}</ol></details>`
}
